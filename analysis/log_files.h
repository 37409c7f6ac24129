/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The files that a log consists of, the oldest first: NAME.N … NAME.1, NAME, each also as .gz, as
 * one space of bytes: a place in it tells the file too.
 *
 * They may be rotated while we look: the newest is opened first, so that what moves on meanwhile is
 * met again, and known by its inode. What is appended later is not read.
 */
#ifndef MAAP_ANALYSIS_LOG_FILES_H
#define MAAP_ANALYSIS_LOG_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct log_file {
	char *name;    /* within the folder */
	int fd;	       /* of what is to be read: a .gz has been unpacked into a file without name */
	uint64_t base; /* the place of its first byte */
	uint64_t size; /* bytes to read */
	bool damaged;  /* a .gz that could be unpacked in part only */
};

struct log_files {
	struct log_file *files;
	size_t count;
	uint64_t size; /* of all */
};

/*
 * Opens what is there of `name` in the folder `dirfd` (`path`, for messages). No file is no error.
 * Returns 0 or a negative errno and has said what to do; *files is to be closed either way.
 */
int log_files__open(int dirfd, const char *path, const char *name, struct log_files *files);
void log_files__close(struct log_files *files);

/* The file that a place lies in. */
const struct log_file *log_files__at(const struct log_files *files, uint64_t place);

/*
 * Reads up to `len` bytes at a place, at most to the end of its file: fewer only if the file has
 * been cut since. Negative errno if it cannot be read.
 */
ssize_t log_files__read(const struct log_files *files, uint64_t place, char *buffer, size_t len);

#endif
