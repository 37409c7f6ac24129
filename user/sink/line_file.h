/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A file that grows by whole records (one or more lines each), through a large buffer. A record is
 * formatted in place: reserve, write, commit. When the file system refuses (full, quota, broken),
 * the file is cut back to the last whole record, one line says what to do, and the calls that were
 * accepted and did not get to the file are known: line_file_unwritten().
 */
#ifndef MAAP_SINK_LINE_FILE_H
#define MAAP_SINK_LINE_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "../util/safe_file.h"

#define LINE_FILE_BUFFER (1u << 20) /* bytes; what one write gives the operating system */

struct line_file;

/*
 * Opens or creates `name` in `dir` (which must outlive the file). If the last line of an existing
 * file has no end (a crash), it gets `line_end` ("\n" or "\r\n") first. Returns 0 or a negative
 * errno and has said what to do.
 */
int line_file_open(const struct output_dir *dir, const char *name, const char *line_end,
		   struct line_file **file);

/*
 * Flushes, closes, frees; NULL does nothing. Returns 0 or the first negative errno, an earlier
 * failed write's included. Ask line_file_unwritten() after a flush, before.
 */
int line_file_close(struct line_file *file);

/* Makes room for records of up to `bytes`. 0 or -ENOMEM. Not needed below 64 KiB. */
int line_file_ensure(struct line_file *file, size_t bytes);

/*
 * Where the next record may be written, up to `bytes` of it, which line_file_ensure() has made
 * room for. Never fails: after an error the place is there and the commit reports it. Valid until
 * the next call of any of these.
 */
char *line_file_reserve(struct line_file *file, size_t bytes);

/*
 * Takes `len` bytes from the reserved place as a record that completes `calls` calls (0 or 1).
 * Returns 0 or the negative errno of the write that failed, now or earlier; the record is then
 * not in the file and its calls count as unwritten.
 */
int line_file_commit(struct line_file *file, size_t len, unsigned int calls);

/* Counts calls for which no record can be made. Returns the file's error, `err` if it has none. */
int line_file_give_up(struct line_file *file, unsigned int calls, int err);

/*
 * Writes what is committed. `pending` bytes that are in the reserved place, not yet committed, are
 * kept and then stand where line_file_reserve(file, pending) points.
 */
int line_file_flush(struct line_file *file, size_t pending);

/* Bytes in the file, buffered ones included; what others append does not count. */
uint64_t line_file_size(const struct line_file *file);

/* Goes on in a new file of the same name, the old one having been renamed (after a flush). */
int line_file_reopen(struct line_file *file);

/* Calls accepted or refused by commit that are not in the file because it could not be written. */
uint64_t line_file_unwritten(const struct line_file *file);

/* For rotation: what the file is called, and where. */
const char *line_file_name(const struct line_file *file);
const struct output_dir *line_file_dir(const struct line_file *file);

/* Remembers an error that makes the file unusable: everything after it is refused. Returns it. */
int line_file_fail(struct line_file *file, int err);

#endif
