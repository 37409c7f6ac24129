/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A log of lines that rotates as Python's logging.handlers.RotatingFileHandler does: before a line
 * that would make the file reach max_bytes, `.4` becomes `.5`, …, the file `.1`, and a new one is
 * begun; an empty file is not rotated away (as since Python 3.12.3); a line is never split. What
 * the file held before this run counts.
 */
#ifndef MAAP_SINK_ROTATE_H
#define MAAP_SINK_ROTATE_H

#include <stddef.h>
#include <stdint.h>

#include "../util/safe_file.h"

struct rotate;

/*
 * max_bytes or backup_count 0: never rotates. `dir` must outlive it. Returns 0 or a negative errno
 * and has said what to do.
 */
int rotate_open(const struct output_dir *dir, const char *name, uint64_t max_bytes,
		unsigned int backup_count, struct rotate **rotate);

/* As line_file_close(). */
int rotate_close(struct rotate *rotate);

/* As line_file_ensure(), line_file_reserve(), line_file_give_up(). */
int rotate_ensure(struct rotate *rotate, size_t bytes);
char *rotate_reserve(struct rotate *rotate, size_t bytes);
int rotate_give_up(struct rotate *rotate, unsigned int calls, int err);

/*
 * Takes one line (`second` 0) or two from the reserved place, `first` and `second` bytes long, ends
 * included, that stand for `calls` calls (0 or 1). The log may rotate before either of them.
 * Returns 0 or a negative errno as line_file_commit() does.
 */
int rotate_commit(struct rotate *rotate, size_t first, size_t second, unsigned int calls);

int rotate_flush(struct rotate *rotate);

/* Calls of this run whose first line was thrown away with the oldest backup (or by someone else).
 */
uint64_t rotate_gone(const struct rotate *rotate);

/* As line_file_unwritten(). */
uint64_t rotate_unwritten(const struct rotate *rotate);

#endif
