/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The calls that the page holds, as columns of numbers. When there are more than it has room for,
 * the slowest of the run and of each function are kept, and of the others every n-th: the same
 * input gives the same sample.
 */
#ifndef MAAP_ANALYSIS_REPORT_SAMPLE_H
#define MAAP_ANALYSIS_REPORT_SAMPLE_H

#include "../../user/util/strbuf.h"
#include "report.h"
#include "threads.h"
#include "time_bins.h"

#define SAMPLE_DETAILED_MAX 200 /* calls whose arguments are looked up */
#define SAMPLE_OPEN_MAX	    200 /* of calls that were open at the end, half of them the last ones */

/* How much the page may hold; what is left out is still in its sums. */
struct page_room {
	size_t calls;	    /* about */
	size_t functions;   /* with a row of their own, those of the most total time */
	size_t error_bytes; /* before deflate */
};

enum sample_column {
	COLUMN_START,	 /* ns since the call before; the first: since base_ns */
	COLUMN_DURATION, /* ns that it took */
	COLUMN_PROBES,	 /* ns that entry to exit took longer by the clock: probes, inside it too */
	COLUMN_FUNCTION, /* place in the aggregate; the number of rows for all without their own */
	COLUMN_THREAD,	 /* place in threads */
	COLUMN_DEPTH,
	COLUMN_OUTCOME, /* enum call_outcome */
	COLUMN_SELF,	/* ns */
	COLUMN_CPU,	/* ns, of the thread */
	COLUMN_RSS,	/* KiB at start, less the last known one before */
	COLUMN_MEMORY,	/* KiB at end less at start */
	SAMPLE_COLUMNS,
};

struct detailed_call {
	size_t place; /* in the sample */
	size_t index; /* in the calls */
};

struct open_call {
	size_t index; /* of calls__get_open() */
	size_t thread;
};

struct sample {
	struct strbuf columns[SAMPLE_COLUMNS];
	size_t count;
	struct threads threads; /* of calls in the sample */
	int64_t base_ns;	/* local time, ns since 1970 */

	/* Of all calls, in the sample or not. */
	size_t thread_count, process_count; /* whose numbers are known */
	uint32_t *modules; /* of each place in the aggregate, by its first call; NUMBER_UNKNOWN */
	int64_t rss_min, rss_max; /* BYTES_UNKNOWN */

	struct time_bins bins; /* memory only when not every call is in the sample */

	size_t functions; /* that have a row of their own */
	struct detailed_call *detailed;
	size_t detailed_count;
	struct open_call *open; /* by start */
	size_t open_count;
};

/* Returns 0 or -ENOMEM. Free with sample__free(). */
int sample__make(const struct report_input *input, const struct page_room *room,
		 struct sample *sample);
void sample__free(struct sample *sample);

#endif
