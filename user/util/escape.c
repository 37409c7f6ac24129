/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <string.h>

#include "escape.h"
#include "format.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */
#define INVALID	    UINT32_MAX

/* Length of a sequence by its first byte; 0: no sequence begins so. */
static size_t sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	if (first >= 0xf0 && first <= 0xf4)
		return 4;
	return 0;
}

/* Unicode, table 3-7: the second byte's range keeps out overlong forms, surrogates, > U+10FFFF. */
static bool second_byte_fits(unsigned char first, unsigned char second)
{
	if (first == 0xe0)
		return second >= 0xa0 && second <= 0xbf;
	if (first == 0xed)
		return second >= 0x80 && second <= 0x9f;
	if (first == 0xf0)
		return second >= 0x90 && second <= 0xbf;
	if (first == 0xf4)
		return second >= 0x80 && second <= 0x8f;
	return second >= 0x80 && second <= 0xbf;
}

size_t utf8_next(const char *s, size_t len, uint32_t *codepoint)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t need = sequence_length(u[0]);
	uint32_t value;

	*codepoint = INVALID;
	if (need <= 1) {
		if (need == 1)
			*codepoint = u[0];
		return 1;
	}
	if (len < 2 || !second_byte_fits(u[0], u[1]))
		return 1;
	value = u[0] & (0xff >> (need + 1));
	value = value << 6 | (u[1] & 0x3f);
	for (size_t i = 2; i < need; i++) {
		if (i >= len || (u[i] & 0xc0) != 0x80)
			return i;
		value = value << 6 | (u[i] & 0x3f);
	}
	*codepoint = value;
	return need;
}

size_t utf8_columns(const char *s, size_t len)
{
	size_t columns = 0;

	for (size_t i = 0; i < len; i++)
		columns += ((unsigned char)s[i] & 0xc0) != 0x80;
	return columns;
}

static char *json_control(char *p, unsigned char c)
{
	static const char short_forms[] = "\bb\ff\nn\rr\tt";
	const char *form = memchr(short_forms, c, sizeof(short_forms) - 1);

	*p++ = '\\';
	if (form) {
		*p++ = form[1];
		return p;
	}
	p = PUT_LITERAL(p, "u00");
	*p++ = '0' + (c >> 4);
	*p++ = "0123456789abcdef"[c & 0xf];
	return p;
}

/* ASCII that stands for itself in JSON. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

char *escape_json(char *p, const char *s, size_t len)
{
	while (len) {
		uint32_t c;
		size_t n;

		/* Nearly all there is. */
		if (is_plain(*s)) {
			*p++ = *s++;
			len--;
			continue;
		}
		n = utf8_next(s, len, &c);

		if (c == INVALID) {
			p = PUT_LITERAL(p, REPLACEMENT);
		} else if (c < 0x20 || c == 0x7f) {
			p = json_control(p, c);
		} else {
			if (c == '"' || c == '\\')
				*p++ = '\\';
			p = put_bytes(p, s, n);
		}
		s += n;
		len -= n;
	}
	return p;
}

static bool needs_quotes(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == ',' || s[i] == '"' || s[i] == '\r' || s[i] == '\n')
			return true;
	}
	return false;
}

char *escape_csv(char *p, const char *s, size_t len)
{
	bool quoted = needs_quotes(s, len);

	if (quoted)
		*p++ = '"';
	while (len) {
		uint32_t c;
		size_t n = utf8_next(s, len, &c);

		if (c == INVALID)
			p = PUT_LITERAL(p, REPLACEMENT);
		else
			p = put_bytes(p, s, n);
		if (c == '"')
			*p++ = '"';
		s += n;
		len -= n;
	}
	if (quoted)
		*p++ = '"';
	return p;
}

/* Unicode's marks of direction, and its ends of lines: a terminal would show another text. */
static bool turns_lines(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

char *escape_printable(char *p, const char *s, size_t len)
{
	while (len) {
		uint32_t c;
		size_t n;

		/* Nearly all there is. */
		if (*s >= 0x20 && *s < 0x7f) {
			*p++ = *s++;
			len--;
			continue;
		}
		n = utf8_next(s, len, &c);
		if (c == INVALID)
			p = PUT_LITERAL(p, REPLACEMENT);
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || turns_lines(c))
			*p++ = '?';
		else
			p = put_bytes(p, s, n);
		s += n;
		len -= n;
	}
	return p;
}
