/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How many independent calls those of a run are worth, and what is made of it. */
#include <math.h>

#include "../../analysis/compare/change.h"
#include "samples.h"
#include "support.h"

#define CALLS 1000

/* With a block's median and mean as given by its index of CALL_BLOCKS. */
static struct sample from_blocks(size_t count, double (*value)(size_t block, size_t call))
{
	double *values = calloc(count, sizeof(*values));

	for (size_t i = 0; i < count; i++)
		values[i] = value(i * CALL_BLOCKS / count, i);
	return sample_of("f", values, count);
}

static double two_phases(size_t block, size_t call)
{
	return (block < CALL_BLOCKS / 2 ? 1 : 2) + (double)(call % 7) * 0.01;
}

static double in_turns(size_t block, size_t call)
{
	(void)block;
	return 1 + call % 2;
}

static double constant(size_t block, size_t call)
{
	(void)block;
	(void)call;
	return 0.1;
}

/* One block has all that is slow, which moves the mean and not the median. */
static double slow_stretch(size_t block, size_t call)
{
	return block == 3 ? 1000 : 1 + call % 2;
}

static void test_worth(void **state)
{
	struct sample sample = from_blocks(CALLS, two_phases);

	(void)state;
	/* What is left at the least: the blocks, less what is not known of so few. */
	assert_int_equal(sample.median_calls, 16);
	assert_in_range(sample.mean_calls, 16, 17);
	free_sample(&sample);

	/* More even than chance: that makes nothing surer. */
	sample = from_blocks(CALLS, in_turns);
	assert_int_equal(sample.median_calls, CALLS);
	assert_int_equal(sample.mean_calls, CALLS);
	free_sample(&sample);

	sample = from_blocks(CALLS, constant);
	assert_int_equal(sample.median_calls, CALLS);
	assert_int_equal(sample.mean_calls, CALLS);
	free_sample(&sample);

	sample = from_blocks(CALLS, slow_stretch);
	assert_true(sample.median_calls > 2 * sample.mean_calls);
	assert_int_equal(sample.mean_calls, 16);
	free_sample(&sample);

	/* Too few to tell. */
	sample = from_blocks(CALL_BLOCKS * CALLS_PER_BLOCK - 1, two_phases);
	assert_int_equal(sample.median_calls, sample.count);
	free_sample(&sample);
	sample = from_blocks(CALL_BLOCKS * CALLS_PER_BLOCK, two_phases);
	assert_in_range(sample.median_calls, 16, 20);
	free_sample(&sample);
}

static void test_independent(void **state)
{
	double sum = 0;
	uint64_t seed = 9;

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		struct sample sample = make_sample("f", i % SHAPES, CALLS, 1, &seed);

		sum += (double)sample.median_calls / CALLS + (double)sample.mean_calls / CALLS;
		free_sample(&sample);
	}
	/* 1 but for chance. */
	assert_true(sum / 200 > 0.8);
}

/* Each call three times is worth what it is once: the same interval, the same chance. */
static void test_thinned(void **state)
{
	uint64_t seed = 3;
	struct sample before = independent(make_sample("f", SHAPE_NORMAL, 31, 1, &seed));
	struct sample after = independent(make_sample("f", SHAPE_NORMAL, 30, 1.5, &seed));
	double threefold[90];
	struct sample thrice = { "f", threefold, 90, 3 * after.sum, 30, 30 };
	struct median_change once, result;
	struct change total_once, total;

	(void)state;
	for (size_t i = 0; i < 90; i++)
		threefold[i] = after.sorted[i / 3];
	assert_int_equal(median_change(&before, &after, &once), 0);
	assert_int_equal(median_change(&before, &thrice, &result), 0);
	assert_true(result.change.percent == once.change.percent);
	assert_true(fabs(result.change.low - once.change.low) < 1e-5);
	assert_true(fabs(result.change.high - once.change.high) < 1e-5);
	assert_true(fabs(result.p_value - once.p_value) < 1e-12);
	thrice.median_calls = 90;
	assert_int_equal(median_change(&before, &thrice, &result), 0);
	assert_true(result.p_value < once.p_value);

	/* The total is three times as large, and as uncertain. */
	total_once = total_change(&before, &after);
	total = total_change(&before, &thrice);
	assert_true(fabs((100 + total.low) / (100 + total_once.low) - 3) < 0.01);
	assert_true(fabs((100 + total.high) / (100 + total_once.high) - 3) < 0.01);
	free_sample(&before);
	free_sample(&after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_worth),
		cmocka_unit_test(test_independent),
		cmocka_unit_test(test_thinned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
