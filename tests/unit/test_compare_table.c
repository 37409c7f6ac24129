/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The comparison as a table for terminals of any width. */
#include <math.h>

#include "../../analysis/compare/compare.h"
#include "../../analysis/compare/text.h"
#include "compared_runs.h"
#include "support.h"

#define HOSTILE "</script>\"x\",\n\xff%s\x1b[2J"

static const struct plan plans[] = {
	{ "same", 50, 50, 1 },	   { "slower", 60, 60, 1.5 },	   { "much slower", 60, 80, 3 },
	{ "faster", 60, 60, 0.6 }, { "much faster", 60, 60, 0.1 }, { "few", 6, 60, 4 },
	{ "few too", 1, 2, 100 },  { "gone", 30, 0, 1 },	   { "new", 0, 30, 1 },
	{ "new more", 0, 300, 1 }, { HOSTILE, 60, 60, 2 },
};

static struct runs runs;
static struct comparison comparison;

static int setup(void **state)
{
	(void)state;
	make_runs(&runs, plans, ARRAY_LEN(plans));
	return comparison__make(&runs.sets[0], &runs.sets[1], &comparison);
}

static int teardown(void **state)
{
	(void)state;
	comparison__free(&comparison);
	free_runs(&runs);
	return 0;
}

static size_t longest_line(const char *text, size_t len, size_t *lines)
{
	size_t longest = 0, width = 0;

	*lines = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = text[i];

		assert_true(c == '\n' || (c >= 0x20 && c != 0x7f));
		*lines += c == '\n';
		width = c == '\n' ? 0 : width + ((c & 0xc0) != 0x80);
		longest = width > longest ? width : longest;
	}
	return longest;
}

static char *print(const struct comparison *printed, size_t rows, size_t columns, size_t *len)
{
	char *text = NULL;
	FILE *file = open_memstream(&text, len);

	comparison__print(printed, file, rows, columns);
	fclose(file);
	return text;
}

/* Nothing but printable text in lines that fit. */
static void test_table(void **state)
{
	size_t len, lines;
	char *text = print(&comparison, 8, 100, &len);

	(void)state;
	assert_true(longest_line(text, len, &lines) <= 100);
	/* Heading of three and a blank one, titles, 8 functions under 4 verdicts, and what is left.
	 */
	assert_int_equal(lines, 4 + 1 + 8 + 4 + 1);
	assert_non_null(strstr(text, "3 slower, 2 faster, 1 no significant change, 2 too few"));
	assert_non_null(strstr(text, "and 3 more\n"));
	free(text);
}

/* What has no room is left out, the median's change and interval never. */
static void test_table_width(void **state)
{
	static const struct {
		size_t columns;
		const char *titles;
	} tables[] = {
		{ 40, " MEDIAN        95 % INTERVAL    TOTAL\n" },
		{ 60, " MEDIAN        95 % INTERVAL    TOTAL\n" },
		{ 80, " MEDIAN        95 % INTERVAL    TOTAL        95 % INTERVAL\n" },
		{ 100, "   MEDIAN       NOW   CHANGE        95 % INTERVAL    TOTAL        95 % "
		       "INTERVAL\n" },
		{ 120, " CALLS   NOW    MEDIAN       NOW   CHANGE        95 % INTERVAL    TOTAL"
		       "        95 % INTERVAL\n" },
		{ 250, " CALLS   NOW    MEDIAN       NOW   CHANGE        95 % INTERVAL     TOTAL"
		       "       NOW   CHANGE        95 % INTERVAL\n" },
	};
	char *narrowest = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		size_t len, lines, columns = tables[i].columns;
		char *text = print(&comparison, 20, columns, &len), interval[INTERVAL_BYTES];

		assert_true(longest_line(text, len, &lines) <= (columns < 60 ? 60 : columns));
		assert_non_null(strstr(text, tables[i].titles));
		interval_text(interval, &comparison.functions[0].median.change, true);
		assert_non_null(strstr(text, interval));
		interval_text(interval, &comparison.functions[0].total, true);
		assert_int_equal(!strstr(text, interval), columns < 80);
		if (i == 1)
			assert_string_equal(text, narrowest);
		free(narrowest);
		narrowest = text;
	}
	free(narrowest);
}

/* All lines fit, whatever the numbers. */
static void test_table_of_extremes(void **state)
{
	static const struct plan extremes[] = {
		{ "a function with a name that is longer than there is room", 60, 60, 123456 },
		{ "b", 60, 60, 1e-9 },
		{ "c", 60, 60, 9.99 },
		{ "d", 60, 60, 9876 },
		{ "zero", 60, 60, 1 },
	};
	struct runs made;
	struct comparison compared;

	(void)state;
	make_runs(&made, extremes, ARRAY_LEN(extremes));
	for (size_t i = 0; i < 60; i++)
		((double *)made.samples[0][4].sorted)[i] = 0;
	made.samples[0][4].sum = 0;
	assert_int_equal(comparison__make(&made.sets[0], &made.sets[1], &compared), 0);
	for (size_t columns = 60; columns < 160; columns++) {
		size_t len, lines;
		char *text = print(&compared, 20, columns, &len);

		if (longest_line(text, len, &lines) > columns)
			fail_msg("%s", text);
		assert_non_null(strstr(text, " from 0 "));
		free(text);
	}
	comparison__free(&compared);
	free_runs(&made);
}

static void test_texts(void **state)
{
	char text[64];
	const struct change change = { 12.34, -0.04, 25 }, huge = { 1e6, 5e5, 2e6 };
	const struct change unknown = { NAN, NAN, NAN }, wide = { 100, -50, 1e6 };
	const struct change near_0 = { 100, NAN, NAN };

	(void)state;
	seconds_text(text, 0.0012);
	assert_string_equal(text, "1.20 ms");
	seconds_text(text, 123456.78);
	assert_string_equal(text, "123457 s");
	seconds_text(text, -3e-9);
	assert_string_equal(text, "-3 ns");
	count_text(text, 999);
	assert_string_equal(text, "999");
	count_text(text, 12345);
	assert_string_equal(text, "12.3k");
	count_text(text, 999950);
	assert_string_equal(text, "1.0M");
	change_text(text, change.percent);
	assert_string_equal(text, "+12.3 %");
	change_text(text, -100);
	assert_string_equal(text, "-100.0 %");
	change_text(text, huge.percent);
	assert_string_equal(text, "\xc3\x97"
				  "1e+04");
	interval_text(text, &change, true);
	assert_string_equal(text, "0.0 to +25.0 %");
	interval_text(text, &huge, true);
	assert_string_equal(text, "\xc3\x97"
				  "5001 to \xc3\x97"
				  "2e+04");
	interval_text(text, &wide, true);
	assert_string_equal(text, "-50.0 % to \xc3\x97"
				  "1e+04");
	interval_text(text, &unknown, true);
	assert_string_equal(text, "-");
	interval_text(text, &near_0, true);
	assert_string_equal(text, "near 0");
	interval_text(text, &near_0, false);
	assert_string_equal(text, "-");
	change_from_text(text, &unknown, 0);
	assert_string_equal(text, "from 0");
	change_from_text(text, &unknown, -1);
	assert_string_equal(text, "from <0");
	/* Of a function that is new. */
	change_from_text(text, &unknown, NAN);
	assert_string_equal(text, "-");
	change_from_text(text, &change, 1);
	assert_string_equal(text, "+12.3 %");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_table, setup, teardown),
		cmocka_unit_test_setup_teardown(test_table_width, setup, teardown),
		cmocka_unit_test(test_table_of_extremes),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
