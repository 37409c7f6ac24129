/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Strings of any bytes, made fit for JSON, CSV or a terminal. Each function writes at `p` and
 * returns the new end; nothing is terminated. What is not valid UTF-8 (overlong forms, surrogates,
 * cut sequences, stray bytes) becomes U+FFFD, one for each maximal part of a sequence, as Python's
 * errors="replace" does it.
 */
#ifndef MAAP_UTIL_ESCAPE_H
#define MAAP_UTIL_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ESCAPE_JSON_MAX(len)	  (6 * (size_t)(len))
#define ESCAPE_CSV_MAX(len)	  (3 * (size_t)(len) + 2)
#define ESCAPE_PRINTABLE_MAX(len) (3 * (size_t)(len))

/*
 * The length of the sequence at `s` (1 to 4; `len` must not be 0). If it is valid, *codepoint is
 * its character; else it is UINT32_MAX and the length that of the part to replace.
 */
size_t utf8_next(const char *s, size_t len, uint32_t *codepoint);

/* Terminal columns, roughly: characters. */
size_t utf8_columns(const char *s, size_t len);

/* What stands between the quotes of a JSON string; at most ESCAPE_JSON_MAX(len) bytes. */
char *escape_json(char *p, const char *s, size_t len);

/* A CSV field (RFC 4180), in quotes if it needs them; at most ESCAPE_CSV_MAX(len) bytes. */
char *escape_csv(char *p, const char *s, size_t len);

/* Control characters, those of Unicode that turn lines round too, become '?'; at most
 * ESCAPE_PRINTABLE_MAX(len) bytes. */
char *escape_printable(char *p, const char *s, size_t len);

#endif
