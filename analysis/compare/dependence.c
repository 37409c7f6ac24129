// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dependence.h"

#include <math.h>

#include "../aggregate.h"

void call_blocks__add(struct call_blocks *blocks, const struct sample *sample, double duration)
{
	double median = quantile(sample->sorted, sample->count, 0.5);
	size_t block = blocks->seen++ * CALL_BLOCKS / sample->count;

	blocks->blocks[block].calls++;
	blocks->blocks[block].sum += duration;
	blocks->blocks[block].lower += duration < median ? 1 : duration > median ? 0 : 0.5;
}

#define SAME 1e-12 /* doubles that should be equal, are: relative */

/* What a variance from so few blocks may be short of: Student's t with 19 degrees of freedom
 * against the normal distribution, at 95 %, squared. */
#define FEW_BLOCKS (2.093024 * 2.093024 / (1.959964 * 1.959964))

/* So many independent calls tell as much; `variance` is that of single calls around `mean`. */
static size_t worth(size_t count, double between, double variance, double mean)
{
	const double effect = FEW_BLOCKS * between / (CALL_BLOCKS - 1) / variance;

	/* All calls alike, but for what adding them left: nothing depends on anything. */
	if (!(variance > SAME * SAME * mean * mean) || !(effect > 1))
		return count;
	return (size_t)((double)count / effect);
}

static double variance_of(const struct sample *sample, double mean)
{
	double squares = 0;

	for (size_t i = 0; i < sample->count; i++)
		squares += (sample->sorted[i] - mean) * (sample->sorted[i] - mean);
	return squares / (double)(sample->count - 1);
}

static double variance_of_halves(const struct sample *sample, double lower)
{
	double median = quantile(sample->sorted, sample->count, 0.5), squares = 0;

	for (size_t i = 0; i < sample->count; i++) {
		double value = sample->sorted[i];
		double half = value < median ? 1 : value > median ? 0 : 0.5;

		squares += (half - lower) * (half - lower);
	}
	return squares / (double)(sample->count - 1);
}

void call_blocks__measure(const struct call_blocks *blocks, struct sample *sample)
{
	const double count = (double)sample->count, mean = sample->sum / count;
	double lower = 0, between_halves = 0, between_means = 0;

	sample->median_calls = sample->mean_calls = sample->count;
	if (sample->count < CALL_BLOCKS * CALLS_PER_BLOCK)
		return;
	for (size_t i = 0; i < CALL_BLOCKS; i++)
		lower += blocks->blocks[i].lower;
	lower /= count;
	for (size_t i = 0; i < CALL_BLOCKS; i++) {
		double calls = (double)blocks->blocks[i].calls;

		between_halves += calls * pow(blocks->blocks[i].lower / calls - lower, 2);
		between_means += calls * pow(blocks->blocks[i].sum / calls - mean, 2);
	}
	sample->median_calls =
		worth(sample->count, between_halves, variance_of_halves(sample, lower), lower);
	sample->mean_calls = worth(sample->count, between_means, variance_of(sample, mean), mean);
}
