/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The folder that one run's results go to. They are made in another beside it and moved there when
 * they are complete: whoever looks sees one pass's results or another's, never half of them.
 */
#ifndef MAAP_ANALYSIS_RESULT_FOLDER_H
#define MAAP_ANALYSIS_RESULT_FOLDER_H

#include "../user/util/safe_file.h"
#include "run_info.h"

struct result_folder;

/*
 * Begins OUTDIR/<end of the run, %Y-%m-%d_%H-%M-%S>_<tag>: result_folder__dir() is where files are
 * to be written. From here on SIGINT, SIGTERM and SIGHUP take back what has been written before
 * they end the program; call it while there is one thread. Returns 0 or a negative errno and has
 * said what to do; result_folder__close() frees it.
 */
int result_folder__open(const char *outdir, const char *tag, const struct run_info *info,
			struct result_folder **folder);

struct output_dir *result_folder__dir(const struct result_folder *folder);

/*
 * Moves the files to their place. Those that an earlier pass left there go if they are of the same
 * run; results of another run that ended in the same second stay, and these get a name of their
 * own, with "_2" behind. What is there besides is left alone. Returns 0 or a negative errno, told.
 */
int result_folder__publish(struct result_folder *folder);

/* Where the results are. */
const char *result_folder__path(const struct result_folder *folder);

/* Files that have not been published are removed. NULL is accepted. */
void result_folder__close(struct result_folder *folder);

#endif
