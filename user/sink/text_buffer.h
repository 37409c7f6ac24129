/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Text that grows, up to a limit. An empty one is all zero; it keeps its memory for the next use.
 */
#ifndef MAAP_SINK_TEXT_BUFFER_H
#define MAAP_SINK_TEXT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#define TEXT_BUFFER_MAX (256u << 10) /* bytes */

struct text_buffer {
	char *bytes; /* not terminated; NULL as long as nothing was put in */
	size_t len;
	size_t room;
};

/* Appends. Returns 0, -ENOMEM, or -E2BIG where it would grow over TEXT_BUFFER_MAX. */
int text_buffer__put(struct text_buffer *buffer, const char *text, size_t len);

/* The same, with U+FFFD for what is not UTF-8. */
int text_buffer__put_valid(struct text_buffer *buffer, const char *text, size_t len);

bool text_buffer__is(const struct text_buffer *buffer, const char *text, size_t len);

/* Frees the memory; the buffer is empty then. */
void text_buffer__free(struct text_buffer *buffer);

#endif
