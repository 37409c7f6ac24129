/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "../../user/util/histogram.h"
#include "support.h"

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Values of all sizes: each percentile must be within 1 % of the exact one. */
static void test_percentiles(void **state)
{
	static uint64_t values[10000];
	struct histogram *histogram = histogram_new();

	(void)state;
	assert_non_null(histogram);
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		values[i] = ((uint64_t)rand() << 33 ^ (uint64_t)rand() << 10) >> (rand() % 60);
		histogram_record(histogram, values[i]);
	}
	qsort(values, ARRAY_LEN(values), sizeof(values[0]), by_value);
	assert_int_equal(histogram_count(histogram), ARRAY_LEN(values));
	for (int percent = 1; percent <= 100; percent++) {
		double exact = values[percent * ARRAY_LEN(values) / 100 - 1];
		double found = histogram_percentile(histogram, percent);

		if (found < exact * 0.99 || found > exact * 1.01)
			fail_msg("p%d: %.0f instead of %.0f", percent, found, exact);
	}
	histogram_free(histogram);
}

/* Every value alone comes back as itself; next to others within 1 %, over all 64 bits. */
static void test_every_size(void **state)
{
	(void)state;
	for (int bit = 0; bit < 64; bit++) {
		for (int around = -1; around <= 1; around++) {
			struct histogram *histogram = histogram_new();
			uint64_t value = (1ull << bit) + around;
			double found;

			histogram_record(histogram, value);
			assert_true(histogram_percentile(histogram, 50) == value);
			histogram_record(histogram, 0);
			histogram_record(histogram, UINT64_MAX);
			found = histogram_percentile(histogram, 50);
			assert_true(found >= value * 0.99 && found <= value * 1.01);
			assert_true(histogram_percentile(histogram, 0) == 0);
			assert_true(histogram_percentile(histogram, 100) == UINT64_MAX ||
				    histogram_percentile(histogram, 100) >= UINT64_MAX / 128 * 127);
			histogram_free(histogram);
		}
	}
}

static void test_small_values_are_exact(void **state)
{
	struct histogram *histogram = histogram_new();

	(void)state;
	assert_true(histogram_percentile(histogram, 50) == 0);
	for (uint64_t i = 1; i <= 200; i++)
		histogram_record(histogram, i);
	assert_true(histogram_percentile(histogram, 50) == 100);
	assert_true(histogram_percentile(histogram, 99) == 198);
	assert_true(histogram_percentile(histogram, 100) == 200);
	assert_true(histogram_percentile(histogram, 0) == 1);
	histogram_free(histogram);
	histogram_free(NULL);
}

static void test_merge(void **state)
{
	struct histogram *a = histogram_new(), *b = histogram_new(), *both = histogram_new();

	(void)state;
	for (int i = 0; i < 5000; i++) {
		uint64_t value = (uint64_t)rand() << (rand() % 33);

		histogram_record(i % 3 ? a : b, value);
		histogram_record(both, value);
	}
	histogram_merge(a, b);
	assert_int_equal(histogram_count(a), 5000);
	for (int percent = 0; percent <= 100; percent++)
		assert_true(histogram_percentile(a, percent) ==
			    histogram_percentile(both, percent));
	histogram_free(a);
	histogram_free(b);
	histogram_free(both);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percentiles),
		cmocka_unit_test(test_every_size),
		cmocka_unit_test(test_small_values_are_exact),
		cmocka_unit_test(test_merge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
