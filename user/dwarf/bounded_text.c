// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bounded_text.h"

#include <string.h>

void bounded_text__start(struct bounded_text *buffer)
{
	buffer->len = 0;
	buffer->cut = false;
}

void put_text(struct bounded_text *buffer, const char *text)
{
	size_t room, len;

	if (buffer->cut)
		return;
	room = BOUNDED_TEXT_MAX - buffer->len;
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

char last_character(const struct bounded_text *buffer)
{
	return buffer->len ? buffer->text[buffer->len - 1] : '\0';
}
