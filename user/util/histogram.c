/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <stdlib.h>

#include "histogram.h"

#define STEP_BITS 7			     /* buckets in a power of two: 2^7 */
#define STEPS	  (1u << STEP_BITS)	     /* one power of two's share of the table */
#define BUCKETS	  (STEPS * (65 - STEP_BITS)) /* values under STEPS, then one share per power */

struct histogram {
	uint64_t count;
	uint64_t min;
	uint64_t max;
	uint64_t buckets[BUCKETS];
};

struct histogram *histogram_new(void)
{
	struct histogram *histogram = calloc(1, sizeof(*histogram));

	if (histogram)
		histogram->min = UINT64_MAX;
	return histogram;
}

void histogram_free(struct histogram *histogram)
{
	free(histogram);
}

/* How far the values of a bucket are shifted to fit in [STEPS, 2 * STEPS). */
static unsigned int bucket_shift(unsigned int bucket)
{
	return bucket < 2 * STEPS ? 0 : bucket / STEPS - 1;
}

static unsigned int bucket_of(uint64_t value)
{
	unsigned int shift;

	if (value < STEPS)
		return value;
	shift = 63 - STEP_BITS - __builtin_clzll(value);
	return shift * STEPS + (unsigned int)(value >> shift);
}

static uint64_t bucket_middle(unsigned int bucket)
{
	unsigned int shift = bucket_shift(bucket);
	uint64_t low = (uint64_t)(bucket - shift * STEPS) << shift;

	return low + ((1ull << shift) >> 1);
}

void histogram_record(struct histogram *histogram, uint64_t value)
{
	histogram->count++;
	if (value < histogram->min)
		histogram->min = value;
	if (value > histogram->max)
		histogram->max = value;
	histogram->buckets[bucket_of(value)]++;
}

void histogram_merge(struct histogram *to, const struct histogram *from)
{
	to->count += from->count;
	if (from->min < to->min)
		to->min = from->min;
	if (from->max > to->max)
		to->max = from->max;
	for (unsigned int i = 0; i < BUCKETS; i++)
		to->buckets[i] += from->buckets[i];
}

uint64_t histogram_count(const struct histogram *histogram)
{
	return histogram->count;
}

/* The place, from 1, of the value asked for among the sorted values. */
static uint64_t nearest_rank(uint64_t count, double percent)
{
	double exact = (double)count * percent / 100;
	uint64_t rank = exact > 0 ? (uint64_t)exact : 0;

	if ((double)rank < exact)
		rank++;
	if (rank < 1)
		rank = 1;
	return rank < count ? rank : count;
}

uint64_t histogram_percentile(const struct histogram *histogram, double percent)
{
	uint64_t rank, seen = 0, value = 0;

	if (!histogram->count)
		return 0;
	rank = nearest_rank(histogram->count, percent);
	for (unsigned int i = 0; i < BUCKETS; i++) {
		seen += histogram->buckets[i];
		if (seen >= rank) {
			value = bucket_middle(i);
			break;
		}
	}
	if (value < histogram->min)
		value = histogram->min;
	return value < histogram->max ? value : histogram->max;
}
