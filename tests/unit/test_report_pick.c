/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which calls count as the slowest. */
/* clang-format off: cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "../../analysis/report/slow_pick.h"

static const double fast[] = { 1, 1, 1, 2, 2, 3 };
static const double slow[] = { 5, 8, 8, 8, 9 };
static struct function_stats stats[] = {
	{ .count = 5, .sorted = slow, .min = 5, .max = 9 },
	{ .count = 6, .sorted = fast, .min = 1, .max = 3 },
	{ .count = 0 },
};
static const struct aggregate aggregate = { .count = 3, .functions = stats };

static size_t taken(struct slow_pick *pick, size_t place)
{
	size_t count = 0;

	for (size_t i = 0; i < stats[place].count; i++)
		count += slow_pick__takes(pick, place, stats[place].sorted[i]);
	return count;
}

static void assert_picks(size_t overall, size_t functions, size_t each, size_t of_slow,
			 size_t of_fast)
{
	struct slow_pick pick;

	assert_int_equal(slow_pick__make(&aggregate, overall, functions, each, &pick), 0);
	assert_int_equal(pick.count, of_slow + of_fast);
	assert_int_equal(taken(&pick, 0), of_slow);
	assert_int_equal(taken(&pick, 1), of_fast);
	slow_pick__free(&pick);
}

static void the_slowest_of_all(void **state)
{
	(void)state;
	assert_picks(0, 0, 0, 0, 0);
	assert_picks(1, 0, 0, 1, 0);
	assert_picks(4, 0, 0, 4, 0);
	assert_picks(6, 0, 0, 5, 1);
	assert_picks(11, 0, 0, 5, 6);
	assert_picks(100, 0, 0, 5, 6);
}

/* Rather fewer than were asked for than some of several equal ones. */
static void equal_ones(void **state)
{
	(void)state;
	assert_picks(2, 0, 0, 1, 0);
	assert_picks(7, 0, 0, 5, 1);
}

static void some_of_each_function(void **state)
{
	(void)state;
	assert_picks(1, 2, 2, 2, 2);
	assert_picks(5, 3, 5, 5, 5);
	assert_picks(0, 1, 100, 5, 0);
	assert_picks(0, 3, 100, 5, 6);
}

static void places_of_values(void **state)
{
	(void)state;
	assert_int_equal(count_below(slow, 5, 8, false), 1);
	assert_int_equal(count_below(slow, 5, 8, true), 4);
	assert_int_equal(count_below(slow, 5, 0, true), 0);
	assert_int_equal(count_below(slow, 5, 10, false), 5);
	assert_int_equal(count_below(slow, 0, 10, true), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_slowest_of_all),
		cmocka_unit_test(equal_ones),
		cmocka_unit_test(some_of_each_function),
		cmocka_unit_test(places_of_values),
	};

	return cmocka_run_group_tests_name("report_pick", tests, NULL, NULL);
}
