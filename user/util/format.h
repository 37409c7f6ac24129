/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Numbers and times as text, for the path every call takes: each function writes at `p` and returns
 * the new end. Nothing is terminated, allocated or checked for room: the caller has reserved
 * FORMAT_NUMBER_MAX bytes for each, which may be scribbled on past the end.
 */
#ifndef MAAP_UTIL_FORMAT_H
#define MAAP_UTIL_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FORMAT_NUMBER_MAX 32 /* bytes that any one of these writes at most */

/* The text of a string constant; its length is known when compiling. */
#define PUT_LITERAL(p, literal) put_bytes(p, "" literal, sizeof(literal) - 1)

static inline char *put_bytes(char *p, const char *text, size_t len)
{
	memcpy(p, text, len);
	return p + len;
}

char *format_u64(char *p, uint64_t value);
char *format_i64(char *p, int64_t value);

/* "0x1f" */
char *format_hex(char *p, uint64_t value);

/* Nanoseconds as seconds: "12.000345678". */
char *format_seconds9(char *p, uint64_t ns);

/* The same with 6 decimals, cut, not rounded: a time stamp must not run ahead. */
char *format_seconds6(char *p, uint64_t ns);

/* Bytes as MB of 1024² bytes with 6 decimals: "-0.003906". */
char *format_mb6(char *p, int64_t bytes);

/* A share with 1 or 3 decimals, without a sign for percent; not-a-number and negative give 0. */
char *format_percent1(char *p, double percent);
char *format_percent3(char *p, double percent);

/*
 * Local time of seconds asked for lately, so that localtime_r() runs about once a second and not
 * once a call. All zero to begin with; one per thread.
 */
#define LOCAL_TIME_SLOTS 16
#define LOCAL_TIME_LEN	 26 /* "YYYY-MM-DD HH:MM:SS,uuuuuu" */

struct local_time_cache {
	struct {
		uint64_t second_plus_1; /* since the epoch; 0: empty */
		char text[19];
	} slots[LOCAL_TIME_SLOTS];
};

/* "YYYY-MM-DD HH:MM:SS,uuuuuu", always LOCAL_TIME_LEN bytes; `separator` stands before the µs. */
char *format_local_time(char *p, struct local_time_cache *cache, uint64_t epoch_ns, char separator);

/* For people: "999 ns", "12.35 µs", "1.20 ms", "90.00 s". UTF-8; at most 10 columns up to a day. */
char *format_human_ns(char *p, uint64_t ns);

/* For people: "0 B", "+512 B", "-4.0 KiB", "+1.5 MiB", "+2.0 GiB". */
char *format_human_bytes(char *p, int64_t bytes);

#endif
