// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdlib.h>

#include "columns.h"
#include "payload_parts.h"
#include "slow_pick.h"

#define SHORTEST    1e-9 /* s; what is shorter counts as that on a logarithmic axis */
#define LOG_FROM    20	 /* times the fastest call */
#define LEAST_RANGE 10	 /* times, of the shared axis */

struct bin_axis {
	double low, high;
	bool logarithmic;
	int bins;
};

static double edge(const struct bin_axis *axis, int i)
{
	double share = (double)i / axis->bins;

	if (axis->logarithmic)
		return axis->low * pow(axis->high / axis->low, share);
	return axis->low + (axis->high - axis->low) * share;
}

/* The first bin takes what lies below too, the last what lies above. */
static void put_bins(const struct function_stats *function, const struct bin_axis *axis,
		     struct strbuf *column)
{
	size_t before = 0;

	for (int i = 1; i <= axis->bins; i++) {
		size_t below = function->count;

		if (i < axis->bins)
			below = count_below(function->sorted, function->count, edge(axis, i),
					    false);
		if (below < before) /* an axis of no length */
			below = before;
		column__put(column, below - before);
		before = below;
	}
}

bool function_bins__logarithmic(const struct function_stats *function)
{
	return function->min > 0 && function->max > LOG_FROM * function->min;
}

static void find_range(const struct aggregate *aggregate, struct function_bins *bins)
{
	double low = INFINITY, high = 0;

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
	bins->low = low;
	bins->high = high;
}

void function_bins__count(const struct aggregate *aggregate, struct function_bins *bins)
{
	struct bin_axis shared = { .logarithmic = true, .bins = SHARED_BINS };

	find_range(aggregate, bins);
	shared.low = bins->low;
	shared.high = bins->high;
	for (size_t i = 0; i < aggregate->count; i++) {
		const struct function_stats *function = &aggregate->functions[i];
		struct bin_axis own = {
			.low = function->count ? function->min : 0,
			.high = function->count ? function->max : 0,
			.logarithmic = function_bins__logarithmic(function),
			.bins = OWN_BINS,
		};

		put_bins(function, &shared, &bins->shared);
		put_bins(function, &own, &bins->own);
	}
}

void function_bins__free(struct function_bins *bins)
{
	free(bins->shared.bytes);
	free(bins->own.bytes);
	*bins = (struct function_bins){ 0 };
}
