/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* report.html: what its data say, how large it is. */
#include "page_fixture.h"

#include <errno.h>
#include <sys/resource.h>

static int64_t ns_of(double seconds)
{
	return llround(seconds * 1e9);
}

static void assert_signed(struct page_column *column, bool known, int64_t value)
{
	int64_t found;

	assert_int_equal(column_next_signed(column, &found), known);
	if (known)
		assert_int_equal(found, value);
}

static void every_call_is_in_it(void **state)
{
	const struct fake_options options = {
		.calls = 5000, .functions = 9, .threads = 3, .processes = 2
	};
	struct calls *calls = fake_calls(&options);
	struct page_column start, duration, probes, function, depth, cpu, rss, memory;
	struct page_data page;
	int64_t last_start, last_rss = 0;

	(void)state;
	write_report(calls, NULL, NULL, &page);
	assert_int_equal(page_number(&page, "calls"), calls__count(calls));
	assert_int_equal(page_number(&page, "shown"), calls__count(calls));
	start = page_column(&page, "start");
	duration = page_column(&page, "duration");
	probes = page_column(&page, "probes");
	function = page_column(&page, "function");
	depth = page_column(&page, "depth");
	cpu = page_column(&page, "cpu");
	rss = page_column(&page, "rss");
	memory = page_column(&page, "memory");
	last_start = calls->items[0].start_ns;
	for (size_t i = 0; i < calls__count(calls); i++) {
		const struct call *call = &calls->items[i];

		assert_signed(&start, true, call->start_ns - last_start);
		last_start = call->start_ns;
		assert_signed(&duration, true, ns_of(call->duration_s));
		assert_signed(&probes, true, ns_of(call->perf_s - call->duration_s));
		assert_string_equal(page_function(&page, column_next(&function)),
				    calls->names[call->function]);
		assert_signed(&depth, true, call->depth);
		assert_signed(&cpu, true, ns_of(call->thread_cpu_s));
		assert_signed(&rss, true, call->start_rss / 1024 - last_rss);
		last_rss = call->start_rss / 1024;
		assert_signed(&memory, true, (call->end_rss - call->start_rss) / 1024);
	}
	assert_ptr_equal(memory.at, memory.end);
	page_data_free(&page);
	fake_calls_free(calls);
}

static void unknown_is_unknown(void **state)
{
	const struct fake_options options = {
		.calls = 300, .functions = 3, .threads = 1, .processes = 1, .plain = true
	};
	struct calls *calls = fake_calls(&options);
	struct page_column depth, cpu, rss, memory;
	struct page_data page;

	(void)state;
	for (size_t i = 0; i < calls__count(calls); i++) {
		if (i % 2)
			calls->items[i].start_rss = BYTES_UNKNOWN;
		else
			calls->items[i].end_rss = BYTES_UNKNOWN;
	}
	write_report(calls, NULL, NULL, &page);
	depth = page_column(&page, "depth");
	cpu = page_column(&page, "cpu");
	rss = page_column(&page, "rss");
	memory = page_column(&page, "memory");
	for (size_t i = 0; i < calls__count(calls); i++) {
		int64_t ignored;

		assert_signed(&depth, false, 0);
		assert_signed(&cpu, false, 0);
		assert_int_equal(column_next_signed(&rss, &ignored), i % 2 == 0);
		assert_signed(&memory, false, 0);
	}
	page_data_free(&page);
	fake_calls_free(calls);
}

/* Of each function every call is in one of its bins, of both kinds. */
static void bins_count_every_call(void **state)
{
	const struct fake_options options = {
		.calls = 20000, .functions = 40, .threads = 2, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	static const char *const names[] = { "shared", "own" };
	struct page_data page;

	(void)state;
	write_report(calls, NULL, NULL, &page);
	for (int kind = 0; kind < 2; kind++) {
		const cJSON *bins = cJSON_GetObjectItem(page.json, "bins"), *function;
		int wide = cJSON_GetObjectItem(bins, names[kind])->valueint;
		struct page_column column = page_column(&page, kind ? "own_bins" : "shared_bins");

		cJSON_ArrayForEach(function, cJSON_GetObjectItem(page.json, "functions"))
		{
			uint64_t sum = 0;

			for (int i = 0; i < wide; i++)
				sum += column_next(&column);
			assert_int_equal(sum, cJSON_GetArrayItem(function, 2)->valuedouble);
		}
		assert_ptr_equal(column.at, column.end);
	}
	page_data_free(&page);
	fake_calls_free(calls);
}

static int descending(const void *a, const void *b)
{
	return -fake_ascending(a, b);
}

/* Every one of the `most` longest is among the durations that the page has. */
static void assert_slowest_kept(const struct calls *calls, const struct page_data *page,
				size_t most)
{
	size_t count = calls__count(calls), shown = (size_t)page_number(page, "shown");
	double *all = calloc(count, sizeof(*all)), *kept = calloc(shown, sizeof(*kept));
	struct page_column column = page_column(page, "duration");

	for (size_t i = 0; i < count; i++)
		all[i] = (double)ns_of(calls->items[i].duration_s);
	for (size_t i = 0; i < shown; i++) {
		int64_t value;

		assert_true(column_next_signed(&column, &value));
		kept[i] = (double)value;
	}
	qsort(all, count, sizeof(*all), descending);
	qsort(kept, shown, sizeof(*kept), descending);
	assert_memory_equal(all, kept, most * sizeof(*all));
	free(all);
	free(kept);
}

static void assert_each_function_is_shown(const struct page_data *page)
{
	size_t shown = (size_t)page_number(page, "shown");
	int functions = cJSON_GetArraySize(cJSON_GetObjectItem(page->json, "functions"));
	struct page_column column = page_column(page, "function");
	size_t *counts = calloc((size_t)functions, sizeof(*counts));

	for (size_t i = 0; i < shown; i++)
		counts[column_next(&column)]++;
	for (int i = 0; i < functions; i++)
		assert_true(counts[i] > 0);
	free(counts);
}

static void a_sample_keeps_the_slowest(void **state)
{
	const struct fake_options options = {
		.calls = 250000, .functions = 300, .threads = 8, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	struct page_data page, again;

	(void)state;
	write_report(calls, NULL, NULL, &page);
	assert_true(page_number(&page, "shown") <= REPORT_CALLS_MAX);
	assert_true(page_number(&page, "shown") > REPORT_CALLS_MAX * 0.8);
	assert_true(page.file_len <= REPORT_BYTES_MAX);
	assert_slowest_kept(calls, &page, 5000);
	assert_each_function_is_shown(&page);
	write_report(calls, NULL, NULL, &again);
	assert_int_equal(again.file_len, page.file_len);
	assert_memory_equal(again.file, page.file, page.file_len);
	page_data_free(&page);
	page_data_free(&again);
	fake_calls_free(calls);
}

static void what_does_not_deflate_still_fits(void **state)
{
	const struct fake_options options = {
		.calls = 100000, .functions = 12, .threads = 4, .processes = 1, .noisy = true
	};
	struct calls *calls = fake_calls(&options);
	struct page_data page;

	(void)state;
	write_report(calls, NULL, NULL, &page);
	assert_true(page.file_len <= REPORT_BYTES_MAX);
	assert_true(page_number(&page, "shown") > 30000);
	assert_slowest_kept(calls, &page, 1000);
	page_data_free(&page);
	fake_calls_free(calls);
}

static void equal_durations_are_sampled(void **state)
{
	const struct fake_options options = {
		.calls = 150000, .functions = 4, .threads = 1, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	struct page_data page;

	(void)state;
	for (size_t i = 0; i < calls__count(calls); i++)
		calls->items[i].duration_s = 1e-3;
	write_report(calls, NULL, NULL, &page);
	assert_true(page_number(&page, "shown") <= REPORT_CALLS_MAX);
	assert_true(page_number(&page, "shown") > REPORT_CALLS_MAX * 0.9);
	page_data_free(&page);
	fake_calls_free(calls);
}

/* Clocks that were set, years that a log makes up, durations below 0. */
static void odd_times(void **state)
{
	const struct fake_options options = {
		.calls = 40, .functions = 2, .threads = 1, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	struct page_data page;

	(void)state;
	calls->items[0].start_ns = INT64_MIN / 2 - 5000;
	calls->items[calls__count(calls) - 1].start_ns = INT64_MAX - 1;
	calls->items[3].duration_s = -4.5;
	calls->items[4].duration_s = 0;
	calls->items[5].duration_s = 1e12;
	write_report(calls, NULL, NULL, &page);
	assert_int_equal(page_number(&page, "shown"), calls__count(calls));
	page_data_free(&page);
	fake_calls_free(calls);
}

static void a_full_disk_is_told(void **state)
{
	const struct fake_options options = {
		.calls = 100, .functions = 2, .threads = 1, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	struct aggregate aggregate;
	struct run_info info = fake_info(calls);
	struct report_input input = { calls, &aggregate, NULL, &info, NULL };
	struct rlimit limit, small;

	(void)state;
	fake_aggregate(calls, &aggregate);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(report__write(&input, dir), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	fake_aggregate_free(&aggregate);
	fake_calls_free(calls);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(every_call_is_in_it),
		with_folder(unknown_is_unknown),
		with_folder(bins_count_every_call),
		with_folder(a_sample_keeps_the_slowest),
		with_folder(what_does_not_deflate_still_fits),
		with_folder(equal_durations_are_sampled),
		with_folder(odd_times),
		with_folder(a_full_disk_is_told),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
