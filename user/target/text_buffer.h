/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A text of bounded length that is put together piece by piece; what is too much is cut. */
#ifndef MAAP_TARGET_TEXT_BUFFER_H
#define MAAP_TARGET_TEXT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

#define TEXT_BUFFER_MAX 2048 /* names in debug information may be as long as their author likes */

struct text_buffer {
	size_t len;
	bool cut; /* it ends in "..." and takes no more */
	char text[TEXT_BUFFER_MAX + 4];
};

/* Empty. Cheaper than to clear it all. */
void text_buffer__start(struct text_buffer *buffer);

void put_text(struct text_buffer *buffer, const char *text);

/* '\0' for an empty one. */
char last_character(const struct text_buffer *buffer);

#endif
