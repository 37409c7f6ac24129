/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Changes of medians and totals, against the same computed the long way. */
#include <math.h>
#include <time.h>

#include "../../analysis/compare/change.h"
#include "samples.h"
#include "support.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.12g is not %.12g", value, expected);
}

struct weighted {
	double ratio, chance;
};

static int by_ratio(const void *a, const void *b)
{
	double p = ((const struct weighted *)a)->ratio, q = ((const struct weighted *)b)->ratio;

	return (p > q) - (p < q);
}

#define PARTS 2

/* Places of the median with their chances; the first and the last have no end. */
static size_t places(const struct sample *sample, struct weighted *out)
{
	size_t n = sample->count, count = 0;

	for (size_t below = 0; below <= n; below++) {
		double chance = exp(lgamma(n + 1) - lgamma(below + 1) - lgamma(n - below + 1) -
				    (double)n * log(2));
		double from = below ? sample->sorted[below - 1] : -INFINITY;
		double to = below < n ? sample->sorted[below] : INFINITY;

		for (int i = 0; i < PARTS; i++) {
			double share = (2 * i + 1) / (2.0 * PARTS);

			out[count].ratio = !below	? -INFINITY
					   : below == n ? INFINITY
							: from + share * (to - from);
			out[count++].chance = chance / PARTS;
		}
	}
	return count;
}

/* All pairs of places, sorted. What is not known counts for either end. */
static void long_way(const struct sample *before, const struct sample *after, double ends[2])
{
	struct weighted *old = calloc(PARTS * (before->count + 1), sizeof(*old));
	struct weighted *new = calloc(PARTS * (after->count + 1), sizeof(*new));
	size_t old_count = places(before, old), new_count = places(after, new), count = 0;
	struct weighted *pairs = calloc(old_count * new_count, sizeof(*pairs));
	double beyond_low = 0, beyond_high = 0, sum;
	size_t i;

	for (size_t j = 0; j < old_count; j++) {
		for (size_t k = 0; k < new_count; k++) {
			double chance = old[j].chance * new[k].chance;

			if (isinf(old[j].ratio) || isinf(new[k].ratio)) {
				if (old[j].ratio == INFINITY || new[k].ratio == -INFINITY)
					beyond_low += chance;
				if (old[j].ratio == -INFINITY || new[k].ratio == INFINITY)
					beyond_high += chance;
				continue;
			}
			pairs[count].ratio = new[k].ratio / old[j].ratio;
			pairs[count++].chance = chance;
		}
	}
	qsort(pairs, count, sizeof(*pairs), by_ratio);
	sum = beyond_low;
	for (i = 0; i < count && (sum += pairs[i].chance) <= 0.025; i++)
		;
	ends[0] = 100 * (pairs[i].ratio - 1);
	sum = beyond_high;
	for (i = count; i > 0 && (sum += pairs[i - 1].chance) <= 0.025; i--)
		;
	ends[1] = 100 * (pairs[i - 1].ratio - 1);
	free(old);
	free(new);
	free(pairs);
}

static void test_median_the_long_way(void **state)
{
	static const size_t counts[][2] = { { 7, 7 },	{ 8, 7 },   { 7, 60 },
					    { 10, 11 }, { 31, 30 }, { 64, 65 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		for (enum shape shape = 0; shape < SHAPES; shape++) {
			uint64_t seed = i;
			struct sample before =
				independent(make_sample("f", shape, counts[i][0], 1, &seed));
			struct sample after =
				independent(make_sample("f", shape, counts[i][1], 1.3, &seed));
			struct median_change result;
			double ends[2];

			assert_int_equal(median_change(&before, &after, &result), 0);
			long_way(&before, &after, ends);
			assert_near(result.change.low, ends[0], 2e-6);
			assert_near(result.change.high, ends[1], 2e-6);
			assert_true(result.change.low <= result.change.percent);
			assert_true(result.change.percent <= result.change.high);
			free_sample(&before);
			free_sample(&after);
		}
	}
}

/* Seven of seven above: wrong when the true median lies beyond all calls of one run. */
static void test_p_value(void **state)
{
	const double low[] = { 1, 2, 3, 4, 5, 6, 7 }, high[] = { 8, 9, 10, 11, 12, 13, 14 };
	const struct sample before = { "f", low, 7, 28, 0, 0 }, after = { "f", high, 7, 77, 0, 0 };
	struct median_change result;

	(void)state;
	assert_int_equal(median_change(&before, &after, &result), 0);
	assert_near(result.p_value, 2 * (1.0 / 128 + 1.0 / 128), 1e-12);
	assert_near(result.change.percent, 175, 1e-9);
	assert_true(result.change.low > 0);
	assert_int_equal(median_change(&after, &before, &result), 0);
	assert_near(result.p_value, 2 * (1.0 / 128 + 1.0 / 128), 1e-12);
	assert_true(result.change.high < 0);
	assert_int_equal(median_change(&before, &before, &result), 0);
	assert_near(result.p_value, 1, 1e-12);
	assert_near(result.change.percent, 0, 0);
}

static void test_too_few(void **state)
{
	const double six[] = { 1, 2, 3, 4, 5, 6 }, seven[] = { 11, 12, 13, 14, 15, 16, 17 };
	const struct sample few = { "f", six, 6, 21, 0, 0 }, enough = { "f", seven, 7, 98, 0, 0 };
	const struct sample one = { "f", six, 1, 1, 0, 0 };
	struct median_change result;
	struct change change;

	(void)state;
	assert_int_equal(median_change(&few, &enough, &result), 0);
	assert_near(result.change.percent, 300, 1e-9);
	assert_true(isnan(result.change.low) && isnan(result.change.high));
	assert_near(result.p_value, 1, 0);
	assert_int_equal(median_change(&enough, &few, &result), 0);
	assert_true(isnan(result.change.low));
	assert_int_equal(median_change(&one, &one, &result), 0);
	assert_near(result.change.percent, 0, 0);
	assert_true(isnan(result.change.low));
	change = total_change(&few, &enough);
	assert_near(change.percent, 100 * (98.0 / 21 - 1), 1e-6);
	assert_true(isnan(change.low) && isnan(change.high));
}

/* All calls equal: nothing is uncertain that these calls could tell. */
static void test_constant(void **state)
{
	double ones[20], twos[20];
	struct sample before = { "f", ones, 20, 20, 0, 0 }, after = { "f", twos, 20, 40, 0, 0 };
	struct median_change result;
	struct change change;

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		ones[i] = 1;
		twos[i] = 2;
	}
	assert_int_equal(median_change(&before, &after, &result), 0);
	assert_near(result.change.percent, 100, 0);
	assert_near(result.change.low, 100, 0);
	assert_near(result.change.high, 100, 0);
	assert_true(result.p_value < 1e-5);
	change = total_change(&before, &after);
	assert_near(change.percent, 100, 0);
	assert_near(change.low, 100, 0);
	assert_near(change.high, 100, 0);
	assert_int_equal(median_change(&before, &before, &result), 0);
	assert_near(result.p_value, 1, 0);
}

/* Coarse clocks give 0, clocks of other threads less. */
static void test_zero_and_below(void **state)
{
	const double zeros[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	const double below[] = { -3, -2, -2, -1, -1, -1, -1, 0, 0, 1, 1, 2 };
	const double above[] = { 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4 };
	const double rare[] = { -1, 0, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4 };
	const double some[] = { 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 3 };
	const struct sample none = { "f", zeros, 12, 0, 0, 0 },
			    minus = { "f", below, 12, -7, 0, 0 };
	const struct sample plus = { "f", above, 12, 27, 0, 0 },
			    mixed = { "f", some, 12, 12, 0, 0 };
	const struct sample hardly = { "f", rare, 12, 21, 0, 0 };
	struct median_change result;
	struct change change;

	(void)state;
	assert_int_equal(median_change(&none, &plus, &result), 0);
	assert_true(isnan(result.change.percent) && isnan(result.change.low));
	assert_true(result.p_value < 0.01);
	assert_true(isnan(total_change(&none, &plus).percent));
	assert_int_equal(median_change(&minus, &plus, &result), 0);
	assert_true(isnan(result.change.percent) && isnan(result.change.low));
	assert_true(result.p_value < 0.01);
	assert_int_equal(median_change(&none, &none, &result), 0);
	assert_near(result.p_value, 1, 0);

	/* To 0: all of it gone; how little is left of a total of 0 has no interval. */
	assert_int_equal(median_change(&plus, &none, &result), 0);
	assert_near(result.change.percent, -100, 0);
	assert_near(result.change.low, -100, 0);
	assert_near(result.change.high, -100, 0);
	change = total_change(&plus, &none);
	assert_near(change.percent, -100, 0);
	assert_true(isnan(change.low));
	assert_int_equal(median_change(&plus, &minus, &result), 0);
	assert_true(result.change.low <= result.change.percent);
	assert_true(result.change.high < 0);
	assert_true(isnan(total_change(&plus, &minus).low));

	/* That it is 0 is less likely than what may lie beyond the ends. */
	assert_int_equal(median_change(&hardly, &plus, &result), 0);
	assert_near(result.change.percent, 0, 1e-9);
	assert_true(result.change.low > -60 && result.change.low < 0);
	assert_true(result.change.high > 0 && result.change.high < 300);

	/* The median before may be 0: how much more 2 is than that has no upper end. */
	assert_int_equal(median_change(&mixed, &plus, &result), 0);
	assert_near(result.change.percent, 100, 1e-9);
	assert_true(isnan(result.change.low) && isnan(result.change.high));
}

/* Without skewness it is Student's interval, here of one mean: the other has no spread. */
static void test_total_of_symmetric(void **state)
{
	static const struct {
		size_t count;
		double t;
	} known[] = { { 7, 2.446912 }, { 10, 2.262157 }, { 31, 2.042272 }, { 1001, 1.962339 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		size_t n = known[i].count;
		double *values = calloc(n, sizeof(*values)), *ones = calloc(n, sizeof(*ones));
		struct sample before = { "f", ones, n, n, 0, 0 },
			      after = { "f", values, n, 10.0 * n, 0, 0 };
		double squares = 0, error;
		struct change change;

		for (size_t k = 0; k < n; k++) {
			double distance = ((double)k - (n - 1) / 2.0) * 6 / (double)n;

			ones[k] = 1;
			values[k] = 10 + distance;
			squares += distance * distance;
		}
		error = known[i].t * sqrt(squares / (n - 1) / n);
		change = total_change(&before, &after);
		assert_near(change.percent, 900, 0);
		assert_near(change.low, 100 * (10 - error) - 100, 1e-2 * error);
		assert_near(change.high, 100 * (10 + error) - 100, 1e-2 * error);
		free(values);
		free(ones);
	}
}

/* Hall's correction of the studentised mean for skewness; `g` is the skewness over sqrt(n). */
static double hall(double t, double g)
{
	return t + g * t * t / 3 + g * g * t * t * t / 27 + g / 6;
}

/* With a long tail: the mean may lie further above than below, by just that correction. */
static void test_total_of_skewed(void **state)
{
	const double t = 2.093024; /* of 19 degrees of freedom */
	double values[20], ones[20], sum = 0, squares = 0, cubes = 0, mean, sd, error, g;
	struct sample before = { "f", ones, 20, 20, 0, 0 }, after = { "f", values, 20, 0, 0, 0 };
	struct change change;

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		ones[i] = 1;
		values[i] = 1 + 0.001 * (double)(i * i * i);
		sum += values[i];
	}
	after.sum = sum;
	mean = sum / 20;
	for (size_t i = 0; i < 20; i++) {
		squares += pow(values[i] - mean, 2);
		cubes += pow(values[i] - mean, 3);
	}
	sd = sqrt(squares / 19);
	error = sd / sqrt(20);
	g = cubes / 20 / pow(sd, 3) / sqrt(20);
	change = total_change(&before, &after);
	assert_near(hall((mean - (1 + change.low / 100)) / error, g), t, 1e-4);
	assert_near(hall((mean - (1 + change.high / 100)) / error, g), -t, 1e-4);
	assert_true(change.high - change.percent > 1.2 * (change.percent - change.low));
}

/* One call is nearly all of the total, which is at least that of as many of the shortest calls. */
static void test_total_of_one_call(void **state)
{
	double values[20], ones[20];
	struct sample before = { "f", values, 20, 1019, 0, 0 }, after = { "f", ones, 20, 20, 0, 0 };
	struct change change;

	(void)state;
	for (size_t i = 0; i < 20; i++)
		values[i] = ones[i] = 1;
	values[19] = 1000;
	change = total_change(&before, &after);
	assert_near(change.percent, 100 * (20.0 / 1019 - 1), 1e-4);
	assert_near(change.high, 0, 1e-3);
	assert_true(change.low > -100 && change.low < change.percent);
}

/* Twice the calls of the same kind: twice the total, and sure of it. */
static void test_total_goes_by_count(void **state)
{
	uint64_t seed = 3;
	struct sample before = independent(make_sample("f", SHAPE_LOG_NORMAL, 4000, 1, &seed));
	struct sample after = independent(make_sample("f", SHAPE_LOG_NORMAL, 8000, 1, &seed));
	struct change change = total_change(&before, &after);

	(void)state;
	assert_true(change.low > 85 && change.low < 100);
	assert_true(change.high > 100 && change.high < 115);
	free_sample(&before);
	free_sample(&after);
}

/* Cost goes by the calls, which are read once, and not by their square. */
static void test_million(void **state)
{
	uint64_t seed = 5;
	struct sample before = independent(make_sample("f", SHAPE_LOG_NORMAL, 1000000, 1, &seed));
	struct sample after = independent(make_sample("f", SHAPE_LOG_NORMAL, 1000000, 1.01, &seed));
	struct median_change result;
	clock_t start = clock();

	(void)state;
	assert_int_equal(median_change(&before, &after, &result), 0);
	total_change(&before, &after);
	/* 20 ms, but for the sanitizers and a busy machine. */
	assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 2);
	assert_true(result.change.low > 0 && result.change.high < 2);
	/* 2 × 1.96 × sqrt(2) × 1.2533 / 1000 on the logarithmic scale, by theory. */
	assert_near(result.change.high - result.change.low, 0.70, 0.07);
	free_sample(&before);
	free_sample(&after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_median_the_long_way),
		cmocka_unit_test(test_p_value),
		cmocka_unit_test(test_too_few),
		cmocka_unit_test(test_constant),
		cmocka_unit_test(test_zero_and_below),
		cmocka_unit_test(test_total_of_symmetric),
		cmocka_unit_test(test_total_of_skewed),
		cmocka_unit_test(test_total_of_one_call),
		cmocka_unit_test(test_total_goes_by_count),
		cmocka_unit_test(test_million),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
