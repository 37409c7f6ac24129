// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "out_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../user/util/write_all.h"

int out_file__open(struct out_file *out, const struct output_dir *folder, const char *name)
{
	*out = (struct out_file){ .folder = folder, .name = name, .room = OUT_FILE_BYTES };
	out->fd = safe_file_open(folder, name);
	if (out->fd < 0)
		return out->fd;
	out->buffer = malloc(out->room);
	if (!out->buffer || ftruncate(out->fd, 0)) {
		out->err = out->buffer ? -errno : -ENOMEM;
		return out_file__close(out);
	}
	return 0;
}

static void flush(struct out_file *out)
{
	if (!out->err)
		out->err = write_all(out->fd, out->buffer, out->len, NULL);
	out->len = 0;
}

char *out_file__room(struct out_file *out, size_t size)
{
	char *grown;

	if (out->room - out->len < size)
		flush(out);
	if (out->err)
		return NULL;
	if (out->room < size) {
		grown = realloc(out->buffer, size);
		if (!grown) {
			out->err = -ENOMEM;
			return NULL;
		}
		out->buffer = grown;
		out->room = size;
	}
	return out->buffer + out->len;
}

void out_file__put(struct out_file *out, const char *text, size_t len)
{
	char *p = out_file__room(out, len);

	if (!p)
		return;
	memcpy(p, text, len);
	out_file__took(out, p + len);
}

void out_file__print(struct out_file *out, const char *fmt, ...)
{
	char *text;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0) {
		if (!out->err)
			out->err = -ENOMEM;
		return;
	}
	out_file__put(out, text, len);
	free(text);
}

int out_file__close(struct out_file *out)
{
	flush(out);
	if (close(out->fd) && !out->err)
		out->err = -errno;
	free(out->buffer);
	out->buffer = NULL;
	if (out->err) {
		output_error(out->folder, out->name, out->err);
		unlinkat(out->folder->fd, out->name, 0); /* half a table is none */
	}
	return out->err;
}
