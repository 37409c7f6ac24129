// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sample.h"

#include <errno.h>
#include <stdlib.h>

#include "../aggregate.h"

int sample_set__of_aggregate(struct sample_set *set, const struct aggregate *aggregate,
			     const char *label)
{
	struct sample *samples = calloc(aggregate->count + 1, sizeof(*samples));
	size_t count = 0, calls = 0;

	if (!samples)
		return -ENOMEM;
	for (size_t i = 0; i < aggregate->count; i++) {
		const struct function_stats *stats = &aggregate->functions[i];

		/* One that only has errors in the run. */
		if (!stats->count)
			continue;
		samples[count++] = (struct sample){
			.name = stats->name,
			.sorted = stats->sorted,
			.count = stats->count,
			.sum = stats->sum,
		};
		calls += stats->count;
	}
	*set = (struct sample_set){
		.label = label,
		.samples = samples,
		.count = count,
		.calls = calls,
	};
	return 0;
}
