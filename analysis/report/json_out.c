// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "json_out.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../user/util/escape.h"
#include "../../user/util/format.h"

#define NS_PER_S 1000000000
#define DIGITS	 7

/* The longest prefix of up to `max` bytes that ends between two characters. */
static size_t cut_length(const char *text, size_t len, size_t max)
{
	size_t end = 0;

	if (len <= max)
		return len;
	while (end < max) {
		uint32_t codepoint;
		size_t next = end + utf8_next(text + end, len - end, &codepoint);

		if (next > max)
			break;
		end = next;
	}
	return end;
}

void json__null(struct strbuf *out)
{
	strbuf__puts(out, "null");
}

void json__text(struct strbuf *out, const char *text, size_t max, bool *cut)
{
	size_t len, kept;
	char *p;

	if (!text) {
		json__null(out);
		return;
	}
	len = strlen(text);
	kept = cut_length(text, len, max);
	p = strbuf__reserve(out, ESCAPE_JSON_MAX(kept) + 2);
	if (!p)
		return;
	*p++ = '"';
	p = escape_json(p, text, kept);
	*p++ = '"';
	strbuf__took(out, p);
	if (cut)
		*cut = kept < len;
}

void json__u64(struct strbuf *out, uint64_t value)
{
	char *p = strbuf__reserve(out, FORMAT_NUMBER_MAX);

	if (p)
		strbuf__took(out, format_u64(p, value));
}

void json__i64(struct strbuf *out, int64_t value)
{
	char *p = strbuf__reserve(out, FORMAT_NUMBER_MAX);

	if (p)
		strbuf__took(out, format_i64(p, value));
}

void json__double(struct strbuf *out, double value)
{
	char text[64], *comma;

	if (!isfinite(value)) {
		json__null(out);
		return;
	}
	snprintf(text, sizeof(text), "%.*g", DIGITS, value);
	comma = strchr(text, ','); /* some locales' decimal point */
	if (comma)
		*comma = '.';
	strbuf__puts(out, text);
}

void json__time(struct strbuf *out, int64_t ns)
{
	int64_t rest = (ns % NS_PER_S + NS_PER_S) % NS_PER_S;

	strbuf__puts(out, "[");
	json__i64(out, (ns - rest) / NS_PER_S);
	strbuf__puts(out, ",");
	json__u64(out, rest);
	strbuf__puts(out, "]");
}

void json__key(struct strbuf *out, const char *key)
{
	json__comma(out);
	json__text(out, key, SIZE_MAX, NULL);
	strbuf__put(out, ":", 1);
}
