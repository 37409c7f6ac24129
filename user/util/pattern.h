/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Globs and regular expressions. */
#ifndef MAAP_UTIL_PATTERN_H
#define MAAP_UTIL_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

enum pattern_kind {
	PATTERN_GLOB,  /* *, ?, [a-z], [!a-z], \x; all of the text */
	PATTERN_REGEX, /* PCRE2, anywhere in the text */
};

struct pattern;

/* Whether the text holds a character that means more in a glob than itself. */
bool is_glob(const char *text);

/*
 * `len` bytes of text. Returns 0, -ENOMEM, or -EINVAL for an expression that is none: then `error`
 * says what is wrong with it and where. Free with pattern__free().
 */
int pattern__compile(enum pattern_kind kind, const char *text, size_t len, struct pattern **out,
		     char *error, size_t error_size);

/*
 * Bytes, not characters: the text need not be UTF-8. An expression that takes too long over a text
 * does not match it.
 */
bool pattern__matches(struct pattern *pattern, const char *text, size_t len);

/* NULL is accepted. */
void pattern__free(struct pattern *pattern);

#endif
