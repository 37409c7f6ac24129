/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Made-up durations for the tests of comparisons, the same ones every time. */
#ifndef MAAP_TESTS_SAMPLES_H
#define MAAP_TESTS_SAMPLES_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "../../analysis/compare/dependence.h"
#include "../../analysis/compare/sample.h"

enum shape {
	SHAPE_NORMAL,	  /* 5 % spread */
	SHAPE_LOG_NORMAL, /* a long tail */
	SHAPE_BIMODAL,	  /* seven fast ways to three that are ten times as slow */
	SHAPE_QUANTISED,  /* a clock with few ticks a call */
	SHAPES,
};

/* Sebastiano Vigna's splitmix64. */
static inline uint64_t next_random(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* Within (0, 1). */
static inline double uniform(uint64_t *seed)
{
	return ((double)(next_random(seed) >> 11) + 0.5) * 0x1p-53;
}

static inline double normal(uint64_t *seed)
{
	double radius = sqrt(-2 * log(uniform(seed)));

	return radius * cos(2 * M_PI * uniform(seed));
}

static inline double draw(enum shape shape, uint64_t *seed)
{
	switch (shape) {
	case SHAPE_NORMAL:
		return 1 + 0.05 * normal(seed);
	case SHAPE_LOG_NORMAL:
		return exp(normal(seed));
	case SHAPE_BIMODAL:
		return uniform(seed) < 0.7 ? 1 + 0.1 * fabs(normal(seed)) : 10 + normal(seed);
	default:
		return 0.25 + 0.25 * floor(exp(0.3 * normal(seed)) / 0.25);
	}
}

static inline int ascending(const void *a, const void *b)
{
	double p = *(const double *)a, q = *(const double *)b;

	return (p > q) - (p < q);
}

/* Of calls in order of time; takes the values over. */
static inline struct sample sample_of(const char *name, double *values, size_t count)
{
	double *sorted = malloc(count * sizeof(*sorted));
	struct sample sample = { .name = name, .sorted = sorted, .count = count };
	struct call_blocks blocks = { 0 };

	if (!sorted)
		abort();
	for (size_t i = 0; i < count; i++)
		sorted[i] = values[i];
	qsort(sorted, count, sizeof(*sorted), ascending);
	for (size_t i = 0; i < count; i++)
		sample.sum += sorted[i];
	for (size_t i = 0; i < count; i++)
		call_blocks__add(&blocks, &sample, values[i]);
	call_blocks__measure(&blocks, &sample);
	free(values);
	return sample;
}

static inline struct sample make_sample(const char *name, enum shape shape, size_t count,
					double scale, uint64_t *seed)
{
	double *values = malloc(count * sizeof(*values));

	if (!values)
		abort();
	for (size_t i = 0; i < count; i++)
		values[i] = scale * draw(shape, seed);
	return sample_of(name, values, count);
}

/* Log-normal with a spread of about 20 %, where neighbours are alike: an AR(1) process. */
static inline struct sample make_series(const char *name, double alike, size_t count, double scale,
					uint64_t *seed)
{
	double *values = malloc(count * sizeof(*values)), state = normal(seed);

	if (!values)
		abort();
	for (size_t i = 0; i < count; i++) {
		values[i] = scale * exp(0.2 * state);
		state = alike * state + sqrt(1 - alike * alike) * normal(seed);
	}
	return sample_of(name, values, count);
}

/* Takes the calls as independent, as far as they may be. */
static inline struct sample independent(struct sample sample)
{
	sample.median_calls = sample.mean_calls = sample.count;
	return sample;
}

static inline void free_sample(struct sample *sample)
{
	free((double *)sample->sorted);
}

#endif
