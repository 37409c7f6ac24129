/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * By how much one sample differs from another, and how sure that is. The calls of a run are taken
 * as draws from one distribution, about whose form nothing is assumed, and as so many independent
 * ones as dependence.h finds them to be worth: fewer than there are when neighbours are alike. What
 * is the same for all calls of a run and another in the next (the state of the machine) they cannot
 * tell. Nothing is random here: the same samples give the same numbers, and cost is that of reading
 * them once.
 *
 * Median. Of n independent calls, the number that lie below the true median is binomial with share
 * 1/2 whatever the distribution: that gives the chance that the median lies in each of the n + 1
 * gaps between the ordered calls (what the bootstrap of a median converges to, without drawing;
 * within a gap all places are taken as equally likely). The interval of the ratio of two medians is
 * read off the distribution of the quotient. The first and the last gap have no end, so nothing is
 * known there: with 6 calls in both runs the chance of the one or the other, 2^-6 + 2^-6 = 3.1 %,
 * is more than the 2.5 % that may lie beyond an end of the interval; with 7 it is 1.6 %. Hence
 * CHANGE_MIN_CALLS. Calls that are worth fewer are thinned to so many, evenly spaced among the
 * ordered ones.
 *
 * Total. Count times mean, where the count is taken as given (how often a function is called is
 * what the program was asked to do) and the mean as uncertain. The interval of a mean is Student's,
 * with Hall's correction for skewness (durations have long tails; P. Hall, "On the removal of
 * skewness by transformation", J. R. Stat. Soc. B 54, 1992), and ends at the shortest call; two of
 * them are joined to that of the ratio by their distances on the logarithmic scale (G. Y. Zou and
 * A. Donner, "Construction of confidence limits about effect measures", Stat. Med. 27, 2008).
 *
 * tests/unit/test_compare_coverage.c measures how often the intervals hold the truth. About 95 to
 * 99 % of the time for the median (up to 100 % when durations are few different values, where both
 * ends fall on whole ticks), 92 to 99 % for the total; less, about 88 %, for the total when a run
 * of some ten calls with a long tail is compared with one of thousands: ten calls do not show the
 * tail.
 */
#ifndef MAAP_ANALYSIS_COMPARE_CHANGE_H
#define MAAP_ANALYSIS_COMPARE_CHANGE_H

#include <stdbool.h>

#include "sample.h"

#define CHANGE_CONFIDENCE 0.95
#define CHANGE_MIN_CALLS  7

/* In percent of before. */
struct change {
	double percent;	  /* NAN when before is not above 0 */
	double low, high; /* NAN both when an end cannot be told: before may well be 0 */
};

struct median_change {
	double before, after; /* seconds */
	struct change change;
	double p_value; /* that they differ by chance alone, two-sided; 1 with too few calls */
};

/* Each has at least 1 call. Returns 0 or -ENOMEM. */
int median_change(const struct sample *before, const struct sample *after,
		  struct median_change *result);
struct change total_change(const struct sample *before, const struct sample *after);

/* Do both have enough calls for intervals? */
static inline bool change__possible(const struct sample *before, const struct sample *after)
{
	return before->count >= CHANGE_MIN_CALLS && after->count >= CHANGE_MIN_CALLS;
}

/* The percent by which a ratio changes something, with 6 decimals: what is below is noise of the
 * arithmetic. */
double change__percent(double ratio);

#endif
