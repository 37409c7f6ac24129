/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What an existing CSV file needs before rows can be appended to it. */
#ifndef MAAP_SINK_CSV_HEADER_H
#define MAAP_SINK_CSV_HEADER_H

#include <stdbool.h>

#include "line_file.h"
#include "../util/safe_file.h"

/*
 * Makes `name` in `dir` fit for rows under `header` (one line, no line end): a file with another
 * header is renamed `.old`, `.old.1`, …, which is said; a quoted field that a crash left open is
 * closed, or it would swallow what follows (the line end itself is line_file_open()'s to add).
 * *empty: the file is new or empty and needs its header. Returns 0 or a negative errno and has said
 * what to do.
 */
int csv_prepare(const struct output_dir *dir, const char *name, const char *header, bool *empty);

/*
 * The same, and opens it for appending; a new one gets its header written through at once: that
 * shows, before anything is traced, that the file can be written. 0 or a negative errno as above.
 */
int csv_open_file(const struct output_dir *dir, const char *name, const char *header,
		  struct line_file **file);

#endif
