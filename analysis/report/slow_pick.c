// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "slow_pick.h"

#include <errno.h>
#include <stdlib.h>

#define BISECTIONS 64 /* as many as a double has bits */
#define NEAR	   64 /* done when less than one in so many is missing */

size_t count_below(const double *sorted, size_t count, double value, bool equal)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted[middle] < value || (equal && sorted[middle] == value))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t count_above(const struct function_stats *function, double value)
{
	return function->count - count_below(function->sorted, function->count, value, true);
}

static size_t all_above(const struct aggregate *aggregate, double value)
{
	size_t count = 0;

	for (size_t i = 0; i < aggregate->count; i++)
		count += count_above(&aggregate->functions[i], value);
	return count;
}

/* A duration that at most `wanted` calls are above, and about as many: found between the extremes
 * by bisection, since each function's durations are sorted already. */
static double limit_overall(const struct aggregate *aggregate, size_t wanted)
{
	double low = 0, high = 0;

	for (size_t i = 0; i < aggregate->count; i++) {
		const struct function_stats *function = &aggregate->functions[i];

		if (function->count == 0)
			continue;
		high = fmax(high, function->max);
		low = fmin(low, function->min - 1);
	}
	for (int i = 0; i < BISECTIONS; i++) {
		double middle = low + (high - low) / 2;
		size_t above = all_above(aggregate, middle);

		if (above > wanted)
			low = middle;
		else
			high = middle;
		if (above <= wanted && wanted - above <= wanted / NEAR)
			break;
	}
	return high;
}

/* The function's `wanted` slowest. */
static struct slow_limit limit_of(const struct function_stats *function, size_t wanted)
{
	struct slow_limit limit = { .above = INFINITY };

	if (wanted == 0)
		return limit;
	limit.above = function->sorted[function->count - wanted];
	limit.equal_left = wanted - count_above(function, limit.above);
	return limit;
}

int slow_pick__make(const struct aggregate *aggregate, size_t overall, size_t functions,
		    size_t each, struct slow_pick *pick)
{
	double above = limit_overall(aggregate, overall);
	struct slow_pick made = { .limits = calloc(aggregate->count + 1, sizeof(*made.limits)) };

	if (!made.limits)
		return -ENOMEM;
	for (size_t i = 0; i < aggregate->count; i++) {
		const struct function_stats *function = &aggregate->functions[i];
		size_t wanted = count_above(function, above);

		if (i < functions && wanted < each)
			wanted = each < function->count ? each : function->count;
		made.limits[i] = limit_of(function, wanted);
		made.count += wanted;
	}
	*pick = made;
	return 0;
}

void slow_pick__free(struct slow_pick *pick)
{
	free(pick->limits);
	*pick = (struct slow_pick){ 0 };
}

bool slow_pick__takes(struct slow_pick *pick, size_t place, double seconds)
{
	struct slow_limit *limit = &pick->limits[place];

	if (seconds > limit->above)
		return true;
	if (seconds != limit->above || limit->equal_left == 0)
		return false;
	limit->equal_left--;
	return true;
}
