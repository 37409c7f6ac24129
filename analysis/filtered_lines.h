/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* filtered_log_lines.log: the lines of the run as they were. */
#ifndef MAAP_ANALYSIS_FILTERED_LINES_H
#define MAAP_ANALYSIS_FILTERED_LINES_H

#include "../user/util/safe_file.h"
#include "log.h"

/*
 * Writes `count` lines in the order of `records`, byte for byte, each with a newline. Returns 0 or
 * a negative errno and has said what to do.
 */
int filtered_lines__write(const struct log *log, const struct sort_item *records, size_t count,
			  const struct output_dir *folder);

#endif
