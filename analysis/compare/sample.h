/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a run is to a comparison: its functions' durations. */
#ifndef MAAP_ANALYSIS_COMPARE_SAMPLE_H
#define MAAP_ANALYSIS_COMPARE_SAMPLE_H

#include <stddef.h>

struct aggregate;
struct calls;

/*
 * What differences of medians maap-trace resolves, in seconds. It takes the cost of its probes off
 * each duration, as a median of that cost, whose spread is some 100 ns for emulated entries and up
 * to a few µs for stepped ones (README, "Limits"), and which it measures for each run anew: what is
 * less than a microsecond apart may be so by that alone.
 */
#define TRACER_RESOLUTION_S 1e-6

struct sample {
	const char *name;
	const double *sorted; /* durations in seconds of the perf clock, finite, ascending */
	size_t count;	      /* of them, at least 1 */
	double sum;
	/* How many independent calls would tell as much of the median, and of the mean
	 * (dependence.h): 1 to count; 0: not known, count. */
	size_t median_calls, mean_calls;
};

/* Names occur once. */
struct sample_set {
	const char *label; /* of the run, for people */
	struct sample *samples;
	size_t count;
	size_t calls;	   /* of all samples */
	double resolution; /* seconds by which medians may be off; 0: none that is known */
};

/* The run that an aggregate (of durations) of the calls is of, which must outlive the set. Returns
 * 0 or -ENOMEM; free the samples (the array alone) with free(). */
int sample_set__of_aggregate(struct sample_set *set, const struct aggregate *aggregate,
			     const struct calls *calls, const char *label);

#endif
