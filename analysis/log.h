/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * All that timing.log and its rotated parts hold, line by line in reading order: oldest file first,
 * then line. Compact, as there are millions of them: a record is 16 bytes, a call's line 152.
 */
#ifndef MAAP_ANALYSIS_LOG_H
#define MAAP_ANALYSIS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "call_id.h"
#include "log_files.h"
#include "log_line.h"
#include "message.h"
#include "radix_sort.h"
#include "string_table.h"

/*
 * Where a line stands: 42 bits of place, 21 of length (without newline), and whether it is of the
 * recording that was asked for. Comparing them compares reading order.
 */
typedef uint64_t line_ref;

#define LOG_BYTES_MAX (1ull << 42)

static inline line_ref line_ref_make(uint64_t place, size_t len, bool wanted)
{
	return place << 22 | (uint64_t)len << 1 | wanted;
}

static inline uint64_t line_ref_place(line_ref ref)
{
	return ref >> 22;
}

static inline size_t line_ref_len(line_ref ref)
{
	return ref >> 1 & 0x1fffff;
}

static inline bool line_ref_wanted(line_ref ref)
{
	return ref & 1;
}

/* A line of a call. */
struct event {
	int64_t stamp_ns;
	line_ref line;
	int64_t wall_ns, perf_ns;  /* with the ps below */
	struct call_id id, parent; /* of other texts the table is `ids` */
	double cpu, mem;
	int64_t rss;
	int64_t self_ns, thread_cpu_ns, duration_ns; /* INT64_MIN: not told */
	uint32_t name, module;			     /* in `names`; STRING_NONE */
	uint32_t threads, fds, pid, tid, depth;	     /* NUMBER_UNKNOWN */
	uint16_t wall_ps, perf_ps, duration_ps;
	uint8_t kind; /* enum line_kind: a start, an end, or unfinished */
	uint8_t outcome;
	bool id_is_text, parent_is_text, has_parent;
	bool ours; /* the duration is less the probes' cost */
};

/* What one recording left in the log. */
struct recording {
	size_t records;
	bool has_first; /* its first line is in the log */
	int64_t first_ns, last_ns;
};

/* A line that tells of functions that are traced. */
struct head {
	line_ref line;
	uint32_t run; /* number in `runs` */
};

struct loss {
	int64_t stamp_ns;
	int64_t count;
	bool wanted;
};

struct log {
	struct log_files files;
	struct sort_item *records; /* time stamp and line_ref, in reading order at first */
	size_t record_count, record_room;
	struct event *events;
	size_t event_count, event_room;
	struct loss *losses;
	size_t loss_count, loss_room;
	struct head *heads;
	size_t head_count, head_room;
	struct recording *recordings; /* by number of the id in `runs` */
	size_t recording_count, recording_room;
	struct string_table *names, *ids, *runs;
	uint64_t causes[LINE_CAUSES]; /* lines by what is wrong with them */
};

struct progress;

/*
 * Reads all of the log in the folder. `run_id`, if not NULL, is the recording whose lines get
 * marked. Returns 0 or a negative errno and has said what to do; log__close() frees it either way.
 */
int log__read(int dirfd, const char *path, const char *run_id, struct progress *progress,
	      struct log *log);
void log__close(struct log *log);

/* The id as text, at most CALL_ID_MAX bytes with its terminator. */
void log__id_text(const struct log *log, const struct call_id *id, bool is_text, char *text);

#endif
