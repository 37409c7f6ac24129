/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How often the intervals of 95 % hold the truth, and how often equal runs are told apart. */
#include <math.h>

#include "../../analysis/compare/compare.h"
#include "samples.h"
#include "support.h"

#define TRUTH 1.3 /* after is before times this */

/* Of `rounds` pairs of samples, how many intervals hold the truth. */
static void count_hits(enum shape shape, size_t before_count, size_t after_count, size_t rounds,
		       size_t *median_hits, size_t *total_hits)
{
	const double counts = (double)after_count / (double)before_count;
	const double median_truth = 100 * (TRUTH - 1), total_truth = 100 * (counts * TRUTH - 1);
	uint64_t seed = 1;

	*median_hits = *total_hits = 0;
	for (size_t i = 0; i < rounds; i++) {
		struct sample before = make_sample("f", shape, before_count, 1, &seed);
		struct sample after = make_sample("f", shape, after_count, TRUTH, &seed);
		struct change total = total_change(&before, &after);
		struct median_change median;

		assert_int_equal(median_change(&before, &after, &median), 0);
		*median_hits += median.change.low <= median_truth + 1e-6 &&
				median_truth <= median.change.high + 1e-6;
		/* A mean that may be 0 has no interval, which is no wrong one. */
		*total_hits +=
			isnan(total.low) || (total.low <= total_truth && total_truth <= total.high);
		free_sample(&before);
		free_sample(&after);
	}
}

static void test_coverage(void **state)
{
	static const struct {
		size_t before, after, rounds;
		double total_least; /* of the total's interval */
	} cases[] = {
		{ 7, 7, 2000, 0.92 },	  { 10, 10, 2000, 0.92 },    { 30, 30, 2000, 0.92 },
		{ 200, 200, 1000, 0.92 }, { 1000, 1000, 500, 0.92 }, { 10, 30, 2000, 0.91 },
		{ 10, 1000, 500, 0.86 },  { 1000, 30, 500, 0.89 },
	};
	static const char *const names[SHAPES] = { "normal", "log-normal", "bimodal", "quantised" };

	(void)state;
	for (enum shape shape = 0; shape < SHAPES; shape++) {
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			size_t medians, totals;
			double rounds = (double)cases[i].rounds;

			count_hits(shape, cases[i].before, cases[i].after, cases[i].rounds,
				   &medians, &totals);
			print_message("%-10s %4zu %4zu: median %.3f, total %.3f\n", names[shape],
				      cases[i].before, cases[i].after, (double)medians / rounds,
				      (double)totals / rounds);
			assert_true((double)medians / rounds > 0.92);
			assert_true((double)totals / rounds > cases[i].total_least);
			/* No wider than need be, but where few calls or ticks make them so. */
			if (shape != SHAPE_QUANTISED && cases[i].before >= 30 &&
			    cases[i].after >= 30) {
				assert_true((double)medians / rounds < 0.995);
				assert_true((double)totals / rounds < 0.995);
			}
		}
	}
}

#define FUNCTIONS 200
#define REPEATS	  100

/* 200 functions in which nothing changed, again and again: hardly a comparison may say otherwise,
 * although 5 of 100 intervals lie off 0. */
static void test_false_alarms(void **state)
{
	char names[FUNCTIONS][8];
	size_t alarms = 0, off_zero = 0;
	uint64_t seed = 2;

	(void)state;
	for (size_t i = 0; i < FUNCTIONS; i++)
		snprintf(names[i], sizeof(names[i]), "f%zu", i);
	for (size_t repeat = 0; repeat < REPEATS; repeat++) {
		struct sample before[FUNCTIONS], after[FUNCTIONS];
		struct sample_set sets[2] = { { "old", before, FUNCTIONS, 0 },
					      { "new", after, FUNCTIONS, 0 } };
		struct comparison comparison;

		for (size_t i = 0; i < FUNCTIONS; i++) {
			size_t count = 20 + i % 30;

			before[i] = make_sample(names[i], i % SHAPES, count, 1, &seed);
			after[i] = make_sample(names[i], i % SHAPES, count + 3, 1, &seed);
		}
		assert_int_equal(comparison__make(&sets[0], &sets[1], &comparison), 0);
		alarms +=
			comparison.verdicts[VERDICT_SLOWER] || comparison.verdicts[VERDICT_FASTER];
		for (size_t i = 0; i < comparison.count; i++)
			off_zero += comparison.functions[i].median.change.low > 0 ||
				    comparison.functions[i].median.change.high < 0;
		comparison__free(&comparison);
		for (size_t i = 0; i < FUNCTIONS; i++) {
			free_sample(&before[i]);
			free_sample(&after[i]);
		}
	}
	print_message("%zu of %d comparisons with a false alarm, %zu of %d intervals off 0\n",
		      alarms, REPEATS, off_zero, FUNCTIONS * REPEATS);
	assert_true(alarms <= 5 * REPEATS / 100);
	assert_true(off_zero > FUNCTIONS * REPEATS / 100);
	assert_true(off_zero < 5 * FUNCTIONS * REPEATS / 100);
}

/* And what did change is found among them. */
static void test_power(void **state)
{
	char names[FUNCTIONS][8];
	struct sample before[FUNCTIONS], after[FUNCTIONS];
	struct sample_set sets[2] = { { "old", before, FUNCTIONS, 0 },
				      { "new", after, FUNCTIONS, 0 } };
	struct comparison comparison;
	uint64_t seed = 4;

	(void)state;
	for (size_t i = 0; i < FUNCTIONS; i++) {
		snprintf(names[i], sizeof(names[i]), "f%zu", i);
		before[i] = make_sample(names[i], SHAPE_NORMAL, 40, 1, &seed);
		after[i] = make_sample(names[i], SHAPE_NORMAL, 40, i < 10 ? 1.15 : 1, &seed);
	}
	assert_int_equal(comparison__make(&sets[0], &sets[1], &comparison), 0);
	assert_int_equal(comparison.verdicts[VERDICT_SLOWER], 10);
	assert_int_equal(comparison.verdicts[VERDICT_FASTER], 0);
	comparison__free(&comparison);
	for (size_t i = 0; i < FUNCTIONS; i++) {
		free_sample(&before[i]);
		free_sample(&after[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_coverage),
		cmocka_unit_test(test_false_alarms),
		cmocka_unit_test(test_power),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
