/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the calls of each function come to. */
#ifndef MAAP_ANALYSIS_AGGREGATE_H
#define MAAP_ANALYSIS_AGGREGATE_H

#include <stddef.h>
#include <stdint.h>

#include "calls.h"

/* Seconds are those of the calls' durations unless said; a mean of nothing that is known is NAN. */
struct function_stats {
	uint32_t function;
	const char *name; /* lives as long as the calls */
	size_t count;	  /* calls, at least one */
	double sum, mean, max, min;
	double p50, p90, p99;		 /* linear between the two neighbouring values */
	double std;			 /* of a sample (n - 1); NAN for one call */
	double self_sum, thread_cpu_sum; /* NAN when no call has it */
	double cpu_delta_mean;		 /* percent points */
	double memory_mean, memory_sum;	 /* MB of 10^6 bytes; NAN when no call has it */
	size_t errors;
	const double *sorted; /* its `count` durations, ascending */
};

struct aggregate {
	size_t count;
	struct function_stats *functions; /* by sum, descending; equal ones by first appearance */
	double *durations;		  /* what `sorted` points into */
	double total;			  /* of all sums */
};

/* Which of a call's times is its duration. */
enum aggregate_time {
	AGGREGATE_DURATION, /* duration_s: what it took */
	AGGREGATE_PERF,	    /* perf_s: what results.csv calls "Perf Duration (s)" */
};

/* Returns 0 or -ENOMEM. Free with aggregate__free(). */
int aggregate__make(const struct calls *calls, enum aggregate_time time,
		    struct aggregate *aggregate);
void aggregate__free(struct aggregate *aggregate);

/* The value below which `share` (0 to 1) of the `count` > 0 ascending values lie, linear between
 * neighbours (numpy's and pandas' default, statistics.quantiles' "inclusive"). */
double quantile(const double *sorted, size_t count, double share);

#endif
