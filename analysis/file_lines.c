// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "file_lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * Loads the part, the byte before it, which tells whether a line begins right at its start, and so
 * much behind it that its last line is whole if it is not too long.
 */
static ssize_t load(const struct log_files *files, uint64_t place, char *buffer, size_t *before)
{
	ssize_t n;

	*before = place > log_files__at(files, place)->base;
	n = log_files__read(files, place - *before, buffer,
			    *before + PART_BYTES + LINE_BYTES_MAX + 1);
	if (n >= 0)
		memset(buffer + n, 0, JSON_PADDING);
	return n;
}

int part_lines(const struct log_files *files, uint64_t place, char *buffer, line_fn each, void *arg)
{
	size_t before;
	ssize_t loaded = load(files, place, buffer, &before);
	const char *p = buffer, *end = buffer + loaded, *stop, *newline;
	int err = 0;

	if (loaded < 0)
		return loaded;
	stop = (size_t)loaded > before + PART_BYTES ? buffer + before + PART_BYTES : end;
	if (before) {
		newline = memchr(p, '\n', stop - p);
		if (!newline)
			return 0; /* no line begins here */
		p = newline + 1;
	}
	while (p < stop && !err) {
		newline = memchr(p, '\n', end - p);
		if (!newline)
			newline = end;
		err = each(arg, newline - p > LINE_BYTES_MAX ? NULL : p, newline - p,
			   place - before + (p - buffer));
		p = newline + 1;
	}
	return err;
}

int file_lines(const struct log_files *files, line_fn each, void *arg)
{
	char *buffer = malloc(PART_BUFFER);
	int err = buffer ? 0 : -ENOMEM;

	for (size_t i = 0; i < files->count && !err; i++)
		for (uint64_t at = 0; at < files->files[i].size && !err; at += PART_BYTES)
			err = part_lines(files, files->files[i].base + at, buffer, each, arg);
	free(buffer);
	return err;
}
