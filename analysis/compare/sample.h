/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a run is to a comparison: its functions' durations. */
#ifndef MAAP_ANALYSIS_COMPARE_SAMPLE_H
#define MAAP_ANALYSIS_COMPARE_SAMPLE_H

#include <stddef.h>

struct aggregate;

struct sample {
	const char *name;
	const double *sorted; /* durations in seconds of the perf clock, finite, ascending */
	size_t count;	      /* of them, at least 1 */
	double sum;
};

/* Names occur once. */
struct sample_set {
	const char *label; /* of the run, for people */
	struct sample *samples;
	size_t count;
	size_t calls; /* of all samples */
};

/* The run that an aggregate is of, which must outlive the set. Returns 0 or -ENOMEM; free the
 * samples (the array alone) with free(). */
int sample_set__of_aggregate(struct sample_set *set, const struct aggregate *aggregate,
			     const char *label);

#endif
