/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>

#include "../../analysis/run_window.h"
#include "support.h"

#define RECORDS_MAX 256

struct records {
	struct sort_item items[RECORDS_MAX];
	size_t count;
};

/* `count` records, `step_ns` from each to the next, the first at `from_ns`. */
static void add(struct records *records, int64_t from_ns, size_t count, int64_t step_ns)
{
	assert_true(records->count + count <= RECORDS_MAX);
	for (size_t i = 0; i < count; i++, records->count++)
		records->items[records->count].key = from_ns + (int64_t)i * step_ns;
}

static int find(const struct records *records, const struct window_options *options,
		struct run_window *window)
{
	return run_window__find(records->items, records->count, options, window);
}

static void assert_window(const struct run_window *window, int64_t start_ns, int64_t end_ns)
{
	assert_int_equal(window->start_ns, start_ns);
	assert_int_equal(window->end_ns, end_ns);
}

/* A gap of just that length does not split, one of a nanosecond more does. */
static void test_gap(void **state)
{
	const struct window_options options = { .gap_ns = 30, .min_cluster = 1 };
	struct records near = { .count = 0 }, far = { .count = 0 };
	struct run_window window;

	(void)state;
	add(&near, 100, 3, 30);
	assert_int_equal(find(&near, &options, &window), 0);
	assert_int_equal(window.count, 1);
	assert_window(&window, 100, 160);
	run_window__free(&window);

	add(&far, 100, 2, 30);
	add(&far, 161, 2, 0);
	assert_int_equal(find(&far, &options, &window), 0);
	assert_int_equal(window.count, 2);
	assert_int_equal(window.runs, 2);
	assert_int_equal(window.taken, 1);
	assert_window(&window, 161, 161);
	assert_int_equal(window.clusters[0].records, 2);
	assert_int_equal(window.clusters[0].first_ns, 100);
	assert_int_equal(window.clusters[0].last_ns, 130);
	run_window__free(&window);
}

/* 25 records are a run, 24 are none; the latest run is taken, though a small cluster follows. */
static void test_small_clusters(void **state)
{
	const struct window_options options = { .gap_ns = 10, .min_cluster = 25 };
	struct records records = { .count = 0 };
	struct run_window window;

	(void)state;
	add(&records, 1000, 30, 1);
	add(&records, 2000, 24, 1);
	add(&records, 3000, 25, 1);
	add(&records, 4000, 24, 1);
	assert_int_equal(find(&records, &options, &window), 0);
	assert_int_equal(window.count, 4);
	assert_int_equal(window.runs, 2);
	assert_int_equal(window.taken, 2);
	assert_int_equal(window.clusters[0].run, 1);
	assert_int_equal(window.clusters[1].run, 0);
	assert_int_equal(window.clusters[2].run, 2);
	assert_int_equal(window.clusters[3].run, 0);
	assert_window(&window, 3000, 3024);
	run_window__free(&window);
}

static void test_chosen_run(void **state)
{
	struct window_options options = { .gap_ns = 10, .min_cluster = 5, .run = 1 };
	struct records records = { .count = 0 };
	struct run_window window;

	(void)state;
	add(&records, 0, 2, 1);
	add(&records, 1000, 5, 1);
	add(&records, 2000, 6, 1);
	assert_int_equal(find(&records, &options, &window), 0);
	assert_window(&window, 1000, 1004);
	run_window__free(&window);
	options.run = 2;
	assert_int_equal(find(&records, &options, &window), 0);
	assert_window(&window, 2000, 2005);
	run_window__free(&window);
	options.run = 3;
	assert_int_equal(find(&records, &options, &window), -ENOENT);
	assert_int_equal(window.count, 3); /* told all the same */
	assert_int_equal(window.runs, 2);
	run_window__free(&window);
}

static void test_no_run(void **state)
{
	const struct window_options options = { .gap_ns = 10, .min_cluster = 25 };
	struct records records = { .count = 0 };
	struct run_window window;

	(void)state;
	assert_int_equal(find(&records, &options, &window), -ENOENT);
	assert_int_equal(window.count, 0);
	run_window__free(&window);
	add(&records, 0, 24, 1);
	assert_int_equal(find(&records, &options, &window), -ENOENT);
	assert_int_equal(window.count, 1);
	run_window__free(&window);
}

static void test_overrides(void **state)
{
	struct window_options options = {
		.gap_ns = 10, .min_cluster = 5, .has_start = true, .start_ns = 500
	};
	struct records records = { .count = 0 };
	struct run_window window;

	(void)state;
	add(&records, 1000, 5, 1);
	assert_int_equal(find(&records, &options, &window), 0);
	assert_window(&window, 500, 1004);
	run_window__free(&window);
	options = (struct window_options){
		.gap_ns = 10, .min_cluster = 5, .has_end = true, .end_ns = 1002
	};
	assert_int_equal(find(&records, &options, &window), 0);
	assert_window(&window, 1000, 1002);
	run_window__free(&window);
	/* With both nothing is detected, and nothing needs to be there. */
	options = (struct window_options){ .gap_ns = 10,
					   .min_cluster = 25,
					   .has_start = true,
					   .has_end = true,
					   .start_ns = 1,
					   .end_ns = 2 };
	assert_int_equal(find(&records, &options, &window), 0);
	assert_window(&window, 1, 2);
	assert_int_equal(window.taken, window.count);
	run_window__free(&window);
}

/* From the first year to the last one: the difference has no sign. */
static void test_far_apart(void **state)
{
	const struct window_options options = { .gap_ns = INT64_MAX, .min_cluster = 1 };
	struct records records = { .items = { { INT64_MIN, 0 }, { INT64_MAX, 0 } }, .count = 2 };
	struct run_window window;

	(void)state;
	assert_int_equal(find(&records, &options, &window), 0);
	assert_int_equal(window.count, 2);
	run_window__free(&window);
}

static void test_between(void **state)
{
	static const struct {
		int64_t start_ns, end_ns;
		size_t first, count;
	} cases[] = {
		{ 0, 100, 0, 6 }, { 10, 40, 0, 6 },
		{ 11, 40, 1, 5 }, { 20, 20, 1, 3 },
		{ 20, 39, 1, 4 }, { 21, 29, 4, 0 },
		{ 41, 50, 6, 0 }, { 0, 9, 0, 0 },
		{ 30, 20, 4, 0 }, { INT64_MIN, INT64_MAX, 0, 6 },
	};
	const struct sort_item items[] = { { 10, 0 }, { 20, 0 }, { 20, 0 },
					   { 20, 0 }, { 30, 0 }, { 40, 0 } };
	size_t first, count;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		records_between(items, ARRAY_LEN(items), cases[i].start_ns, cases[i].end_ns, &first,
				&count);
		if (count != cases[i].count || (count && first != cases[i].first))
			fail_msg("%lld to %lld: %zu from %zu", (long long)cases[i].start_ns,
				 (long long)cases[i].end_ns, count, first);
	}
	records_between(NULL, 0, 0, 100, &first, &count);
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gap),	   cmocka_unit_test(test_small_clusters),
		cmocka_unit_test(test_chosen_run), cmocka_unit_test(test_no_run),
		cmocka_unit_test(test_overrides),  cmocka_unit_test(test_far_apart),
		cmocka_unit_test(test_between),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
