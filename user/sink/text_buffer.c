// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "text_buffer.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../util/escape.h"

#define FIRST_BYTES 256
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static int make_room(struct text_buffer *buffer, size_t len)
{
	size_t room = buffer->room ? buffer->room : FIRST_BYTES;
	char *bytes;

	if (len > TEXT_BUFFER_MAX - buffer->len)
		return -E2BIG;
	while (room < buffer->len + len)
		room *= 2;
	if (room == buffer->room)
		return 0;
	bytes = realloc(buffer->bytes, room);
	if (!bytes)
		return -ENOMEM;
	buffer->bytes = bytes;
	buffer->room = room;
	return 0;
}

int text_buffer__put(struct text_buffer *buffer, const char *text, size_t len)
{
	int err = make_room(buffer, len);

	if (err)
		return err;
	/* An empty text may be no text at all, which memcpy() does not take. */
	if (len)
		memcpy(buffer->bytes + buffer->len, text, len);
	buffer->len += len;
	return 0;
}

int text_buffer__put_valid(struct text_buffer *buffer, const char *text, size_t len)
{
	size_t at = 0, good = 0; /* from here on all is good, and not yet copied */
	int err = 0;

	while (!err && at < len) {
		uint32_t codepoint;
		size_t step = utf8_next(text + at, len - at, &codepoint);

		if (codepoint == UINT32_MAX) {
			err = text_buffer__put(buffer, text + good, at - good);
			err = err ? err
				  : text_buffer__put(buffer, REPLACEMENT, sizeof(REPLACEMENT) - 1);
			good = at + step;
		}
		at += step;
	}
	return err ? err : text_buffer__put(buffer, text + good, at - good);
}

bool text_buffer__is(const struct text_buffer *buffer, const char *text, size_t len)
{
	return buffer->len == len && (!len || !memcmp(buffer->bytes, text, len));
}

void text_buffer__free(struct text_buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct text_buffer){ 0 };
}
