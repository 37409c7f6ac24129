/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <math.h>

#include "../../analysis/figures/label.h"
#include "../../analysis/figures/palette.h"
#include "../../analysis/figures/quantity.h"
#include "../../analysis/figures/rss_data.h"
#include "../../analysis/figures/scale.h"
#include "../../analysis/figures/spread.h"
#include "../../analysis/figures/timeline_data.h"
#include "support.h"

static void assert_label(const char *text, size_t columns, const char *label, size_t width)
{
	char made[LABEL_BYTES(64)];

	assert_int_equal(label__make(made, text, columns), width);
	assert_string_equal(made, label);
}

static void test_labels(void **state)
{
	(void)state;
	assert_label("name", 10, "name", 4);
	assert_label("0123456789", 10, "0123456789", 10);
	assert_label("0123456789a", 10,
		     "01234\xe2\x80\xa6"
		     "789a",
		     10);
	assert_label("a\tb\xff", 10, "a?b\xef\xbf\xbd", 4);
	/* Wide characters take two columns; half of one is not shown. */
	assert_label("\xe6\x97\xa5\xe6\x9c\xac", 4, "\xe6\x97\xa5\xe6\x9c\xac", 4);
	assert_label("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 5,
		     "\xe6\x97\xa5\xe2\x80\xa6\xe8\xaa\x9e", 5);
	assert_label("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 4, "\xe6\x97\xa5\xe2\x80\xa6", 3);
	assert_label("", 10, "", 0);
}

/* Any bytes at all, at every width: the label fits. */
static void test_labels_fit(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[100], label[LABEL_BYTES(64)];
		size_t len = i % 99, columns = 1 + i % 60;

		for (size_t k = 0; k < len; k++) {
			seed = seed * 1103515245 + 12345;
			text[k] = (char)(1 + (seed >> 16) % 255);
		}
		text[len] = '\0';
		memset(label, '#', sizeof(label));
		assert_true(label__make(label, text, columns) <= columns);
		assert_true(strlen(label) < LABEL_BYTES(columns));
	}
}

static void assert_file_name(const char *name, const char *part)
{
	char made[FILE_NAME_BYTES + 1];

	label__file_name(made, name);
	assert_string_equal(made, part);
}

static void test_file_names(void **state)
{
	char longest[201];

	(void)state;
	assert_file_name("azAZ09._-", "azAZ09._-");
	assert_file_name("a b:c/d\\e", "a_b_c_d_e");
	assert_file_name("\xc3\xa9t\xc3\xa9", "_t_"); /* a character, not each of its bytes */
	assert_file_name("\xff", "_");
	memset(longest, 'x', 200);
	longest[200] = '\0';
	assert_file_name(longest, longest + 200 - FILE_NAME_BYTES);
}

static void assert_quantity(enum quantity quantity, double value, const char *expected)
{
	char text[QUANTITY_BYTES];

	quantity__text(text, quantity, value);
	assert_string_equal(text, expected);
}

static void test_quantities(void **state)
{
	char text[QUANTITY_BYTES];

	(void)state;
	assert_quantity(QUANTITY_TIME, 0, "0 s");
	assert_quantity(QUANTITY_TIME, 12e-9, "12.0 ns");
	assert_quantity(QUANTITY_TIME, 999.9e-9, "1.00 µs");
	assert_quantity(QUANTITY_TIME, 1.5e-3, "1.50 ms");
	assert_quantity(QUANTITY_TIME, -1.5e-3, "-1.50 ms");
	assert_quantity(QUANTITY_TIME, 0.99999, "1.00 s");
	assert_quantity(QUANTITY_TIME, 119, "119 s");
	assert_quantity(QUANTITY_TIME, 150, "2.50 min");
	assert_quantity(QUANTITY_TIME, 7200, "2.00 h");
	assert_quantity(QUANTITY_TIME, NAN, "\xe2\x80\x93");
	assert_quantity(QUANTITY_TIME, INFINITY, "\xe2\x80\x93");
	assert_quantity(QUANTITY_MB, 0.004096, "4.10 kB");
	assert_quantity(QUANTITY_MB, -12.34, "-12.3 MB");
	assert_quantity(QUANTITY_MB, 1234, "1.23 GB");
	assert_quantity(QUANTITY_PERCENT, 35.21, "35.2 %");
	assert_quantity(QUANTITY_TIME, 86400 * 400, "400 d");
	assert_quantity(QUANTITY_TIME, 1e12, "31688 y");
	assert_quantity(QUANTITY_MB, (double)INT64_MAX / 1e6, "9.22 EB");
	assert_quantity(QUANTITY_MB, -1e300, "-1.0e+288 EB");
	assert_quantity(QUANTITY_PERCENT, 1e300, "1.0e+300 %");
	assert_quantity(QUANTITY_COUNT, 0, "0");
	assert_quantity(QUANTITY_COUNT, 999, "999");
	assert_quantity(QUANTITY_COUNT, 1234567, "1,234,567");
	assert_quantity(QUANTITY_COUNT, -1234, "-1,234");
	quantity__signed(text, QUANTITY_MB, 2);
	assert_string_equal(text, "+2.00 MB");
	quantity__signed(text, QUANTITY_MB, -2);
	assert_string_equal(text, "-2.00 MB");
	quantity__signed(text, QUANTITY_MB, 0);
	assert_string_equal(text, "0 MB");
}

/* A column of numbers has room for so many characters. */
static void test_any_quantity_fits(void **state)
{
	(void)state;
	for (int power = -307; power <= 308; power++) {
		for (int quantity = QUANTITY_TIME; quantity <= QUANTITY_PERCENT; quantity++) {
			char text[QUANTITY_BYTES];

			quantity__signed(text, quantity, 9.9949 * pow(10, power - 1));
			assert_true(strlen(text) <= 12 + (strstr(text, "µ") != NULL));
			quantity__signed(text, quantity, -9.9951 * pow(10, power - 1));
			assert_true(strlen(text) <= 12 + (strstr(text, "µ") != NULL));
		}
	}
}

/* Marks of an axis have as much room. */
static void test_any_tick_fits(void **state)
{
	(void)state;
	for (int power = -15; power <= 308; power++) {
		for (int quantity = QUANTITY_TIME; quantity <= QUANTITY_PERCENT; quantity++) {
			struct scale scale =
				scale__linear(-pow(10, power), 3 * pow(10, power), 0, 1000);
			struct tick ticks[TICKS_MAX];
			size_t count = scale__ticks(&scale, quantity, 72, ticks);

			assert_true(count > 1);
			for (size_t i = 0; i < count; i++)
				assert_true(strlen(ticks[i].text) <= 10);
		}
	}
}

static void test_linear_scale(void **state)
{
	struct scale scale = scale__linear(0, 10, 100, 203);
	struct tick ticks[TICKS_MAX];
	size_t count;

	(void)state;
	assert_float_equal(scale__at(&scale, 0), 100, 1e-9);
	assert_float_equal(scale__at(&scale, 10), 200, 1e-9);
	assert_float_equal(scale__at(&scale, -5), 100, 1e-9);
	assert_float_equal(scale__at(&scale, 99), 203, 1e-9);
	assert_float_equal(scale__at(&scale, NAN), 100, 1e-9);
	count = scale__ticks(&scale, QUANTITY_TIME, 25, ticks);
	assert_int_equal(count, 5);
	assert_string_equal(ticks[0].text, "0 s");
	assert_string_equal(ticks[1].text, "2.5 s");
	assert_float_equal(ticks[4].value, 10, 1e-9);

	/* A count has no halves. */
	count = scale__ticks(&scale, QUANTITY_COUNT, 25, ticks);
	assert_int_equal(count, 3);
	assert_string_equal(ticks[1].text, "5");

	scale = scale__linear(0.003, 0.003, 0, 100);
	assert_float_equal(scale__at(&scale, 0.003), 50, 3);
	scale = scale__linear(NAN, NAN, 0, 100);
	assert_true(scale.low < scale.high);
	scale = scale__linear(-INFINITY, INFINITY, 0, 100);
	assert_float_equal(scale__at(&scale, 0), 50, 1e-6);
	assert_true(scale__ticks(&scale, QUANTITY_TIME, 20, ticks) <= TICKS_MAX);
}

static void test_log_scale(void **state)
{
	struct scale scale = scale__log(1e-6, 1, 0, 1060);
	struct tick ticks[TICKS_MAX];
	size_t count = scale__ticks(&scale, QUANTITY_TIME, 80, ticks);

	(void)state;
	assert_int_equal(count, 7);
	assert_string_equal(ticks[0].text, "1 µs");
	assert_string_equal(ticks[3].text, "1 ms");
	assert_string_equal(ticks[6].text, "1 s");
	assert_float_equal(scale__at(&scale, 1e-3), 530, 1);
	assert_float_equal(scale__at(&scale, 0), 0, 1e-9);
	assert_float_equal(scale__at(&scale, -1), 0, 1e-9);

	/* Narrow: 1, 2, 5; wide: not every decade. */
	scale = scale__log(1, 10, 0, 1000);
	assert_int_equal(scale__ticks(&scale, QUANTITY_TIME, 80, ticks), 4);
	scale = scale__log(1e-9, 1e3, 0, 500);
	assert_int_equal(scale__ticks(&scale, QUANTITY_TIME, 80, ticks), 5);
	scale = scale__log(5e-324, INFINITY, 0, 500);
	assert_true(scale__ticks(&scale, QUANTITY_TIME, 80, ticks) <= TICKS_MAX);

	assert_true(scale__wants_log(1, 100));
	assert_false(scale__wants_log(1, 10));
	assert_false(scale__wants_log(0, 100));
	assert_false(scale__wants_log(INFINITY, 0));
}

/* So many that the most are not kept. */
static void test_spread(void **state)
{
	struct spread spread = { 0 };

	(void)state;
	for (int i = 0; i <= 100000; i++) {
		assert_int_equal(spread__add(&spread, i), 0);
		assert_int_equal(spread__add(&spread, NAN), 0);
	}
	spread__finish(&spread);
	assert_int_equal(spread.count, 100001);
	assert_float_equal(spread__mean(&spread), 50000, 1e-6);
	assert_float_equal(spread.min, 0, 0);
	assert_float_equal(spread.max, 100000, 0);
	assert_float_equal(spread.p5, 5000, 20);
	assert_float_equal(spread.p50, 50000, 20);
	assert_float_equal(spread.p95, 95000, 20);
	assert_true(spread.room <= 16384);
	spread__free(&spread);
}

static void test_timeline_columns(void **state)
{
	struct timeline_data data = { .few = false };
	const struct timeline_call calls[] = {
		{ .start_s = 0, .end_s = 0.5, .duration_s = 0.5, .row = 0 },
		{ .start_s = 0.9, .end_s = 4.5, .duration_s = 3.6, .row = 1 },
		{ .start_s = 10, .end_s = 10, .duration_s = -1, .row = 1 },
	};

	(void)state;
	assert_int_equal(timeline_data__init(&data, 3, 2, 10, 10), 0);
	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		timeline_data__add(&data, &calls[i]);
	timeline_data__finish(&data);
	assert_int_equal(data.cells[0].calls, 1);
	assert_int_equal(data.cells[1].calls, 0);
	assert_int_equal(data.cells[10].calls, 1);
	assert_float_equal(data.cells[10].duration_s, 3.6, 1e-9);
	/* Open on the whole of columns 1 to 3 of the second row alone. */
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(data.cells[i].open, i >= 11 && i <= 13);
	assert_int_equal(data.cells[19].calls, 1);
	timeline_data__free(&data);
}

static void test_memory_columns(void **state)
{
	struct rss_data *data = calloc(1, sizeof(*data));

	(void)state;
	for (uint32_t i = 0; i < 300; i++)
		rss_data__see(data, i);
	rss_data__see(data, 200);
	assert_int_equal(data->others, 300 - RSS_PROCESSES_SEEN);
	assert_int_equal(rss_data__choose(data, 10, 10), 0);
	assert_int_equal(data->shown, SERIES_MAX);
	assert_int_equal(data->seen[0].pid, 200); /* the most calls */
	assert_int_equal(data->seen[1].pid, 0);	  /* then by first appearance */
	rss_data__add(data, 200, 3.2, 7);
	rss_data__add(data, 200, 3.9, 5);
	rss_data__add(data, 200, 3.1, 6);
	rss_data__add(data, 250, 3.5, 99); /* not shown */
	assert_false(data->seen[0].columns[2].known);
	assert_true(data->seen[0].columns[3].known);
	assert_float_equal(data->seen[0].columns[3].low, 5, 0);
	assert_float_equal(data->seen[0].columns[3].high, 7, 0);
	assert_float_equal(data->seen[0].columns[3].first, 6, 0);
	assert_float_equal(data->seen[0].columns[3].last, 5, 0);
	rss_data__free(data);
	free(data);
}

/* Rec. 709; what is longer is darker, in black and white too. */
static double luminance(uint32_t rgb)
{
	return 0.2126 * (rgb >> 16 & 0xff) + 0.7152 * (rgb >> 8 & 0xff) + 0.0722 * (rgb & 0xff);
}

static void test_colours_darken(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++)
		assert_true(luminance(palette__sequential(i / 100.0)) >
			    luminance(palette__sequential((i + 1) / 100.0)));
	assert_int_equal(palette__sequential(NAN), palette__sequential(0));
	assert_int_equal(palette__sequential(7), palette__sequential(1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_labels_fit),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_quantities),
		cmocka_unit_test(test_any_quantity_fits),
		cmocka_unit_test(test_any_tick_fits),
		cmocka_unit_test(test_linear_scale),
		cmocka_unit_test(test_log_scale),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_timeline_columns),
		cmocka_unit_test(test_memory_columns),
		cmocka_unit_test(test_colours_darken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
