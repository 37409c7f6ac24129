/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* README.txt: what the results were made from, and what is not in them. */
#ifndef MAAP_ANALYSIS_README_TEXT_H
#define MAAP_ANALYSIS_README_TEXT_H

#include "../user/util/safe_file.h"
#include "errors.h"
#include "log.h"
#include "options.h"
#include "run_info.h"
#include "run_window.h"

/*
 * `window` is NULL when a recording was taken by its id. Returns 0 or a negative errno and has said
 * what to do.
 */
int readme_text__write(const struct run_info *info, const struct options *options,
		       const struct calls *calls, const struct log *log,
		       const struct run_window *window, const struct errors *errors,
		       const struct output_dir *folder);

/* "3 lines skipped: 2 not JSON, 1 truncated"; NULL if none was, or without memory. To be freed. */
char *skipped_lines_text(const uint64_t *causes);

/* What of the run is not in the log any more; NULL if nothing is, or without memory. To be freed.
 */
char *missing_calls_text(const struct run_info *info);

#endif
