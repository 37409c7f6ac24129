/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Single values as a person would write them. */
#ifndef MAAP_RECORD_VALUE_TEXT_H
#define MAAP_RECORD_VALUE_TEXT_H

#include "../dwarf/signature.h"
#include "../util/strbuf.h"

/* What JSON and the terminal are to make of a value's text. */
enum value_form {
	FORM_BARE = 0, /* a JSON value as it is: 5, true, null */
	FORM_HEX,      /* the same as FORM_WORD, of characters that need no escape: 0x1f */
	FORM_WORD,     /* a JSON string; on the terminal as it is: RED, <fault> */
	FORM_TEXT,     /* a JSON string; on the terminal in quotes too */
};

/* Characters; what is not UTF-8 as \xNN, and NUL, which many readers take for the end. */
void put_characters(struct strbuf *buf, const char *bytes, size_t len);

/* The same in quotes, with escapes for quotes, backslashes and control characters. */
void put_quoted(struct strbuf *buf, const char *bytes, size_t len);

void put_hex(struct strbuf *buf, uint64_t value);

/*
 * A value of a kind that its own bytes tell everything of: numbers, enumerators, pointers. `bytes`
 * holds type->bytes of them (less: the rest counts as 0).
 */
enum value_form put_scalar(struct strbuf *buf, const struct value_type *type, const uint8_t *bytes,
			   size_t len);

/* The integer in the bytes, sign extended where the type has one. */
int64_t scalar_value(const struct value_type *type, const uint8_t *bytes, size_t len);

#endif
