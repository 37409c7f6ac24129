/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Time stamps of logs: local time without a zone, as ns since 1970-01-01 00:00 there. Years 1678 to
 * 2261 fit.
 */
#ifndef MAAP_ANALYSIS_TIME_STAMP_H
#define MAAP_ANALYSIS_TIME_STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIME_STAMP_LEN 26 /* "YYYY-MM-DD HH:MM:SS.ffffff" */

/* "YYYY-MM-DD HH:MM:SS", then nothing or ',' or '.' and 0 to 9 digits, all `len` bytes of it. */
bool time_stamp_parse(const char *text, size_t len, int64_t *stamp_ns);

/* Writes TIME_STAMP_LEN bytes, cut to microseconds, and returns the new end; no terminator. */
char *time_stamp_format(char *p, int64_t stamp_ns);

/* The same in a terminated buffer, for messages. */
struct time_text {
	char text[TIME_STAMP_LEN + 1];
};
struct time_text time_stamp_text(int64_t stamp_ns);

/* Local time of a moment since the epoch (UTC). */
int64_t time_stamp_local(int64_t epoch_ns);

#endif
