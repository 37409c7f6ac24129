// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "json_scan.h"

#include <ctype.h>
#include <emmintrin.h>
#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline void skip_blanks(struct json_scan *scan)
{
	while (*scan->p <= ' ' && scan->p < scan->end && is_blank(*scan->p))
		scan->p++;
}

void json_skip_blanks(struct json_scan *scan)
{
	skip_blanks(scan);
}

/* The text ends in the middle of a value. Returns false, as what finds that does. */
static bool cut(struct json_scan *scan)
{
	scan->truncated = true;
	return false;
}

/* The first quote, backslash or control character from `p` on; the padding has one. */
static const char *special_byte(const char *p)
{
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
	const __m128i last_control = _mm_set1_epi8(0x1f);

	for (;; p += 16) {
		__m128i bytes = _mm_loadu_si128((const __m128i *)p);
		__m128i control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
		__m128i text = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote),
					    _mm_cmpeq_epi8(bytes, backslash));
		int found = _mm_movemask_epi8(_mm_or_si128(control, text));

		if (found)
			return p + __builtin_ctz(found);
	}
}

/* At the backslash; moves behind the escape. */
static bool skip_escape(struct json_scan *scan)
{
	const char *p = scan->p + 1;

	if (p >= scan->end)
		return cut(scan);
	if (*p != 'u') {
		scan->p = p + 1;
		return strchr("\"\\/bfnrt", *p) && *p;
	}
	for (p++; p < scan->p + 6; p++) {
		if (p >= scan->end)
			return cut(scan);
		if (!isxdigit((unsigned char)*p))
			return false;
	}
	scan->p = p;
	return true;
}

/* At the opening quote. */
static bool scan_string(struct json_scan *scan, struct json_value *value)
{
	value->type = JSON_STRING;
	value->escaped = false;
	value->text = ++scan->p;
	for (;;) {
		scan->p = special_byte(scan->p);
		if (scan->p >= scan->end)
			return cut(scan);
		if (*scan->p == '"')
			break;
		if (*scan->p != '\\' || !skip_escape(scan))
			return false;
		value->escaped = true;
	}
	value->len = scan->p++ - value->text;
	return true;
}

static size_t skip_digits(struct json_scan *scan)
{
	const char *from = scan->p;

	while (scan->p < scan->end && *scan->p >= '0' && *scan->p <= '9')
		scan->p++;
	return scan->p - from;
}

static bool at(const struct json_scan *scan, char c)
{
	return scan->p < scan->end && *scan->p == c;
}

static bool digits_needed(struct json_scan *scan)
{
	return skip_digits(scan) > 0 || (scan->p >= scan->end && cut(scan));
}

static bool scan_word(struct json_scan *scan, struct json_value *value, const char *word,
		      enum json_type type)
{
	size_t len = strlen(word), left = scan->end - scan->p;

	if (left < len && !memcmp(scan->p, word, left))
		return cut(scan);
	if (left < len || memcmp(scan->p, word, len))
		return false;
	*value = (struct json_value){ .type = type, .text = scan->p, .len = len };
	scan->p += len;
	return true;
}

static bool scan_number(struct json_scan *scan, struct json_value *value)
{
	const char *from = scan->p;

	if (at(scan, '-'))
		scan->p++;
	if (at(scan, 'I') && scan_word(scan, value, "Infinity", JSON_NUMBER))
		goto scanned;
	if (at(scan, '0'))
		scan->p++;
	else if (!digits_needed(scan))
		return false;
	if (at(scan, '.')) {
		scan->p++;
		if (!digits_needed(scan))
			return false;
	}
	if (at(scan, 'e') || at(scan, 'E')) {
		scan->p++;
		if (at(scan, '+') || at(scan, '-'))
			scan->p++;
		if (!digits_needed(scan))
			return false;
	}
scanned:
	*value = (struct json_value){ .type = JSON_NUMBER, .text = from, .len = scan->p - from };
	return true;
}

/* Anything but a container. */
static bool scan_plain(struct json_scan *scan, struct json_value *value)
{
	switch (*scan->p) {
	case '"':
		return scan_string(scan, value);
	case 't':
		return scan_word(scan, value, "true", JSON_WORD);
	case 'f':
		return scan_word(scan, value, "false", JSON_WORD);
	case 'n':
		return scan_word(scan, value, "null", JSON_WORD);
	case 'N':
		return scan_word(scan, value, "NaN", JSON_NUMBER);
	default:
		return scan_number(scan, value);
	}
}

/* A key and its colon. */
static bool scan_key(struct json_scan *scan, struct json_value *key)
{
	skip_blanks(scan);
	if (scan->p >= scan->end)
		return cut(scan);
	if (*scan->p != '"' || !scan_string(scan, key))
		return false;
	skip_blanks(scan);
	if (scan->p >= scan->end)
		return cut(scan);
	return *scan->p++ == ':';
}

struct nesting {
	uint64_t objects[JSON_DEPTH / 64 + 1]; /* a bit for each level: object or array */
	unsigned int depth;
};

static bool in_object(const struct nesting *nesting)
{
	return nesting->objects[nesting->depth / 64] >> nesting->depth % 64 & 1;
}

/* At a '{' or '['. *empty: it ends at once. */
static bool open_container(struct json_scan *scan, struct nesting *nesting, bool *empty)
{
	char opening = *scan->p++;
	uint64_t bit;

	if (++nesting->depth > JSON_DEPTH)
		return false;
	bit = 1ull << nesting->depth % 64;
	if (opening == '{')
		nesting->objects[nesting->depth / 64] |= bit;
	else
		nesting->objects[nesting->depth / 64] &= ~bit;
	skip_blanks(scan);
	*empty = at(scan, opening == '{' ? '}' : ']');
	return true;
}

/* Behind a value: closes what ends here. 1: another value follows; 0: all is closed; -1: it is not
 * JSON. */
static int after_value(struct json_scan *scan, struct nesting *nesting)
{
	while (nesting->depth) {
		bool object = in_object(nesting);

		skip_blanks(scan);
		if (scan->p >= scan->end) {
			cut(scan);
			return -1;
		}
		if (*scan->p == ',') {
			scan->p++;
			return 1;
		}
		if (*scan->p++ != (object ? '}' : ']'))
			return -1;
		nesting->depth--;
	}
	return 0;
}

static bool scan_container(struct json_scan *scan, struct json_value *value)
{
	struct nesting nesting = { .depth = 0 };
	struct json_value inner;
	const char *from = scan->p;
	bool empty, fresh = true;
	int more = 1;

	while (more == 1) {
		/* A key stands before every value inside an object. */
		if (!fresh && in_object(&nesting) && !scan_key(scan, &inner))
			return false;
		skip_blanks(scan);
		if (scan->p >= scan->end)
			return cut(scan);
		empty = false;
		if (*scan->p == '{' || *scan->p == '[') {
			if (!open_container(scan, &nesting, &empty))
				return false;
			fresh = false;
			if (!empty)
				continue;
		} else if (!scan_plain(scan, &inner)) {
			return false;
		}
		more = after_value(scan, &nesting);
	}
	value->type = *from == '{' ? JSON_OBJECT : JSON_ARRAY;
	value->escaped = false;
	value->text = from;
	value->len = scan->p - from;
	return more == 0;
}

bool json_value(struct json_scan *scan, struct json_value *value)
{
	skip_blanks(scan);
	if (scan->p >= scan->end)
		return cut(scan);
	if (*scan->p == '{' || *scan->p == '[')
		return scan_container(scan, value);
	return scan_plain(scan, value);
}

int json_member(struct json_scan *scan, bool first, struct json_value *key,
		struct json_value *value)
{
	skip_blanks(scan);
	if (scan->p >= scan->end) {
		cut(scan);
		return -1;
	}
	if (*scan->p == '}') {
		scan->p++;
		return 0;
	}
	if (!first && *scan->p++ != ',')
		return -1;
	return scan_key(scan, key) && json_value(scan, value) ? 1 : -1;
}
