/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the strings and numbers that json_scan.h finds stand for. */
#ifndef MAAP_ANALYSIS_JSON_TEXT_H
#define MAAP_ANALYSIS_JSON_TEXT_H

#include "json_scan.h"

/*
 * The characters of a string as UTF-8, at most as many bytes as `len`; a lone surrogate and
 * NUL, which no C string can have, become U+FFFD. Returns the new end of `to`.
 */
char *json_unescape(char *to, const char *text, size_t len);

/* Whether the string's characters are those of `word` (ASCII). */
bool json_string_is(const struct json_value *value, const char *word);

/* A whole number without fraction or exponent that fits; false otherwise. */
bool json_integer(const struct json_value *value, int64_t *number);

#endif
