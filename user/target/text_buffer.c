// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "text_buffer.h"

#include <string.h>

void text_buffer__start(struct text_buffer *buffer)
{
	buffer->len = 0;
	buffer->cut = false;
}

void put_text(struct text_buffer *buffer, const char *text)
{
	size_t room, len;

	if (buffer->cut)
		return;
	room = TEXT_BUFFER_MAX - buffer->len;
	len = strnlen(text, room + 1);
	buffer->cut = len > room;
	if (buffer->cut)
		len = room;
	memcpy(buffer->text + buffer->len, text, len);
	buffer->len += len;
	if (buffer->cut) {
		memcpy(buffer->text + buffer->len, "...", 3);
		buffer->len += 3;
	}
}

char last_character(const struct text_buffer *buffer)
{
	return buffer->len ? buffer->text[buffer->len - 1] : '\0';
}
