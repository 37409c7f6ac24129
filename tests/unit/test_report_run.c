/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* report.html: what it says of the run as a whole, and of what is not a row of its own. */
#include "page_fixture.h"

static const cJSON *item(const struct page_data *page, const char *key)
{
	const cJSON *found = cJSON_GetObjectItem(page->json, key);

	assert_non_null(found);
	return found;
}

static double number_at(const cJSON *list, int index)
{
	const cJSON *found = cJSON_GetArrayItem(list, index);

	assert_true(cJSON_IsNumber(found));
	return found->valuedouble;
}

static void open_calls_are_in_it(void **state)
{
	const struct fake_options options = {
		.calls = 100, .functions = 3, .threads = 2, .processes = 1, .open = 5
	};
	struct calls *calls = fake_calls(&options);
	struct run_info info = fake_info(calls);
	const cJSON *open, *last;
	struct page_data page;

	(void)state;
	info.start_ns -= 7000;
	write_report_of(&info, calls, NULL, NULL, &page);
	open = item(&page, "open");
	assert_int_equal(page_number(&page, "open_total"), 5);
	assert_int_equal(cJSON_GetArraySize(open), 5);
	last = cJSON_GetArrayItem(open, 4);
	assert_string_equal(cJSON_GetArrayItem(last, 0)->valuestring, "wait_for_ever");
	assert_int_equal(number_at(last, 2), calls->open[4].start_ns - info.start_ns);
	assert_float_equal(number_at(last, 3), calls->open[4].duration_s, 1e-6);
	assert_int_equal(number_at(last, 4), 2);
	assert_non_null(strstr(cJSON_GetArrayItem(last, 5)->valuestring, "000005.db"));
	page_data_free(&page);
	fake_calls_free(calls);
}

/* The first, which are around the others, and the last, which are inside. */
static void of_many_open_calls_both_ends(void **state)
{
	const struct fake_options options = {
		.calls = 10, .functions = 1, .threads = 1, .processes = 1, .open = 900
	};
	struct calls *calls = fake_calls(&options);
	struct page_data page;
	const cJSON *open;

	(void)state;
	write_report(calls, NULL, NULL, &page);
	open = item(&page, "open");
	assert_int_equal(page_number(&page, "open_total"), 900);
	assert_int_equal(cJSON_GetArraySize(open), 200);
	assert_int_equal(number_at(cJSON_GetArrayItem(open, 0), 4), 0);
	assert_int_equal(number_at(cJSON_GetArrayItem(open, 99), 4), 99);
	assert_int_equal(number_at(cJSON_GetArrayItem(open, 100), 4), 800);
	assert_int_equal(number_at(cJSON_GetArrayItem(open, 199), 4), 899);
	page_data_free(&page);
	fake_calls_free(calls);
}

static void times_count_from_the_window(void **state)
{
	const struct fake_options options = {
		.calls = 10, .functions = 1, .threads = 1, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	struct run_info info = fake_info(calls);
	struct page_column start;
	struct page_data page;
	int64_t first;

	(void)state;
	info.start_ns -= 123456789;
	write_report_of(&info, calls, NULL, NULL, &page);
	start = page_column(&page, "start");
	assert_true(column_next_signed(&start, &first));
	assert_int_equal(first, 123456789);
	assert_int_equal(number_at(item(&page, "base"), 0) * 1e9 +
				 number_at(item(&page, "base"), 1),
			 (double)info.start_ns);
	page_data_free(&page);
	fake_calls_free(calls);
}

static void facts_of_the_run(void **state)
{
	static const char *const never[] = { "a", "b" };
	const struct fake_options options = {
		.calls = 10, .functions = 1, .threads = 1, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	struct run_info info = fake_info(calls);
	struct page_data page;

	(void)state;
	info.cut = true;
	info.errors_known = false;
	info.clock_jump_ns = -5;
	info.never = never;
	info.never_count = 2;
	write_report_of(&info, calls, NULL, NULL, &page);
	assert_int_equal(page_number(&page, "cut"), 1);
	assert_int_equal(page_number(&page, "rows_serve"), 0);
	assert_int_equal(page_number(&page, "errors_known"), 0);
	assert_int_equal(page_number(&page, "clock_jump"), -5);
	assert_int_equal(page_number(&page, "never_count"), 2);
	assert_string_equal(cJSON_GetArrayItem(item(&page, "never"), 1)->valuestring, "b");
	page_data_free(&page);
	fake_calls_free(calls);
}

/* The share of a bin that lies between two times, in bins. */
static double share(double from, double to, int bin)
{
	return fmax(0, fmin(to, bin + 1) - fmax(from, bin));
}

/* Of threads the outermost calls; without threads, all. */
static void assert_busy(const struct fake_options *options)
{
	struct calls *calls = fake_calls(options);
	struct run_info info = fake_info(calls);
	struct page_column busy;
	struct page_data page;
	double expected[600] = { 0 }, width, length;

	info.start_ns -= 1000000;
	write_report_of(&info, calls, NULL, NULL, &page);
	length = cJSON_GetObjectItem(item(&page, "time_bins"), "length")->valuedouble;
	assert_float_equal(length, (double)(info.end_ns - info.start_ns), length * 1e-6);
	assert_int_equal(cJSON_GetObjectItem(item(&page, "time_bins"), "by_thread")->valuedouble,
			 !options->plain);
	width = (double)(info.end_ns - info.start_ns) / 600;
	for (size_t i = 0; i < calls__count(calls); i++) {
		const struct call *call = &calls->items[i];
		double from = (double)(call->start_ns - info.start_ns) / width;
		double to = fmin(from + call->perf_s * 1e9 / width, 600);

		if (!options->plain && call->depth > 0)
			continue;
		for (int bin = (int)from; bin < 600 && bin <= to; bin++)
			expected[bin] += share(from, to, bin);
	}
	busy = page_column(&page, "busy");
	for (int bin = 0; bin < 600; bin++)
		assert_float_equal((double)column_next(&busy) / 1000, expected[bin], 0.02);
	assert_ptr_equal(busy.at, busy.end);
	page_data_free(&page);
	fake_calls_free(calls);
}

static void busy_counts_every_call(void **state)
{
	(void)state;
	assert_busy(&(struct fake_options){
		.calls = 150000, .functions = 9, .threads = 3, .processes = 1 });
	assert_busy(&(struct fake_options){
		.calls = 20, .functions = 9, .threads = 3, .processes = 1 });
	assert_busy(&(struct fake_options){
		.calls = 3000, .functions = 9, .threads = 3, .processes = 1, .plain = true });
}

/* One call reads what no other does: it is in the bins, in the sample or not. */
static void memory_of_every_call_is_in_bins(void **state)
{
	const struct fake_options options = {
		.calls = 200000, .functions = 9, .threads = 1, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	int64_t most = 0, last = 0;
	struct page_column column;
	struct page_data page;

	(void)state;
	for (size_t i = 0; i < calls__count(calls); i++) {
		calls->items[i].start_rss = calls->items[i].end_rss = 50 * 1024 * 1024;
		if (i == 123457)
			calls->items[i].end_rss = 70 * 1024 * 1024;
	}
	write_report(calls, NULL, NULL, &page);
	column = page_column(&page, "rss_bins");
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(item(&page, "time_bins"), "pids")),
			 1);
	for (int bin = 0; bin < 600; bin++) {
		int64_t change, high;

		if (!column_next_signed(&column, &change))
			continue;
		last += change;
		high = last + (int64_t)column_next(&column);
		assert_in_range(last, 50 * 1024, 70 * 1024);
		most = high > most ? high : most;
	}
	assert_ptr_equal(column.at, column.end);
	assert_int_equal(most, 70 * 1024);
	page_data_free(&page);
	fake_calls_free(calls);
}

static void assert_others(const struct page_data *page, const struct calls *calls)
{
	const cJSON *functions = item(page, "functions"), *row;
	struct page_column place = page_column(page, "function");
	struct page_column own = page_column(page, "own_bins");
	int last = cJSON_GetArraySize(functions) - 1;
	double counted = 0;

	assert_int_equal(last, REPORT_FUNCTIONS_MAX);
	assert_int_equal(page_number(page, "others"),
			 calls->options.functions - REPORT_FUNCTIONS_MAX);
	cJSON_ArrayForEach(row, functions) counted += number_at(row, 2);
	assert_int_equal(counted, calls__count(calls));
	assert_true(number_at(cJSON_GetArrayItem(functions, last), 2) > 0);
	for (size_t i = 0; i < page_number(page, "shown"); i++)
		assert_true(column_next(&place) <= REPORT_FUNCTIONS_MAX);
	for (int i = 0; i < last * 60; i++)
		column_next(&own);
	for (int i = 0; i < 60; i++)
		assert_int_equal(column_next(&own), 0);
	assert_ptr_equal(own.at, own.end);
}

static void many_functions_are_summed(void **state)
{
	const struct fake_options options = {
		.calls = 150000, .functions = 40000, .threads = 2, .processes = 1
	};
	struct calls *calls = fake_calls(&options);
	struct page_data page;

	(void)state;
	write_report(calls, NULL, NULL, &page);
	assert_true(page.file_len <= REPORT_BYTES_MAX);
	assert_others(&page, calls);
	page_data_free(&page);
	fake_calls_free(calls);
}

static void only_threads_in_sight_are_named(void **state)
{
	const struct fake_options options = {
		.calls = 250000, .functions = 5, .threads = 120000, .processes = 3
	};
	struct calls *calls = fake_calls(&options);
	struct page_data page;

	(void)state;
	write_report(calls, NULL, NULL, &page);
	assert_true(page.file_len <= REPORT_BYTES_MAX);
	assert_int_equal(page_number(&page, "processes_total"), 3);
	assert_true(page_number(&page, "threads_total") > 20000);
	assert_true(cJSON_GetArraySize(item(&page, "threads")) / 2 <
		    page_number(&page, "threads_total"));
	page_data_free(&page);
	fake_calls_free(calls);
}

static char *noise(struct fake_random *random, size_t len)
{
	char *text = malloc(len + 1);

	for (size_t i = 0; i < len; i++)
		text[i] = (char)('!' + fake_next(random) % 90);
	text[len] = '\0';
	return text;
}

/* Names, messages and arguments that do not deflate. */
static void texts_of_any_length_fit(void **state)
{
	enum { FUNCTIONS = 6000, ERRORS = 1000 };
	struct fake_random random = { 7 };
	char **names = calloc(FUNCTIONS, sizeof(*names)), *arguments = noise(&random, 4000);
	struct error *items = calloc(ERRORS, sizeof(*items));
	struct errors errors = { .items = items, .count = ERRORS, .total = ERRORS };
	struct fake_options options = { .calls = 20000,
					.functions = FUNCTIONS,
					.threads = 2,
					.processes = 1,
					.noisy = true,
					.open = 300 };
	struct calls *calls;
	struct page_data page;

	(void)state;
	for (int i = 0; i < FUNCTIONS; i++)
		names[i] = noise(&random, 2500);
	for (int i = 0; i < ERRORS; i++)
		items[i] = (struct error){ .function = names[i], .message = noise(&random, 2500) };
	options.names = (const char *const *)names;
	options.arguments = arguments;
	calls = fake_calls(&options);
	write_report(calls, &errors, NULL, &page);
	assert_true(page.file_len <= REPORT_BYTES_MAX);
	assert_true(page_number(&page, "shown") >= 1000);
	assert_true(cJSON_GetArraySize(item(&page, "functions")) > 50);
	assert_true(cJSON_GetArraySize(item(&page, "errors")) > 0);
	page_data_free(&page);
	fake_calls_free(calls);
	for (int i = 0; i < ERRORS; i++)
		free(items[i].message);
	for (int i = 0; i < FUNCTIONS; i++)
		free(names[i]);
	free(items);
	free(names);
	free(arguments);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_folder(open_calls_are_in_it),
		with_folder(of_many_open_calls_both_ends),
		with_folder(times_count_from_the_window),
		with_folder(facts_of_the_run),
		with_folder(busy_counts_every_call),
		with_folder(memory_of_every_call_is_in_bins),
		with_folder(many_functions_are_summed),
		with_folder(only_threads_in_sight_are_named),
		with_folder(texts_of_any_length_fit),
	};

	return cmocka_run_group_tests_name("report_run", tests, NULL, NULL);
}
