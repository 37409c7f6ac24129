// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "function_bins.h"

#include <errno.h>
#include <stdlib.h>

#include "columns.h"
#include "slow_pick.h"

#define SHORTEST    1e-9 /* s; what is shorter counts as that on a logarithmic axis */
#define LOG_FROM    20	 /* times the fastest call */
#define MARGIN	    0.03 /* of the shared axis, free at each end */
#define LEAST_RANGE 10	 /* times, of the shared axis */

#define BINS_MAX 60

/* What separates `bins` bins; the first takes what lies below too, the last what lies above. */
struct bin_edges {
	int bins;
	double edges[BINS_MAX]; /* of it and the next one; of the last none */
};

static void find_edges(double low, double high, bool logarithmic, struct bin_edges *edges)
{
	double step = (high - low) / edges->bins, ratio = pow(high / low, 1.0 / edges->bins);

	for (int i = 0; i + 1 < edges->bins; i++)
		edges->edges[i] = logarithmic ? low * pow(ratio, i + 1) : low + step * (i + 1);
}

static void add_bins(const struct function_stats *function, const struct bin_edges *edges,
		     size_t *counts)
{
	size_t before = 0;

	for (int i = 0; i < edges->bins && before < function->count; i++) {
		size_t rest = function->count - before, in = rest;

		if (i + 1 < edges->bins)
			in = count_below(function->sorted + before, rest, edges->edges[i], false);
		counts[i] += in;
		before += in;
	}
}

static void put_counts(const size_t *counts, int bins, struct strbuf *column)
{
	for (int i = 0; i < bins; i++)
		column__put(column, counts[i]);
}

static void put_bins(const struct function_stats *function, const struct bin_edges *edges,
		     struct strbuf *column)
{
	size_t counts[BINS_MAX] = { 0 };

	add_bins(function, edges, counts);
	put_counts(counts, edges->bins, column);
}

bool function_bins__logarithmic(const struct function_stats *function)
{
	return function->min > 0 && function->max > LOG_FROM * function->min;
}

static void find_range(const struct aggregate *aggregate, struct function_bins *bins)
{
	double low = INFINITY, high = 0, margin;

	for (size_t i = 0; i < aggregate->count; i++) {
		const struct function_stats *function = &aggregate->functions[i];

		if (function->count == 0)
			continue;
		low = fmin(low, fmax(function->min, SHORTEST));
		high = fmax(high, function->max);
	}
	if (!(low < INFINITY))
		low = SHORTEST;
	if (high < low * LEAST_RANGE) {
		double middle = sqrt(low * fmax(high, low));

		low = middle / sqrt(LEAST_RANGE);
		high = middle * sqrt(LEAST_RANGE);
	}
	margin = pow(high / low, MARGIN);
	bins->low = low / margin;
	bins->high = high * margin;
}

static void put_others(const struct aggregate *aggregate, size_t alone,
		       const struct bin_edges *shared, struct function_bins *bins)
{
	size_t counts[BINS_MAX] = { 0 };
	const size_t none[BINS_MAX] = { 0 };

	for (size_t i = alone; i < aggregate->count; i++)
		add_bins(&aggregate->functions[i], shared, counts);
	put_counts(counts, SHARED_BINS, &bins->shared);
	put_counts(none, OWN_BINS, &bins->own);
}

int function_bins__count(const struct aggregate *aggregate, size_t alone,
			 struct function_bins *bins)
{
	struct bin_edges shared = { .bins = SHARED_BINS }, own = { .bins = OWN_BINS };

	*bins = (struct function_bins){ 0 };
	find_range(aggregate, bins);
	find_edges(bins->low, bins->high, true, &shared);
	for (size_t i = 0; i < aggregate->count && i < alone; i++) {
		const struct function_stats *function = &aggregate->functions[i];

		if (function->count > 0)
			find_edges(function->min, function->max,
				   function_bins__logarithmic(function), &own);
		put_bins(function, &shared, &bins->shared);
		put_bins(function, &own, &bins->own);
	}
	if (alone < aggregate->count)
		put_others(aggregate, alone, &shared, bins);
	if (!bins->shared.failed && !bins->own.failed)
		return 0;
	function_bins__free(bins);
	return -ENOMEM;
}

void function_bins__free(struct function_bins *bins)
{
	free(bins->shared.bytes);
	free(bins->own.bytes);
	*bins = (struct function_bins){ 0 };
}
