/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <float.h>
#include <math.h>

#include "../../analysis/radix_sort.h"
#include "support.h"

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 16 ^ *seed << 48;
}

/* `value` counts from 0: equal keys must keep that order. */
static void assert_sorts(struct sort_item *items, size_t count)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		items[i].value = i;
	assert_int_equal(radix_sort(items, count), 0);
	for (size_t i = 0; i < count; i++)
		sum += items[i].value;
	assert_int_equal(sum, count ? count * (count - 1) / 2 : 0);
	for (size_t i = 1; i < count; i++) {
		assert_true(items[i - 1].key <= items[i].key);
		if (items[i - 1].key == items[i].key)
			assert_true(items[i - 1].value < items[i].value);
	}
}

/* Counts around those where another way is taken, keys of every width. */
static void test_sorts(void **state)
{
	static const size_t counts[] = { 0, 1, 2, 3, 63, 64, 65, 66, 1000, 5000 };
	uint64_t seed = 1;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		for (int bits = 1; bits <= 64; bits += 3) {
			struct sort_item *items = calloc(counts[i] + 1, sizeof(*items));

			for (size_t k = 0; k < counts[i]; k++)
				items[k].key = (int64_t)next_random(&seed) >> (64 - bits);
			assert_sorts(items, counts[i]);
			free(items);
		}
	}
}

static void test_orders(void **state)
{
	enum { COUNT = 300 };
	struct sort_item items[COUNT] = { { 0 } };

	(void)state;
	for (int i = 0; i < COUNT; i++)
		items[i].key = i / 3;
	assert_sorts(items, COUNT);
	for (int i = 0; i < COUNT; i++)
		items[i].key = COUNT - i / 3;
	assert_sorts(items, COUNT);
	for (int i = 0; i < COUNT; i++)
		items[i].key = 7;
	assert_sorts(items, COUNT);
	/* Both ends of what fits, so that the range is all 64 bits. */
	for (int i = 0; i < COUNT; i++)
		items[i].key = i % 3 == 0 ? INT64_MAX : i % 3 == 1 ? INT64_MIN : 0;
	assert_sorts(items, COUNT);
	items[0].key = INT64_MAX;
	items[1].key = INT64_MIN;
	assert_sorts(items, 2);
}

static void test_doubles(void **state)
{
	static const double ascending[] = { -INFINITY, -DBL_MAX, -1.5,	  -1,	   -DBL_MIN,
					    -5e-324,   0,	 5e-324,  DBL_MIN, 1,
					    1.000001,  1e300,	 DBL_MAX, INFINITY };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ascending); i++) {
		int64_t key = sort_key_of_double(ascending[i]);

		assert_true(double_of_sort_key(key) == ascending[i]);
		if (i > 0)
			assert_true(sort_key_of_double(ascending[i - 1]) < key);
	}
	assert_int_equal(sort_key_of_double(-0.0), sort_key_of_double(0.0));
	assert_false(signbit(double_of_sort_key(sort_key_of_double(-0.0))));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorts),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_doubles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
