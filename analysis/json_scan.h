/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Strict JSON (RFC 8259) over a line in memory, without a copy or an allocation: every line of a
 * log goes through here, at about the speed of reading it. Also taken: NaN, Infinity and -Infinity
 * as numbers, which Python's json module writes.
 *
 * The bytes are valid UTF-8 already, and JSON_PADDING bytes after the end may be read; the first of
 * them is below 0x20.
 */
#ifndef MAAP_ANALYSIS_JSON_SCAN_H
#define MAAP_ANALYSIS_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_PADDING 32
#define JSON_DEPTH   1000 /* containers inside each other; cJSON's limit too */

enum json_type {
	JSON_NONE,
	JSON_STRING,
	JSON_NUMBER,
	JSON_OBJECT,
	JSON_ARRAY,
	JSON_WORD, /* true, false, null */
};

struct json_value {
	enum json_type type;
	bool escaped;	  /* a string with a backslash in it */
	const char *text; /* of a string: what is between the quotes */
	size_t len;
};

struct json_scan {
	const char *p, *end;
	bool truncated; /* the text ended in the middle of a value */
};

void json_skip_blanks(struct json_scan *scan);

/* Reads the value at scan->p, containers whole. False: it is none. */
bool json_value(struct json_scan *scan, struct json_value *value);

/*
 * Over the members of an object: scan->p is behind its '{' at first. 1: *key and *value are one;
 * 0: the object has ended; -1: it is not JSON.
 */
int json_member(struct json_scan *scan, bool first, struct json_value *key,
		struct json_value *value);

#endif
