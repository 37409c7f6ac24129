/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../util/log.h"
#include "line_file.h"
#include "rotate.h"

struct rotate {
	struct line_file *file;
	uint64_t max_bytes; /* 0: never rotate */
	unsigned int backup_count;
	uint64_t gone; /* calls thrown away */
	/*
	 * Calls of this run by the file that holds their first line: [0] the log, [i] backup i.
	 * The first line is the older one: with it the call is gone, and it is counted only here.
	 */
	uint64_t calls[];
};

int rotate_open(const struct output_dir *dir, const char *name, uint64_t max_bytes,
		unsigned int backup_count, struct rotate **rotate)
{
	struct rotate *log;
	int err;

	if (!max_bytes)
		backup_count = 0;
	log = calloc(1, sizeof(*log) + (backup_count + (size_t)1) * sizeof(log->calls[0]));
	if (!log) {
		log_error("no memory for %s and %u backups", name, backup_count);
		return -ENOMEM;
	}
	log->max_bytes = backup_count ? max_bytes : 0;
	log->backup_count = backup_count;
	err = line_file_open(dir, name, "\n", &log->file);
	if (err) {
		free(log);
		return err;
	}
	*rotate = log;
	return 0;
}

int rotate_close(struct rotate *rotate)
{
	int err;

	if (!rotate)
		return 0;
	err = line_file_close(rotate->file);
	free(rotate);
	return err;
}

int rotate_ensure(struct rotate *rotate, size_t bytes)
{
	return line_file_ensure(rotate->file, bytes);
}

char *rotate_reserve(struct rotate *rotate, size_t bytes)
{
	return line_file_reserve(rotate->file, bytes);
}

int rotate_give_up(struct rotate *rotate, unsigned int calls, int err)
{
	return line_file_give_up(rotate->file, calls, err);
}

/*
 * Moves one file aside; -ENOENT if it is not there, and then `to` stays, as with Python. What `to`
 * names is removed first: ext4 answers a rename that replaces a file by writing the renamed one to
 * disk, which stops the recording for a moment and is of no use here.
 */
static int move_aside(int dir, const char *from, const char *to)
{
	if (faccessat(dir, from, F_OK, AT_SYMLINK_NOFOLLOW))
		return -errno;
	if (unlinkat(dir, to, 0) && errno != ENOENT)
		return -errno;
	return renameat(dir, from, dir, to) ? -errno : 0;
}

/* Generation i is the log itself (0) or its backup i. */
static int rename_generation(struct rotate *rotate, unsigned int i)
{
	const struct output_dir *dir = line_file_dir(rotate->file);
	const char *name = line_file_name(rotate->file);
	char from[NAME_MAX + 16], to[NAME_MAX + 16];
	int err;

	snprintf(from, sizeof(from), i ? "%s.%u" : "%s", name, i);
	snprintf(to, sizeof(to), "%s.%u", name, i + 1);
	err = move_aside(dir->fd, from, to);
	if (!err) {
		rotate->gone += rotate->calls[i + 1];
		rotate->calls[i + 1] = rotate->calls[i];
	} else if (err == -ENOENT) {
		rotate->gone += rotate->calls[i];
	} else {
		log_error("cannot rename %s/%s to %s: %s; move it away or choose another folder "
			  "with --logdir",
			  dir->path, from, to, strerror(-err));
		return err;
	}
	rotate->calls[i] = 0;
	return 0;
}

static int roll_over(struct rotate *rotate)
{
	for (unsigned int i = rotate->backup_count; i-- > 0;) {
		int err = rename_generation(rotate, i);

		if (err)
			return line_file_fail(rotate->file, err);
	}
	return line_file_reopen(rotate->file);
}

/* Rotates if the next line is due for it; `pending` bytes are in the reserved place. */
static int make_way(struct rotate *rotate, size_t line, size_t pending)
{
	uint64_t size = line_file_size(rotate->file);
	int err;

	if (!rotate->max_bytes || !size || size + line < rotate->max_bytes)
		return 0;
	err = line_file_flush(rotate->file, pending);
	return err ? err : roll_over(rotate);
}

int rotate_commit(struct rotate *rotate, size_t first, size_t second, unsigned int calls)
{
	int err = make_way(rotate, first, first + second);
	uint64_t size;

	if (err)
		return line_file_give_up(rotate->file, calls, err);
	rotate->calls[0] += calls;
	size = line_file_size(rotate->file);
	if (second && rotate->max_bytes && size + first + second >= rotate->max_bytes) {
		line_file_commit(rotate->file, first, 0);
		err = make_way(rotate, second, second);
		if (err)
			return line_file_give_up(rotate->file, calls, err);
		first = 0;
	}
	return line_file_commit(rotate->file, first + second, calls);
}

int rotate_flush(struct rotate *rotate)
{
	return line_file_flush(rotate->file, 0);
}

uint64_t rotate_gone(const struct rotate *rotate)
{
	return rotate->gone;
}

uint64_t rotate_unwritten(const struct rotate *rotate)
{
	return line_file_unwritten(rotate->file);
}
