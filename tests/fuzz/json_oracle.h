/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What JSON is, by other means than the scanner's: a PCRE2 grammar, and cJSON for the values. */
#ifndef MAAP_FUZZ_JSON_ORACLE_H
#define MAAP_FUZZ_JSON_ORACLE_H

#include <cjson/cJSON.h>
#include <stddef.h>

enum json_verdict {
	VERDICT_OBJECT,
	VERDICT_OTHER,	   /* a value, but no object */
	VERDICT_TRUNCATED, /* the beginning of an object */
	VERDICT_BAD,
	VERDICT_NOT_UTF8,
	VERDICT_UNKNOWN, /* too deep or too long to tell */
};

/* RFC 8259, and NaN, Infinity and -Infinity as numbers. */
enum json_verdict json_verdict(const char *text, size_t len);

/*
 * The object as cJSON has it, to be deleted. So that it takes all that is JSON and keeps all of it,
 * \u0000 and a lone surrogate have become U+FFFD, and a number that it cannot read -1.5.
 */
cJSON *json_object(const char *text, size_t len);

/* Of equal keys the last counts. */
const cJSON *json_member_of(const cJSON *json, const char *key);

#endif
