/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../util/log.h"
#include "../util/write_all.h"
#include "csv_header.h"

#define HEADER_MAX     1024
#define BLOCK_BYTES    65536
#define MAX_OLD_COPIES 10000

/* The header line is ours, whichever line end an editor has given it. */
static bool has_header(int fd, const char *header)
{
	char start[HEADER_MAX + 2];
	size_t len = strlen(header);
	ssize_t n = len > HEADER_MAX ? 0 : pread(fd, start, len + 2, 0);

	if (n < (ssize_t)len || memcmp(start, header, len))
		return false;
	if (n == (ssize_t)len || start[len] == '\n')
		return true;
	return start[len] == '\r' && (n == (ssize_t)len + 1 || start[len + 1] == '\n');
}

/* Quotes come in pairs but for a field that is open (a quote within a field is doubled). */
static int ends_in_open_quotes(int fd, off_t size)
{
	char block[BLOCK_BYTES];
	bool open = false;
	off_t at = 0;
	ssize_t n;

	if (pread(fd, block, 1, size - 1) != 1)
		return -EIO;
	if (block[0] == '\n') /* we write whole rows: only a row cut short ends otherwise */
		return false;
	while ((n = pread(fd, block, sizeof(block), at)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			open ^= block[i] == '"';
		at += n;
	}
	return n < 0 ? -errno : open;
}

static int rename_no_replace(const struct output_dir *dir, const char *from, const char *to)
{
	if (!renameat2(dir->fd, from, dir->fd, to, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	/* A file system without RENAME_NOREPLACE: a hard link does not replace either. */
	if (linkat(dir->fd, from, dir->fd, to, 0) || unlinkat(dir->fd, from, 0))
		return -errno;
	return 0;
}

static int set_aside(const struct output_dir *dir, const char *name)
{
	char old[NAME_MAX + 16];
	int err = -EEXIST;

	for (int i = 0; i < MAX_OLD_COPIES && err == -EEXIST; i++) {
		if (i)
			snprintf(old, sizeof(old), "%s.old.%d", name, i);
		else
			snprintf(old, sizeof(old), "%s.old", name);
		err = rename_no_replace(dir, name, old);
	}
	if (err)
		log_error("cannot rename %s/%s, whose columns are another program's: %s; move it "
			  "away or choose another folder with --logdir",
			  dir->path, name, strerror(-err));
	else
		log_info("%s/%s has other columns: set aside as %s", dir->path, name, old);
	return err;
}

static int close_open_quotes(const struct output_dir *dir, const char *name, int fd, off_t size)
{
	int open = ends_in_open_quotes(fd, size);
	int err = open > 0 ? write_all(fd, "\"", 1, NULL) : open;

	if (err)
		output_error(dir, name, err);
	return err;
}

int csv_prepare(const struct output_dir *dir, const char *name, const char *header, bool *empty)
{
	struct stat st;
	bool is_empty;
	int fd = safe_file_open(dir, name);
	int err = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st)) {
		err = -errno;
		output_error(dir, name, err);
	}
	is_empty = !err && st.st_size == 0;
	if (!err && !is_empty) {
		if (has_header(fd, header)) {
			err = close_open_quotes(dir, name, fd, st.st_size);
		} else {
			err = set_aside(dir, name);
			is_empty = true;
		}
	}
	close(fd);
	if (!err)
		*empty = is_empty;
	return err;
}

static int write_header(struct line_file *file, const char *header)
{
	size_t len = strlen(header);
	char *start = line_file_reserve(file, len + 2);

	memcpy(start, header, len);
	memcpy(start + len, "\r\n", 2);
	line_file_commit(file, len + 2, 0);
	return line_file_flush(file, 0);
}

int csv_open_file(const struct output_dir *dir, const char *name, const char *header,
		  struct line_file **file)
{
	bool empty = false;
	int err = csv_prepare(dir, name, header, &empty);

	if (!err)
		err = line_file_open(dir, name, "\r\n", file);
	return !err && empty ? write_header(*file, header) : err;
}
