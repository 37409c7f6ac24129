// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "strbuf.h"

#include <stdlib.h>
#include <string.h>

char *strbuf__reserve(struct strbuf *buf, size_t more)
{
	if (buf->room - buf->len < more) {
		size_t room = buf->len + more > 2 * buf->room ? buf->len + more : 2 * buf->room;
		char *grown = realloc(buf->bytes, room);

		if (!grown) {
			buf->failed = true;
			return NULL;
		}
		buf->bytes = grown;
		buf->room = room;
	}
	return buf->bytes + buf->len;
}

void strbuf__took(struct strbuf *buf, const char *end)
{
	buf->len = end - buf->bytes;
}

void strbuf__put(struct strbuf *buf, const char *text, size_t len)
{
	char *p = strbuf__reserve(buf, len);

	if (!p)
		return;
	memcpy(p, text, len);
	buf->len += len;
}

void strbuf__puts(struct strbuf *buf, const char *text)
{
	strbuf__put(buf, text, strlen(text));
}
