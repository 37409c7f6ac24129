/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Values of JSON appended to text that grows. Commas are the caller's. */
#ifndef MAAP_ANALYSIS_REPORT_JSON_OUT_H
#define MAAP_ANALYSIS_REPORT_JSON_OUT_H

#include <stdint.h>

#include "../../user/util/strbuf.h"

/* In quotes, at most `max` bytes of it: then *cut is set, if wanted. null for NULL. */
void json__text(struct strbuf *out, const char *text, size_t max, bool *cut);
void json__u64(struct strbuf *out, uint64_t value);
void json__i64(struct strbuf *out, int64_t value);
void json__null(struct strbuf *out);

/* 7 digits: for people to look at. null for what is no number. */
void json__double(struct strbuf *out, double value);

/* A time in ns as [seconds, ns]: a number of JavaScript has not enough digits for both. */
void json__time(struct strbuf *out, int64_t ns);

/* Before each value but the first of a list or an object. */
static inline void json__comma(struct strbuf *out)
{
	char last = out->len ? out->bytes[out->len - 1] : '[';

	if (last != '[' && last != '{' && last != ':')
		strbuf__put(out, ",", 1);
}

/* A comma if need be, and the key. */
void json__key(struct strbuf *out, const char *key);

#endif
