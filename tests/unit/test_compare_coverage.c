/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How often the intervals of 95 % hold the truth, and how often equal runs are told apart. */
#include <math.h>

#include "../../analysis/compare/compare.h"
#include "samples.h"
#include "support.h"

#define TRUTH 1.3 /* after is before times this */

struct hits {
	double median, total; /* shares of the rounds in which the interval held the truth */
};

static void count_hit(const struct sample *before, const struct sample *after, size_t rounds,
		      struct hits *hits)
{
	const double counts = (double)after->count / (double)before->count;
	const double median_truth = 100 * (TRUTH - 1), total_truth = 100 * (counts * TRUTH - 1);
	struct change total = total_change(before, after);
	struct median_change median;

	assert_int_equal(median_change(before, after, &median), 0);
	if (median.change.low <= median_truth + 1e-6 && median_truth <= median.change.high + 1e-6)
		hits->median += 1.0 / (double)rounds;
	/* A mean that may be 0 has no interval, which is no wrong one. */
	if (isnan(total.low) || (total.low <= total_truth && total_truth <= total.high))
		hits->total += 1.0 / (double)rounds;
}

/* Of independent calls. */
static struct hits count_hits(enum shape shape, size_t before_count, size_t after_count,
			      size_t rounds)
{
	struct hits hits = { 0 };
	uint64_t seed = 1;

	for (size_t i = 0; i < rounds; i++) {
		struct sample before = make_sample("f", shape, before_count, 1, &seed);
		struct sample after = make_sample("f", shape, after_count, TRUTH, &seed);

		count_hit(&before, &after, rounds, &hits);
		free_sample(&before);
		free_sample(&after);
	}
	return hits;
}

static void test_coverage(void **state)
{
	static const struct {
		size_t before, after, rounds;
		double total_least; /* of the total's interval */
	} cases[] = {
		{ 7, 7, 1500, 0.92 },	 { 10, 10, 1500, 0.92 },    { 30, 30, 1500, 0.92 },
		{ 200, 200, 500, 0.92 }, { 1000, 1000, 200, 0.92 }, { 10, 30, 1000, 0.91 },
		{ 10, 1000, 300, 0.86 }, { 1000, 30, 300, 0.89 },
	};
	static const char *const names[SHAPES] = { "normal", "log-normal", "bimodal", "quantised" };

	(void)state;
	for (enum shape shape = 0; shape < SHAPES; shape++) {
		for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
			struct hits hits =
				count_hits(shape, cases[i].before, cases[i].after, cases[i].rounds);

			print_message("%-10s %4zu %4zu: median %.3f, total %.3f\n", names[shape],
				      cases[i].before, cases[i].after, hits.median, hits.total);
			assert_true(hits.median > 0.92);
			assert_true(hits.total > cases[i].total_least);
			/* No wider than need be, but where few calls or ticks make them so. */
			if (shape != SHAPE_QUANTISED && cases[i].before >= 30 &&
			    cases[i].after >= 30) {
				assert_true(hits.median < 0.999);
				assert_true(hits.total < 0.995);
			}
		}
	}
}

#define SERIES_ROUNDS 150

/* Where neighbours are alike, taking the calls as independent is far too sure. */
static void test_dependent(void **state)
{
	static const struct {
		double alike;
		size_t count;
		double least, most_if_independent;
	} cases[] = {
		{ 0.5, 400, 0.91, 0.88 },
		{ 0.9, 1000, 0.90, 0.65 },
		{ 0.99, 1000, 0.60, 0.30 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct hits hits = { 0 }, sure = { 0 };
		uint64_t seed = 6;

		for (size_t round = 0; round < SERIES_ROUNDS; round++) {
			struct sample before =
				make_series("f", cases[i].alike, cases[i].count, 1, &seed);
			struct sample after =
				make_series("f", cases[i].alike, cases[i].count, TRUTH, &seed);

			count_hit(&before, &after, SERIES_ROUNDS, &hits);
			before = independent(before);
			after = independent(after);
			count_hit(&before, &after, SERIES_ROUNDS, &sure);
			free_sample(&before);
			free_sample(&after);
		}
		print_message("alike %.2f %4zu: median %.3f, total %.3f; as if independent %.3f, "
			      "%.3f\n",
			      cases[i].alike, cases[i].count, hits.median, hits.total, sure.median,
			      sure.total);
		assert_true(hits.median > cases[i].least && hits.total > cases[i].least);
		assert_true(sure.median < cases[i].most_if_independent);
		assert_true(sure.total < cases[i].most_if_independent);
	}
}

#define FUNCTIONS 200
#define REPEATS	  20

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
		struct sample_set sets[2] = { { "old", before, FUNCTIONS, 0, 0 },
					      { "new", after, FUNCTIONS, 0, 0 } };
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
	struct sample_set sets[2] = { { "old", before, FUNCTIONS, 0, 0 },
				      { "new", after, FUNCTIONS, 0, 0 } };
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
		cmocka_unit_test(test_dependent),
		cmocka_unit_test(test_false_alarms),
		cmocka_unit_test(test_power),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
