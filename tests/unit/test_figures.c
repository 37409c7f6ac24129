/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <sys/stat.h>

#include "fake_figures.h"

static void draw_all(struct calls *calls, size_t figures)
{
	size_t drawn;

	assert_int_equal(draw(calls, "figs", FIGURE_SVG, &no_info, &drawn), 0);
	assert_int_equal(drawn, figures);
	assert_int_equal(files_in("figs"), figures);
}

static void assert_figure_says(const char *name, const char *text)
{
	char path[256], *figure;

	snprintf(path, sizeof(path), "figs/%s.svg", name);
	figure = read_file(path, NULL);
	assert_says(figure, text);
	free(figure);
}

static void assert_figure_lacks(const char *name, const char *text)
{
	char path[256], *figure;

	snprintf(path, sizeof(path), "figs/%s.svg", name);
	figure = read_file(path, NULL);
	assert_null(strstr(figure, text));
	free(figure);
}

static void test_names_of_files(void **state)
{
	struct calls *calls = fake_calls__mixed(3, 40, 1);
	char longest[121] = "", path[200];
	size_t drawn;

	(void)state;
	memset(longest, 'x', 120);
	fake_calls__name(calls, 0, "ns::f<int>(char const*)");
	fake_calls__name(calls, 1, longest);
	fake_calls__name(calls, 2, "\xe6\x97\xa5/../a-b_c.9");
	assert_int_equal(draw(calls, "figs", FIGURE_PNG, &no_info, &drawn), 0);
	assert_int_equal(drawn, PLAIN + 3);
	for (size_t i = 0; i < PLAIN; i++) {
		snprintf(path, sizeof(path), "figs/%s.png", plain[i]);
		assert_true(exists(path));
	}
	assert_true(exists("figs/hist_1_ns__f_int__char_const___perf_duration.png"));
	snprintf(path, sizeof(path), "figs/hist_2_%.80s_perf_duration.png", longest);
	assert_true(exists(path));
	assert_true(exists("figs/hist_3___.._a-b_c.9_perf_duration.png"));
}

/* What gnuplot, its macros, a shell, markup or XML would make something of. */
static void test_names_are_text(void **state)
{
	static const struct {
		const char *name, *shown; /* in XML */
	} names[] = {
		{ "`touch pwned`", "`touch pwned`" },
		{ "$HOME", "$HOME" },
		{ "a_b^{c}", "a_b^{c}" },
		{ "<b>x</b>&amp;", "&lt;b>x&lt;/b>&amp;amp;" },
		{ "say \"it's\"", "say \"it's\"" },
		{ "two\nlines", "two?lines" },
		{ "EOD", ">EOD<" },
		{ "@macro", "@macro" },
		{ "%s%d%%n", "%s%d%%n" },
		{ "back\\slash\\n\\101", "back\\slash\\n\\101" },
		{ "{/Symbol a}", "{/Symbol a}" },
		{ "turn\xe2\x80\xaeround", "turn?round" },
		{ "esc\x1b[31m", "esc?[31m" },
		{ "bad\xff\xc3(", "bad\xef\xbf\xbd\xef\xbf\xbd(" },
		{ "a[b[1]]>c", "a[b[1]]\xe2\x80\x8b>c" },
		{ "none\xef\xbf\xbf", "none?" },
		{ "\xe6\x97\xa5\xe6\x9c\xac\xf0\x9f\x8e\x89",
		  "\xe6\x97\xa5\xe6\x9c\xac\xf0\x9f\x8e\x89" },
		{ "1234567", "1234567" },
	};
	struct calls *calls = fake_calls__mixed(ARRAY_LEN(names), 60, 1);
	struct run_info info = { .subtitle = "`touch pwned` $x {/Symbol a} <i> \\101" };
	char *figure, home[4096];

	(void)state;
	assert_non_null(getcwd(home, sizeof(home)));
	assert_int_equal(chdir(folder), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		fake_calls__name(calls, i, names[i].name);
	assert_int_equal(draw(calls, "figs", FIGURE_SVG, &info, NULL), 0);
	assert_int_equal(chdir(home), 0);
	figure = read_file("figs/execution_time_per_function.svg", NULL);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_says(figure, names[i].shown);
	assert_says(figure, "`touch pwned` $x {/Symbol a} &lt;i> \\101");
	free(figure);
	assert_false(exists("pwned"));
}

static void test_same_bytes_twice(void **state)
{
	static const char histogram[] = "hist_3_function_2_perf_duration";

	(void)state;
	for (int svg = 0; svg < 2; svg++) {
		const char *suffix = svg ? "svg" : "png";

		draw(fake_calls__mixed(4, 3000, 5), "0", svg, &no_info, NULL);
		draw(fake_calls__mixed(4, 3000, 5), "1", svg, &no_info, NULL);
		for (size_t i = 0; i < PLAIN; i++)
			assert_same(plain[i], suffix);
		assert_same(histogram, suffix);
	}
}

/* What stood in a file before must not show through, be it longer. */
static void test_over_older_figures(void **state)
{
	static char old[500001];

	(void)state;
	memset(old, 'x', sizeof(old) - 1);
	assert_int_equal(mkdir(path_of("1"), 0700), 0);
	write_file("1/rss_over_time.svg", old);
	draw(fake_calls__mixed(2, 30, 5), "0", FIGURE_SVG, &no_info, NULL);
	draw(fake_calls__mixed(2, 30, 5), "1", FIGURE_SVG, &no_info, NULL);
	assert_same("rss_over_time", "svg");
}

static void test_few_and_many_functions(void **state)
{
	(void)state;
	draw_all(fake_calls__mixed(1, 1, 1), PLAIN + 1);
	remove_folder_fixture(NULL);
	draw_all(fake_calls__mixed(2, 3, 1), PLAIN + 2);
	remove_folder_fixture(NULL);
	draw_all(fake_calls__mixed(12, 6000, 1), PLAIN + 12);
	assert_figure_says("top10_functions_by_total_time", "Top 10 of 12 functions");
	assert_figure_says("function_calls_over_time", "Mean duration");
	remove_folder_fixture(NULL);
	draw_all(fake_calls__mixed(200, 1000, 1), PLAIN + 50);
	assert_figure_says("execution_time_per_function", "Top 40 of 200 functions");
	assert_figure_says("function_calls_over_time", "Dot: a call");
}

static void test_odd_durations(void **state)
{
	static const double odd[] = { 0, -1, 1e300, INFINITY, -1e300, 1e-300 };

	(void)state;
	draw_all(fake_calls__new(0, 0), PLAIN);
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct calls *calls = fake_calls__mixed(2, 20, 1);

		for (size_t k = 0; k < calls->count; k += 1 + i % 2)
			calls->items[k].duration_s = odd[i];
		remove_folder_fixture(NULL);
		draw_all(calls, PLAIN + 2);
	}
}

static void test_stamps_centuries_apart(void **state)
{
	struct calls *calls = fake_calls__mixed(2, 20, 1);

	(void)state;
	calls->items[0].start_ns = INT64_MIN;
	calls->items[19].start_ns = INT64_MAX;
	draw_all(calls, PLAIN + 2);
}

static void test_unknown_numbers(void **state)
{
	struct calls *calls = fake_calls__mixed(3, 20, 1);

	(void)state;
	for (size_t i = 0; i < calls->count; i++)
		fake_pymaap(&calls->items[i]);
	draw_all(calls, PLAIN + 3);
	assert_figure_says("cpu_by_function", "whole process");
	assert_figure_says("top10_functions_by_total_time", "function_2");

	calls = fake_calls__mixed(3, 20, 1);
	for (size_t i = 0; i < calls->count; i++) {
		struct call *call = &calls->items[i];

		fake_pymaap(call);
		call->start_rss = call->end_rss = BYTES_UNKNOWN;
		call->start_cpu = call->end_cpu = NAN;
	}
	draw_all(calls, PLAIN + 3);
	assert_figure_says("cpu_by_function", "No data");
	assert_figure_says("rss_over_time", "No data");
	assert_figure_says("memory_change_per_function_call", "No data");
}

static void test_processes(void **state)
{
	struct calls *calls = fake_calls__mixed(2, 2000, 1);

	(void)state;
	for (size_t i = 0; i < calls->count; i++)
		calls->items[i].pid = i < 100 ? 77 : (uint32_t)(1000 + i % 500);
	draw_all(calls, PLAIN + 2);
	assert_figure_says("rss_over_time", "pid 77");
	assert_figure_says("rss_over_time", "The 6 processes with the most calls");
}

static void test_missing_calls_are_told(void **state)
{
	struct run_info info = { .lost = 1234,
				 .unfinished = 2,
				 .straddling = 3,
				 .cut = true,
				 .calls_expected = 100,
				 .calls_in_log = 80 };

	(void)state;
	assert_int_equal(draw(fake_calls__mixed(1, 5, 1), "figs", FIGURE_SVG, &info, NULL), 0);
	assert_figure_says("function_calls_over_time",
			   "Not shown: 1,234 lost while recording, 2 unfinished, "
			   "3 across an edge of the window; 80 of 100 calls in the log, the "
			   "others were rotated away");
}

static void test_rotated_lines_are_told(void **state)
{
	struct run_info info = { .cut = true };

	(void)state;
	draw(fake_calls__mixed(1, 5, 1), "figs", FIGURE_SVG, &info, NULL);
	assert_figure_says("cpu_by_function", ">The first lines have rotated away<");

	info = (struct run_info){ .calls_expected = 100, .calls_in_log = 80, .cut = true };
	draw(fake_calls__mixed(1, 5, 1), "figs", FIGURE_SVG, &info, NULL);
	assert_figure_says("cpu_by_function", "80 of 100 calls in the log");

	/* The rows stand in: all are shown. */
	info.rows_serve = true;
	draw(fake_calls__mixed(1, 5, 1), "figs", FIGURE_SVG, &info, NULL);
	assert_figure_lacks("cpu_by_function", "in the log");
	assert_figure_lacks("cpu_by_function", "rotated");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_names_of_files),
		in_folder(test_names_are_text),
		in_folder(test_same_bytes_twice),
		in_folder(test_over_older_figures),
		in_folder(test_few_and_many_functions),
		in_folder(test_odd_durations),
		in_folder(test_stamps_centuries_apart),
		in_folder(test_unknown_numbers),
		in_folder(test_processes),
		in_folder(test_missing_calls_are_told),
		in_folder(test_rotated_lines_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
