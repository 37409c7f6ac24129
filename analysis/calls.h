/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The calls of one run, by start time (equal ones in reading order). What is stored is compact; a
 * call is put together when it is asked for. Reading is safe from several threads at once.
 */
#ifndef MAAP_ANALYSIS_CALLS_H
#define MAAP_ANALYSIS_CALLS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_UNKNOWN UINT32_MAX
#define BYTES_UNKNOWN  INT64_MIN
#define CALL_ID_MAX    64 /* longer ids are cut */

enum call_outcome {
	OUTCOME_UNKNOWN, /* PyMAAP's lines do not say */
	OUTCOME_RETURNED,
	OUTCOME_UNWOUND,
	OUTCOME_TAIL_CALLED,
	OUTCOME_UNFINISHED, /* never in a table of calls */
	OUTCOMES,
};

/* A number that is not known is NUMBER_UNKNOWN, BYTES_UNKNOWN or, of a double, NAN. */
struct call {
	uint32_t function; /* of calls__function() */
	uint32_t module;   /* of calls__module(); NUMBER_UNKNOWN */
	uint32_t pid, tid;
	uint32_t depth; /* traced calls open around it on its stack */
	enum call_outcome outcome;
	int64_t start_ns, end_ns; /* the time stamps: local time, ns since 1970-01-01 00:00 there */
	double wall_s, perf_s;	  /* end less start by the two clocks; may be negative */
	double logged_s;	  /* "duration=" of the end */
	double duration_s; /* what it took: by our log less the probes' cost, those of calls inside
			      included; by other logs perf_s */
	double self_s, thread_cpu_s;
	double start_cpu, end_cpu;  /* percent of one core */
	double start_mem, end_mem;  /* percent of physical memory */
	int64_t start_rss, end_rss; /* bytes */
	uint32_t start_threads, end_threads;
	uint32_t start_fds, end_fds;
	char id[CALL_ID_MAX], parent[CALL_ID_MAX]; /* text; "": unknown, or no parent */
	uint64_t start_line;			   /* for calls__arguments() */
};

/* What is in the window, or straddles its edges, without being a call of the table. */
struct calls_left_out {
	size_t unfinished; /* open when the recording ended */
	size_t lone_starts, lone_ends;
	size_t straddling;
	size_t repeated;       /* lines that repeat another byte for byte */
	int64_t clock_jump_ns; /* see struct run_info */
	bool ours;	       /* lines of maap-trace are among the calls' */
};

struct calls;
struct log;
struct pairing;
struct run_window;

/*
 * The calls of the window, or, without one (NULL), of the recording that was asked for when the log
 * was read. `log` outlives them. Returns 0 or -ENOMEM; calls__free() accepts NULL.
 */
int calls__make(const struct log *log, const struct pairing *pairing,
		const struct run_window *window, struct calls **calls,
		struct calls_left_out *left_out);
void calls__free(struct calls *calls);

size_t calls__count(const struct calls *calls);
void calls__get(const struct calls *calls, size_t index, struct call *call);

/* The same without the texts of `id` and `parent`, which take longest. */
void calls__get_numbers(const struct calls *calls, size_t index, struct call *call);

/*
 * The calls that were open when the recording ended, by start time: in no table, and of no function
 * of calls__function(). Fills *call in as far as it is known: duration_s is how long it was open,
 * at the least; `function` is NUMBER_UNKNOWN. Returns the function's name.
 */
size_t calls__open_count(const struct calls *calls);
const char *calls__get_open(const struct calls *calls, size_t index, struct call *call);

/* Of the table: how many functions are in it, and their names by first appearance (start time). */
size_t calls__functions(const struct calls *calls);
const char *calls__function(const struct calls *calls, uint32_t function);
uint32_t calls__function_of(const struct calls *calls, size_t index);
const char *calls__module(const struct calls *calls, uint32_t module);

/*
 * The arguments of a call as JSON ({"args":[...],"kwargs":{...}}), read from the log again: for a
 * few calls, not for all. NULL when there are none or they cannot be read. The caller frees it.
 */
char *calls__arguments(const struct calls *calls, const struct call *call);

/* The difference of two time stamps in seconds; they may lie centuries apart. */
static inline double stamp_seconds(int64_t later_ns, int64_t earlier_ns)
{
	return (double)((uint64_t)later_ns - (uint64_t)earlier_ns) / 1e9;
}

/* end_rss less start_rss in MB of 10^6 bytes; NAN when either is unknown. */
static inline double call_memory_mb(const struct call *call)
{
	if (call->start_rss == BYTES_UNKNOWN || call->end_rss == BYTES_UNKNOWN)
		return NAN;
	return (double)(call->end_rss - call->start_rss) / 1e6;
}

#endif
