/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which calls are the slowest, told while going over all of them once. */
#ifndef MAAP_ANALYSIS_REPORT_SLOW_PICK_H
#define MAAP_ANALYSIS_REPORT_SLOW_PICK_H

#include <stdbool.h>
#include <stddef.h>

#include "../aggregate.h"

/* Of one function: calls slower than `above` are taken, and as many that equal it. */
struct slow_limit {
	double above;
	size_t equal_left;
};

struct slow_pick {
	struct slow_limit *limits; /* by place in the aggregate */
	size_t count;		   /* of the calls that will be taken */
};

/*
 * The `overall` slowest calls of all, and of each of the first `functions` the `each` slowest.
 * Returns 0 or -ENOMEM. Free with slow_pick__free().
 */
int slow_pick__make(const struct aggregate *aggregate, size_t overall, size_t functions,
		    size_t each, struct slow_pick *pick);
void slow_pick__free(struct slow_pick *pick);

/* Whether to take this call of the function at `place`; to be asked once for each call. */
bool slow_pick__takes(struct slow_pick *pick, size_t place, double seconds);

/* How many of the `count` ascending values are below `value`; with `equal`, not above it. */
size_t count_below(const double *sorted, size_t count, double value, bool equal);

#endif
