/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Text that grows. */
#ifndef MAAP_UTIL_STRBUF_H
#define MAAP_UTIL_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

/* All zero to begin with; free(bytes) frees it. Not terminated. */
struct strbuf {
	char *bytes;
	size_t len;
	size_t room;
	bool failed; /* no memory: what was put since is missing */
};

/* Where `more` bytes may be written, NULL without memory. strbuf__took() tells how many were. */
char *strbuf__reserve(struct strbuf *buf, size_t more);
void strbuf__took(struct strbuf *buf, const char *end);

void strbuf__put(struct strbuf *buf, const char *text, size_t len);
void strbuf__puts(struct strbuf *buf, const char *text);

#endif
