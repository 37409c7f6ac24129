/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Two made-up runs to compare. */
#ifndef MAAP_TESTS_COMPARED_RUNS_H
#define MAAP_TESTS_COMPARED_RUNS_H

#include "samples.h"

/* What a function does from one run to the other; a count of 0: it is not in that run. */
struct plan {
	const char *name;
	size_t before, after;
	double scale;
};

struct runs {
	struct sample samples[2][16];
	struct sample_set sets[2];
};

static inline void make_runs(struct runs *runs, const struct plan *planned, size_t count)
{
	uint64_t seed = 11;

	*runs = (struct runs){ .sets = { { "old", runs->samples[0], 0, 0, 0 },
					 { "new \"<run>", runs->samples[1], 0, 0, 0 } } };
	for (size_t i = 0; i < count; i++) {
		const size_t counts[2] = { planned[i].before, planned[i].after };

		for (int run = 0; run < 2; run++) {
			struct sample_set *set = &runs->sets[run];

			if (!counts[run])
				continue;
			set->samples[set->count++] =
				make_sample(planned[i].name, SHAPE_NORMAL, counts[run],
					    run ? planned[i].scale : 1, &seed);
			set->calls += counts[run];
		}
	}
}

static inline void free_runs(struct runs *runs)
{
	for (int run = 0; run < 2; run++) {
		for (size_t i = 0; i < runs->sets[run].count; i++)
			free_sample(&runs->samples[run][i]);
	}
}

#endif
