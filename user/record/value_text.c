// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "value_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../util/escape.h"
#include "../util/format.h"

static char *put_byte_escape(char *p, uint8_t byte)
{
	static const char digits[] = "0123456789abcdef";

	*p++ = '\\';
	*p++ = 'x';
	*p++ = digits[byte >> 4];
	*p++ = digits[byte & 0xf];
	return p;
}

#define ESCAPED_BYTE 4 /* "\xff" */

void put_characters(struct strbuf *buf, const char *bytes, size_t len)
{
	char *p = strbuf__reserve(buf, ESCAPED_BYTE * len);
	const char *end = bytes + len;

	if (!p)
		return;
	while (bytes < end) {
		uint32_t codepoint = (uint8_t)*bytes;
		size_t used = codepoint < 0x80 ? 1 : utf8_next(bytes, end - bytes, &codepoint);

		for (size_t i = 0; i < used; i++)
			if (codepoint == UINT32_MAX || !codepoint)
				p = put_byte_escape(p, bytes[i]);
			else
				*p++ = bytes[i];
		bytes += used;
	}
	strbuf__took(buf, p);
}

static char *put_quoted_ascii(char *p, char c)
{
	static const char named[] = "\a\b\t\n\v\f\r";

	if (c == '"' || c == '\\') {
		*p++ = '\\';
		*p++ = c;
	} else if (c >= '\a' && c <= '\r') {
		*p++ = '\\';
		*p++ = "abtnvfr"[strchr(named, c) - named];
	} else if (c < ' ' || c == 0x7f) {
		return put_byte_escape(p, c);
	} else {
		*p++ = c;
	}
	return p;
}

void put_quoted(struct strbuf *buf, const char *bytes, size_t len)
{
	char *p = strbuf__reserve(buf, ESCAPED_BYTE * len + 2);
	const char *end = bytes + len;

	if (!p)
		return;
	*p++ = '"';
	while (bytes < end) {
		uint32_t codepoint;
		size_t used = utf8_next(bytes, end - bytes, &codepoint);

		if (codepoint < 0x80)
			p = put_quoted_ascii(p, *bytes);
		for (size_t i = 0; codepoint >= 0x80 && i < used; i++)
			if (codepoint == UINT32_MAX)
				p = put_byte_escape(p, bytes[i]);
			else
				*p++ = bytes[i];
		bytes += used;
	}
	*p++ = '"';
	strbuf__took(buf, p);
}

void put_hex(struct strbuf *buf, uint64_t value)
{
	char *p = strbuf__reserve(buf, FORMAT_NUMBER_MAX);

	if (p)
		strbuf__took(buf, format_hex(p, value));
}

static void put_integer(struct strbuf *buf, int64_t value, bool is_signed)
{
	char *p = strbuf__reserve(buf, FORMAT_NUMBER_MAX);

	if (p)
		strbuf__took(buf, is_signed ? format_i64(p, value) : format_u64(p, value));
}

int64_t scalar_value(const struct value_type *type, const uint8_t *bytes, size_t len)
{
	size_t size = type->bytes && type->bytes < 8 ? type->bytes : 8;
	uint64_t value = 0;
	unsigned int unused;

	memcpy(&value, bytes, len < size ? len : size);
	unused = 64 - 8 * size;
	if (type->kind == VALUE_SIGNED || type->is_signed)
		return (int64_t)(value << unused) >> unused;
	return value << unused >> unused;
}

/* Unicode's encoding of a character of any width. */
static size_t encode_utf8(char *p, uint32_t codepoint)
{
	if (codepoint < 0x80) {
		p[0] = codepoint;
		return 1;
	}
	if (codepoint < 0x800) {
		p[0] = 0xc0 | codepoint >> 6;
		p[1] = 0x80 | (codepoint & 0x3f);
		return 2;
	}
	if (codepoint < 0x10000) {
		p[0] = 0xe0 | codepoint >> 12;
		p[1] = 0x80 | (codepoint >> 6 & 0x3f);
		p[2] = 0x80 | (codepoint & 0x3f);
		return 3;
	}
	p[0] = 0xf0 | (codepoint >> 18 & 0x7);
	p[1] = 0x80 | (codepoint >> 12 & 0x3f);
	p[2] = 0x80 | (codepoint >> 6 & 0x3f);
	p[3] = 0x80 | (codepoint & 0x3f);
	return 4;
}

static enum value_form put_character(struct strbuf *buf, int64_t value, uint32_t bytes)
{
	char text[4], escaped[ESCAPED_BYTE];
	size_t len = 1;

	text[0] = value;
	if (!value) {
		strbuf__puts(buf, "\\0");
	} else if (value > 0 && (value < ' ' || value == 0x7f)) {
		strbuf__put(buf, escaped, put_quoted_ascii(escaped, value) - escaped);
	} else {
		/* More than Unicode has: shown as the invalid bytes that they are. */
		if (bytes > 1)
			len = encode_utf8(text, value);
		put_characters(buf, text, len);
	}
	return FORM_TEXT;
}

static const char *enumerator_name(const struct value_type *type, int64_t value)
{
	for (size_t i = 0; i < type->enumerator_count; i++)
		if (type->enumerators[i].value == value)
			return type->enumerators[i].name;
	return NULL;
}

/* "READ|WRITE|0x40": bits without a name as a number. */
static void put_flags(struct strbuf *buf, const struct value_type *type, uint64_t value)
{
	bool first = true;

	for (size_t i = 0; i < type->enumerator_count; i++) {
		uint64_t bit = type->enumerators[i].value;

		if (!bit || (value & bit) != bit)
			continue;
		strbuf__puts(buf, first ? "" : "|");
		strbuf__puts(buf, type->enumerators[i].name);
		value &= ~bit;
		first = false;
	}
	if (value && !first)
		strbuf__puts(buf, "|");
	if (value || first)
		put_hex(buf, value);
}

static enum value_form put_enum(struct strbuf *buf, const struct value_type *type, int64_t value)
{
	const char *name = enumerator_name(type, value);

	if (name) {
		put_characters(buf, name, strlen(name));
		return FORM_WORD;
	}
	if (type->flags && value) {
		put_flags(buf, type, value);
		return FORM_WORD;
	}
	put_integer(buf, value, type->is_signed);
	return FORM_BARE;
}

static enum value_form put_float(struct strbuf *buf, const uint8_t *bytes, size_t len)
{
	char text[64];
	double value = 0;
	float single = 0;
	int digits;

	if (len == sizeof(value)) {
		memcpy(&value, bytes, sizeof(value));
	} else if (len == sizeof(single)) {
		memcpy(&single, bytes, sizeof(single));
		value = single;
	} else {
		strbuf__puts(buf, "<float>");
		return FORM_WORD;
	}
	/* The shortest that reads back as the same. */
	for (digits = 1; digits < 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (len == sizeof(single) ? strtof(text, NULL) == single
					  : strtod(text, NULL) == value)
			break;
	}
	snprintf(text, sizeof(text), "%.*g", digits, value);
	strbuf__puts(buf, text);
	return isfinite(value) ? FORM_BARE : FORM_WORD;
}

enum value_form put_scalar(struct strbuf *buf, const struct value_type *type, const uint8_t *bytes,
			   size_t len)
{
	int64_t value = scalar_value(type, bytes, len);

	switch (type->kind) {
	case VALUE_SIGNED:
	case VALUE_UNSIGNED:
		put_integer(buf, value, type->kind == VALUE_SIGNED);
		return FORM_BARE;
	case VALUE_BOOL:
		if (value == 0 || value == 1)
			strbuf__puts(buf, value ? "true" : "false");
		else
			put_integer(buf, value, false);
		return FORM_BARE;
	case VALUE_CHARACTER:
		return put_character(buf, value, type->bytes);
	case VALUE_ENUM:
		return put_enum(buf, type, value);
	case VALUE_FLOAT:
		return put_float(buf, bytes, len);
	case VALUE_POINTER:
	case VALUE_TEXT:
		if (!value) {
			strbuf__puts(buf, "null");
			return FORM_BARE;
		}
		break;
	default:
		break;
	}
	put_hex(buf, value);
	return FORM_HEX;
}
