/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The folder that one run's results go to. */
#ifndef MAAP_ANALYSIS_RESULT_FOLDER_H
#define MAAP_ANALYSIS_RESULT_FOLDER_H

#include <stdint.h>

#include "../user/util/safe_file.h"

/*
 * Makes OUTDIR/<end of the run, %Y-%m-%d_%H-%M-%S>_<tag>. What an earlier pass left there of files
 * as we write them goes. Returns 0 or a negative errno and has said what to do; the caller closes
 * *folder, whose path is what to tell the user.
 */
int result_folder__open(const char *outdir, const char *tag, int64_t end_ns,
			struct output_dir **folder);

#endif
