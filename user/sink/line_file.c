/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../util/log.h"
#include "../util/write_all.h"
#include "line_file.h"

#define MAX_MARKS 16384 /* records in the buffer: more than fit, unless they are tiny */

/* Where a buffered record ends: after a partial write this tells which calls are in the file. */
struct line_mark {
	uint32_t end; /* offset in the buffer */
	uint32_t calls;
};

struct line_file {
	const struct output_dir *dir;
	char *name;
	char line_end[3];
	int fd;
	int error; /* negative errno of the write that failed; nothing is accepted after it */
	char *buffer;
	size_t capacity;
	size_t used; /* committed bytes */
	struct line_mark *marks;
	size_t mark_count;
	uint64_t size;	    /* bytes in the file and committed */
	uint64_t unwritten; /* calls */
};

/* What the last line lacks: all of the line end, the \n of a \r\n, or nothing. */
static const char *missing_line_end(const struct line_file *file, char last)
{
	if (last == '\n')
		return "";
	if (last == '\r' && file->line_end[0] == '\r')
		return file->line_end + 1;
	return file->line_end;
}

static int open_and_mend(struct line_file *file)
{
	const char *missing = "";
	struct stat st;
	char last;
	int err;

	file->fd = safe_file_open(file->dir, file->name);
	if (file->fd < 0)
		return file->fd;
	if (fstat(file->fd, &st))
		return -errno;
	if (st.st_size > 0 && pread(file->fd, &last, 1, st.st_size - 1) == 1)
		missing = missing_line_end(file, last);
	err = write_all(file->fd, missing, strlen(missing), NULL);
	if (err)
		output_error(file->dir, file->name, err);
	file->size = st.st_size + strlen(missing);
	return err;
}

static void free_file(struct line_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	free(file->marks);
	free(file->buffer);
	free(file->name);
	free(file);
}

static int no_memory(const char *name)
{
	log_error("no memory for the buffer of %s", name);
	return -ENOMEM;
}

int line_file_open(const struct output_dir *dir, const char *name, const char *line_end,
		   struct line_file **file)
{
	struct line_file *new_file = calloc(1, sizeof(*new_file));
	int err = -ENOMEM;

	if (!new_file)
		return no_memory(name);
	new_file->dir = dir;
	new_file->fd = -1;
	strncpy(new_file->line_end, line_end, sizeof(new_file->line_end) - 1);
	new_file->capacity = LINE_FILE_BUFFER;
	new_file->name = strdup(name);
	new_file->buffer = malloc(new_file->capacity);
	new_file->marks = malloc(MAX_MARKS * sizeof(*new_file->marks));
	if (new_file->name && new_file->buffer && new_file->marks)
		err = open_and_mend(new_file);
	else
		no_memory(name);
	if (err) {
		free_file(new_file);
		return err;
	}
	*file = new_file;
	return 0;
}

int line_file_ensure(struct line_file *file, size_t bytes)
{
	char *buffer;

	if (bytes > UINT32_MAX / 4)
		return -ENOMEM;
	if (file->capacity >= 4 * bytes) /* enough of them in a buffer to be worth a write */
		return 0;
	buffer = realloc(file->buffer, 4 * bytes);
	if (!buffer)
		return -ENOMEM;
	file->buffer = buffer;
	file->capacity = 4 * bytes;
	return 0;
}

char *line_file_reserve(struct line_file *file, size_t bytes)
{
	if (file->capacity - file->used < bytes || file->mark_count == MAX_MARKS)
		line_file_flush(file, 0);
	return file->buffer + file->used;
}

int line_file_commit(struct line_file *file, size_t len, unsigned int calls)
{
	if (file->error)
		return line_file_give_up(file, calls, file->error);
	file->used += len;
	file->size += len;
	file->marks[file->mark_count++] = (struct line_mark){ file->used, calls };
	return 0;
}

int line_file_give_up(struct line_file *file, unsigned int calls, int err)
{
	file->unwritten += calls;
	return line_file_fail(file, err);
}

int line_file_fail(struct line_file *file, int err)
{
	if (!file->error)
		file->error = err;
	return file->error;
}

/* Bytes of the buffer that are whole records, `written` of them being in the file. */
static size_t whole_records(struct line_file *file, size_t written)
{
	size_t whole = 0;

	for (size_t i = 0; i < file->mark_count; i++) {
		if (file->marks[i].end <= written)
			whole = file->marks[i].end;
		else
			file->unwritten += file->marks[i].calls;
	}
	return whole;
}

/*
 * Takes the last `excess` bytes, the beginning of a record, out of the file again; not if somebody
 * else has appended since: cutting would take theirs.
 */
static void cut_back(struct line_file *file, size_t excess)
{
	off_t end = lseek(file->fd, 0, SEEK_CUR);
	struct stat st;

	if (!excess || end < (off_t)excess || fstat(file->fd, &st) || st.st_size != end)
		return;
	if (ftruncate(file->fd, end - excess))
		log_error("%s/%s ends in an incomplete line: %s", file->dir->path, file->name,
			  strerror(errno));
}

int line_file_flush(struct line_file *file, size_t pending)
{
	size_t written = 0;
	int err = write_all(file->fd, file->buffer, file->used, &written);

	if (err) {
		size_t whole = whole_records(file, written);

		output_error(file->dir, file->name, err);
		cut_back(file, written - whole);
		file->size -= file->used - whole;
		line_file_fail(file, err);
	}
	if (pending)
		memmove(file->buffer, file->buffer + file->used, pending);
	file->used = 0; /* nothing is committed after an error: it is written and told once */
	file->mark_count = 0;
	return file->error;
}

uint64_t line_file_size(const struct line_file *file)
{
	return file->size;
}

/* Network file systems tell only here what they could not keep. */
static int close_fd(struct line_file *file)
{
	int fd = file->fd;
	int err = 0;

	file->fd = -1;
	if (fd >= 0 && close(fd)) {
		err = -errno;
		output_error(file->dir, file->name, err);
	}
	return err;
}

int line_file_reopen(struct line_file *file)
{
	int err = close_fd(file);

	if (!err)
		err = open_and_mend(file);
	return err ? line_file_fail(file, err) : 0;
}

uint64_t line_file_unwritten(const struct line_file *file)
{
	return file->unwritten;
}

const char *line_file_name(const struct line_file *file)
{
	return file->name;
}

const struct output_dir *line_file_dir(const struct line_file *file)
{
	return file->dir;
}

int line_file_close(struct line_file *file)
{
	int err;

	if (!file)
		return 0;
	line_file_flush(file, 0);
	err = close_fd(file);
	if (file->error)
		err = file->error;
	free_file(file);
	return err;
}
