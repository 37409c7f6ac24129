// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sample.h"

#include <errno.h>
#include <stdlib.h>

#include "../aggregate.h"
#include "dependence.h"

/* samples[] are those of the aggregate's functions that have calls, in its order. */
static int measure_dependence(struct sample *samples, const struct aggregate *aggregate,
			      const struct calls *calls)
{
	struct call_blocks *blocks = calloc(aggregate->count + 1, sizeof(*blocks));
	struct sample **of = calloc(aggregate->count + 1, sizeof(struct sample *));
	struct sample *sample = samples;
	struct call call;

	if (!blocks || !of) {
		free(blocks);
		free(of);
		return -ENOMEM;
	}
	for (size_t i = 0; i < aggregate->count; i++) {
		if (aggregate->functions[i].count)
			of[aggregate->functions[i].function] = sample++;
	}
	for (size_t i = 0; i < calls__count(calls); i++) {
		calls__get_numbers(calls, i, &call);
		call_blocks__add(&blocks[call.function], of[call.function], call.duration_s);
	}
	for (size_t i = 0; i < aggregate->count; i++) {
		if (of[i])
			call_blocks__measure(&blocks[i], of[i]);
	}
	free(blocks);
	free(of);
	return 0;
}

int sample_set__of_aggregate(struct sample_set *set, const struct aggregate *aggregate,
			     const struct calls *calls, const char *label)
{
	struct sample *samples = calloc(aggregate->count + 1, sizeof(*samples));
	size_t count = 0, in_all = 0;
	int err;

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
		in_all += stats->count;
	}
	err = measure_dependence(samples, aggregate, calls);
	if (err) {
		free(samples);
		return err;
	}
	*set = (struct sample_set){
		.label = label,
		.samples = samples,
		.count = count,
		.calls = in_all,
	};
	return 0;
}
