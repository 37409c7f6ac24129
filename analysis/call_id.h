/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_ANALYSIS_CALL_ID_H
#define MAAP_ANALYSIS_CALL_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A UUID in the usual form, or the number of another text and low = 0. */
struct call_id {
	uint64_t high, low;
};

/* "01a21758-1cf5-79e4-9330-300000001c24", in lower case only, so that it can be written again. */
bool call_id_parse(const char *text, size_t len, struct call_id *id);

/* Writes the 36 characters of a UUID; returns the new end, no terminator. */
char *call_id_format(char *p, const struct call_id *id);

#endif
