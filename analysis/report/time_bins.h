/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The run in equal stretches of time: how busy each was, and the memory of each process in it. Of
 * all calls, so that a sample of them need not tell.
 */
#ifndef MAAP_ANALYSIS_REPORT_TIME_BINS_H
#define MAAP_ANALYSIS_REPORT_TIME_BINS_H

#include "../../user/util/strbuf.h"
#include "../calls.h"

#define TIME_BINS	   600
#define TIME_BIN_PROCESSES 64 /* the memory of others is not kept */

struct time_bins {
	int64_t base_ns; /* where they begin */
	double length_ns;

	double partly[TIME_BINS];  /* bins' worth of time, of calls that begin or end in one */
	int64_t wholly[TIME_BINS]; /* calls that cover this bin, less those covering the last */
	bool no_threads;	   /* calls without a thread: every one counts, nested or not */
	double *covered_to;	   /* by thread, ns */
	size_t covered_room;
	struct process_bins *processes;
	size_t process_count, last_process;
};

/* From base_ns to end_ns. Free with time_bins__free(). */
void time_bins__begin(struct time_bins *bins, int64_t base_ns, int64_t end_ns);
void time_bins__free(struct time_bins *bins);

/*
 * Time on a thread counts once, however many calls are open on it. Calls come by start; none starts
 * before base_ns. Returns 0 or -ENOMEM.
 */
int time_bins__add(struct time_bins *bins, const struct call *call, size_t thread, double seconds);

/* What its two ends tell of the process's memory. Returns 0 or -ENOMEM. */
int time_bins__add_memory(struct time_bins *bins, const struct call *call, double seconds);

/* Thousandths of a bin's time, summed over threads; a column of TIME_BINS numbers. */
void time_bins__put_busy(const struct time_bins *bins, struct strbuf *column);

/*
 * For each process TIME_BINS times the lowest KiB less the last known one before, unknown for
 * none; then, if known, the highest less the lowest.
 */
void time_bins__put_memory(const struct time_bins *bins, struct strbuf *column);
uint32_t time_bins__pid(const struct time_bins *bins, size_t process);

#endif
