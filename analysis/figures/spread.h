/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the values of a function's calls spread, in bounded memory. */
#ifndef MAAP_ANALYSIS_FIGURES_SPREAD_H
#define MAAP_ANALYSIS_FIGURES_SPREAD_H

#include <stddef.h>

/* All zero to begin with. */
struct spread {
	size_t count; /* values added; unknown ones are not */
	double sum, min, max;
	double p5, p50, p95; /* after spread__finish() */
	double *kept;	     /* every `stride`-th value */
	size_t kept_count, room, stride;
};

/* NAN is passed over. Returns 0 or -ENOMEM. */
int spread__add(struct spread *spread, double value);
void spread__finish(struct spread *spread);
void spread__free(struct spread *spread);

static inline double spread__mean(const struct spread *spread)
{
	return spread->sum / spread->count;
}

#endif
