/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A new file in the output folder, written through a buffer. */
#ifndef MAAP_ANALYSIS_OUT_FILE_H
#define MAAP_ANALYSIS_OUT_FILE_H

#include <stddef.h>

#include "../user/util/safe_file.h"

#ifndef OUT_FILE_BYTES /* tests have a smaller one */
#define OUT_FILE_BYTES (1u << 20)
#endif

struct out_file {
	const struct output_dir *folder;
	const char *name;
	int fd;
	int err; /* the first that happened; nothing is written after it */
	char *buffer;
	size_t len, room;
};

/* Opens the file and empties it. Returns 0 or a negative errno and has said what to do. */
int out_file__open(struct out_file *out, const struct output_dir *folder, const char *name);

/*
 * Where up to `size` bytes may be written, any size; out_file__took() tells how far they go. NULL:
 * no memory or an earlier error, and nothing is to be written.
 */
char *out_file__room(struct out_file *out, size_t size);

static inline void out_file__took(struct out_file *out, const char *end)
{
	out->len = end - out->buffer;
}

void out_file__put(struct out_file *out, const char *text, size_t len);
void out_file__print(struct out_file *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Writes what is left. Returns 0 or the first error, which it has told. */
int out_file__close(struct out_file *out);

#endif
