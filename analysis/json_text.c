// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "json_text.h"

#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static char *put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = c;
	} else if (c < 0x800) {
		*to++ = 0xc0 | c >> 6;
		*to++ = 0x80 | (c & 0x3f);
	} else if (c < 0x10000) {
		*to++ = 0xe0 | c >> 12;
		*to++ = 0x80 | (c >> 6 & 0x3f);
		*to++ = 0x80 | (c & 0x3f);
	} else {
		*to++ = 0xf0 | c >> 18;
		*to++ = 0x80 | (c >> 12 & 0x3f);
		*to++ = 0x80 | (c >> 6 & 0x3f);
		*to++ = 0x80 | (c & 0x3f);
	}
	return to;
}

static uint32_t hex4(const char *p)
{
	return hex_digit(p[0]) << 12 | hex_digit(p[1]) << 8 | hex_digit(p[2]) << 4 |
	       hex_digit(p[3]);
}

/* At the 'u'; *used counts what follows it. */
static uint32_t unicode_escape(const char *p, const char *end, size_t *used)
{
	uint32_t c = hex4(p + 1), low;

	*used = 4;
	if (c && (c < 0xd800 || c > 0xdfff))
		return c;
	if (c < 0xdc00 && end - p >= 11 && p[5] == '\\' && p[6] == 'u') {
		low = hex4(p + 7);
		if (low >= 0xdc00 && low <= 0xdfff) {
			*used = 10;
			return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
		}
	}
	return 0xfffd;
}

char *json_unescape(char *to, const char *text, size_t len)
{
	static const char from[] = "bfnrt", plain[] = "\b\f\n\r\t";
	const char *end = text + len, *known;
	size_t used;

	while (text < end) {
		if (*text != '\\') {
			*to++ = *text++;
			continue;
		}
		text++;
		known = strchr(from, *text);
		if (*text == 'u') {
			to = put_utf8(to, unicode_escape(text, end, &used));
			text += used;
		} else {
			*to++ = known ? plain[known - from] : *text;
		}
		text++;
	}
	return to;
}

bool json_string_is(const struct json_value *value, const char *word)
{
	size_t len = strlen(word);
	char plain[256];

	if (value->type != JSON_STRING)
		return false;
	if (!value->escaped)
		return value->len == len && !memcmp(value->text, word, len);
	if (value->len > sizeof(plain))
		return false;
	return (size_t)(json_unescape(plain, value->text, value->len) - plain) == len &&
	       !memcmp(plain, word, len);
}

bool json_integer(const struct json_value *value, int64_t *number)
{
	const char *p = value->text, *end;
	bool negative = false;
	uint64_t sum = 0;

	if (value->type != JSON_NUMBER)
		return false;
	end = p + value->len;
	if (*p == '-')
		negative = true, p++;
	if (end - p > 19)
		return false;
	for (; p < end; p++) {
		if (*p < '0' || *p > '9')
			return false;
		sum = sum * 10 + (*p - '0');
	}
	if (sum > INT64_MAX)
		return false;
	*number = negative ? -(int64_t)sum : (int64_t)sum;
	return true;
}
