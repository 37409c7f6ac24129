/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The lines of log files, a part at a time, so that parts can be read side by side: to a part
 * belong the lines that begin in it.
 */
#ifndef MAAP_ANALYSIS_FILE_LINES_H
#define MAAP_ANALYSIS_FILE_LINES_H

#include "json_scan.h"
#include "log_files.h"

/* Tests set sizes of their own, so that few bytes have many borders. */
#ifndef LINE_BYTES_MAX
#define LINE_BYTES_MAX (1u << 20) /* without the newline */
#endif
#ifndef PART_BYTES
#define PART_BYTES (4u << 20)
#endif
#define PART_BUFFER (PART_BYTES + LINE_BYTES_MAX + 2 + JSON_PADDING)

/*
 * One line without its newline; JSON_PADDING more bytes may be read. `text` is NULL for a line that
 * is longer than LINE_BYTES_MAX. A negative errno ends the reading.
 */
typedef int (*line_fn)(void *arg, const char *text, size_t len, uint64_t place);

/*
 * Calls `each` for the lines that begin at `place` up to `place` + PART_BYTES, all within one file.
 * `buffer` has PART_BUFFER bytes. Returns 0 or a negative errno.
 */
int part_lines(const struct log_files *files, uint64_t place, char *buffer, line_fn each,
	       void *arg);

/* All lines of all files, in order. Returns 0 or a negative errno. */
int file_lines(const struct log_files *files, line_fn each, void *arg);

#endif
