/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the figures draw, and where, before gnuplot has it. */
#include <math.h>

#include "../../analysis/aggregate.h"
#include "../../analysis/figures/draw.h"
#include "../../analysis/figures/layout.h"
#include "../../analysis/figures/palette.h"
#include "../../analysis/figures/scale.h"
#include "support.h"
#include "fake_calls.h"

#define SHAPES_MAX 20000

struct shape {
	bool dot;
	double left, top, right, bottom; /* of a dot: its middle, twice */
	uint32_t colour;
};

/* A figure of made-up calls, open until the next. */
static struct {
	struct calls *calls;
	struct aggregate aggregate;
	struct figure_input input;
	struct figure_data data;
	struct picture picture;
	char *texts;
	struct shape shapes[SHAPES_MAX];
	size_t count;
} figure;

static const struct run_info no_info;

static void parse_line(const char *line)
{
	struct shape *shape = &figure.shapes[figure.count];
	double n[5];
	int numbers = sscanf(line, "%lf %lf %lf %lf %lf", &n[0], &n[1], &n[2], &n[3], &n[4]);

	if (numbers < 4)
		return;
	assert_true(figure.count < SHAPES_MAX);
	*shape = (struct shape){ numbers == 4, n[0], n[1], n[2], n[3], (uint32_t)n[4] };
	if (shape->dot)
		*shape = (struct shape){ true, n[0], n[1], n[0], n[1], (uint32_t)n[3] };
	figure.count++;
}

static void parse_picture(void)
{
	char *data = strndup(figure.picture.data.bytes, figure.picture.data.len), *rest = data;

	figure.texts = strndup(figure.picture.texts.bytes, figure.picture.texts.len);
	figure.count = 0;
	for (char *line; (line = strsep(&rest, "\n"));)
		parse_line(line);
	free(data);
}

static void collect(struct calls *calls, const struct run_info *info)
{
	figure.calls = calls;
	assert_int_equal(aggregate__make(calls, AGGREGATE_DURATION, &figure.aggregate), 0);
	figure.input = (struct figure_input){ calls, &figure.aggregate, info };
	assert_int_equal(data__collect(&figure.data, &figure.input, FIGURE_SVG), 0);
}

static void draw(void (*how)(struct picture *picture, const struct figure_data *data))
{
	how(&figure.picture, &figure.data);
	parse_picture();
}

static void finish(void)
{
	free(figure.texts);
	picture__free(&figure.picture);
	data__free(&figure.data);
	aggregate__free(&figure.aggregate);
	fake_calls__free(figure.calls);
}

/* 50 ms and a little more each, the last one 4 s. */
static struct calls *one_slow_call(size_t count)
{
	struct calls *calls = fake_calls__new(1, count);

	for (size_t i = 0; i < count; i++)
		fake_calls__add(calls, fake_call(0, (double)i,
						 i + 1 < count ? 0.05 + 0.001 * (double)i : 4));
	return calls;
}

static struct scale box_plot_scale(double low, double high)
{
	return scale__log(low, high, layout__left(figure.data.label_columns), layout__right(3));
}

static size_t dots_at(double x)
{
	size_t count = 0;

	for (size_t i = 0; i < figure.count; i++)
		count += figure.shapes[i].dot && fabs(figure.shapes[i].left - x) < 0.1;
	return count;
}

static size_t dots(void)
{
	size_t count = 0;

	for (size_t i = 0; i < figure.count; i++)
		count += figure.shapes[i].dot;
	return count;
}

/* Where the whiskers of the one row end. */
static void assert_whiskers(double from, double to)
{
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < figure.count; i++) {
		const struct shape *shape = &figure.shapes[i];

		if (shape->dot || shape->colour != BLUE || shape->right - shape->left > 1)
			continue;
		low = fmin(low, shape->left);
		high = fmax(high, shape->left);
	}
	assert_float_equal(low, round(from), 0.1);
	assert_float_equal(high, round(to), 0.1);
}

static void test_slowest_call_has_a_dot(void **state)
{
	static const size_t counts[] = { 11, 60, 99, 100, 101, 250 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		size_t beyond = counts[i] <= 101 ? 1 : 3;
		struct scale scale;

		collect(one_slow_call(counts[i]), &no_info);
		draw(draw_execution_time);
		scale = box_plot_scale(0.05, 4);
		assert_int_equal(dots_at(scale__at(&scale, 4)), 1);
		assert_int_equal(dots_at(scale__at(&scale, 0.05)), 1);
		assert_whiskers(scale__at(&scale, 0.05 + 0.001 * (double)beyond),
				scale__at(&scale, 0.05 + 0.001 * (double)(counts[i] - 1 - beyond)));
		finish();
	}
}

static void test_few_calls_are_dots(void **state)
{
	(void)state;
	collect(one_slow_call(10), &no_info);
	draw(draw_execution_time);
	assert_int_equal(dots(), 10);
	finish();
}

static void assert_histogram_is_log(struct calls *calls, bool is_log)
{
	collect(calls, &no_info);
	draw_histogram(&figure.picture, &figure.data, &figure.aggregate.functions[0]);
	parse_picture();
	assert_int_equal(strstr(figure.texts, "logarithmic") != NULL, is_log);
	finish();
}

/* `short_ones` of 50 to 90 us, then some up to `longest_s`. */
static struct calls *with_tail(size_t short_ones, size_t long_ones, double longest_s)
{
	struct calls *calls = fake_calls__new(1, short_ones + long_ones);

	for (size_t i = 0; i < short_ones; i++)
		fake_calls__add(calls, fake_call(0, 0.01 * (double)i,
						 50e-6 + 40e-6 * (double)i / (double)short_ones));
	for (size_t i = 1; i <= long_ones; i++)
		fake_calls__add(calls, fake_call(0, 10 + 0.01 * (double)i,
						 longest_s * (double)i / (double)long_ones));
	return calls;
}

static void test_histogram_by_shape(void **state)
{
	(void)state;
	assert_histogram_is_log(with_tail(286, 12, 1.9e-3), true);
	/* Spread evenly, however far. */
	assert_histogram_is_log(with_tail(2, 40, 1.9e-3), false);
	/* Nothing is far from the others. */
	assert_histogram_is_log(with_tail(300, 1, 0.2e-3), false);
	/* By range alone. */
	assert_histogram_is_log(with_tail(100, 100, 10e-3), true);
}

/* The left edge of the bar of open calls in a row of the timeline, INFINITY without one; to the
 * right it goes to the end of the time. */
static double open_bar(size_t row)
{
	const struct figure_data *data = &figure.data;
	size_t rows = data->row_count + data->open_rows, cells = data__timeline_cells(data);
	int pitch = rows < 9 ? 48 : rows > 19 ? 22 : 430 / (int)rows;
	double middle = 50 + 26 + 24 + pitch * ((double)row + 0.5); /* without a subtitle */
	double right =
		layout__left(data->label_columns) + TIMELINE_PX * (double)data->timeline.columns;

	assert_int_equal(data->timeline.columns,
			 layout__timeline_columns(data->label_columns, cells));
	for (size_t i = 0; i < figure.count; i++) {
		const struct shape *shape = &figure.shapes[i];

		if (shape->dot || shape->colour != UNENDED || shape->top > middle ||
		    shape->bottom < middle)
			continue;
		assert_float_equal(shape->right, right, 1);
		return shape->left;
	}
	return INFINITY;
}

static double time_x(double share)
{
	return layout__left(figure.data.label_columns) +
	       share * TIMELINE_PX * (double)figure.data.timeline.columns;
}

static void assert_text(const char *text)
{
	assert_non_null(strstr(figure.texts, text));
}

static void test_function_that_hangs_has_a_row(void **state)
{
	struct calls *calls = fake_calls__mixed(2, 20, 1);

	(void)state;
	calls->items[0].start_ns = FAKE_START_NS;
	fake_calls__add_open(calls, "hangs", 5, 5);
	collect(calls, &no_info);
	draw(draw_calls_over_time);
	assert_int_equal(figure.data.row_count, 2);
	assert_int_equal(figure.data.open_rows, 1);
	assert_float_equal(figure.data.span_s, 10, 1e-6);
	assert_true(isinf(open_bar(0)));
	assert_float_equal(open_bar(2), time_x(0.5), 1);
	assert_text("\"hangs\"");
	assert_text("still open when the recording ended");

	/* Of other figures it is no part: nothing is known of its calls. */
	free(figure.texts);
	picture__free(&figure.picture);
	draw(draw_execution_time);
	assert_null(strstr(figure.texts, "\"hangs\""));
	finish();
}

/* Functions beyond the rows of a figure among them, with the calls that did end. */
static void test_open_calls_of_known_functions(void **state)
{
	struct calls *calls = fake_calls__mixed(60, 200, 10);

	(void)state;
	calls->items[0].start_ns = FAKE_START_NS;
	collect(calls, &no_info);
	assert_int_equal(figure.data.timeline.call_count, figure.data.calls_shown);
	assert_int_equal(data__timeline_cells(&figure.data), 2);
	fake_calls__add_open(calls, figure.data.rows[3].name, 2, 8);
	fake_calls__add_open(calls, figure.aggregate.functions[59].name, 4, 6);
	fake_calls__add_open(calls, figure.aggregate.functions[59].name, 8, 2);
	data__free(&figure.data);
	assert_int_equal(data__collect(&figure.data, &figure.input, FIGURE_SVG), 0);
	draw(draw_calls_over_time);
	assert_int_equal(figure.data.open_rows, 1);
	assert_ptr_equal(figure.data.rows[40].stats, &figure.aggregate.functions[59]);
	assert_int_equal(figure.data.timeline.call_count, figure.data.calls_shown);
	assert_int_equal(figure.data.timeline.open[40].count, 2);
	assert_float_equal(open_bar(3), time_x(0.2), 2);
	assert_float_equal(open_bar(40), time_x(0.4), 2);
	finish();
}

/* What no row is left for is told. */
static void test_many_functions_that_hang(void **state)
{
	struct run_info info = { .unfinished = OPEN_ROWS_MAX + 7 };
	struct calls *calls = fake_calls__mixed(2, 6000, 10);
	char names[OPEN_ROWS_MAX + 7][16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(names[i], sizeof(names[i]), "hangs%c", (char)('A' + i));
		fake_calls__add_open(calls, names[i], 1, 9);
	}
	collect(calls, &info);
	draw(draw_calls_over_time);
	assert_false(figure.data.timeline.few);
	assert_int_equal(figure.data.open_rows, OPEN_ROWS_MAX);
	assert_true(isfinite(open_bar(1 + OPEN_ROWS_MAX)));
	assert_text("Not shown\\072 \\067 unfinished");
	finish();
}

static void test_nothing_but_open_calls(void **state)
{
	struct run_info info = { .unfinished = 2 };
	struct calls *calls = fake_calls__new(0, 0);

	(void)state;
	fake_calls__add_open(calls, "hangs", 100, 20);
	fake_calls__add_open(calls, "", 115, 5);
	collect(calls, &info);
	draw(draw_calls_over_time);
	assert_int_equal(figure.data.start_ns, calls->open[0].call.start_ns);
	assert_float_equal(figure.data.span_s, 20, 1e-6);
	assert_float_equal(open_bar(0), time_x(0), 1);
	assert_float_equal(open_bar(1), time_x(0.75), 1);
	assert_text("no name");
	assert_null(strstr(figure.texts, "Not shown"));
	finish();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slowest_call_has_a_dot),
		cmocka_unit_test(test_few_calls_are_dots),
		cmocka_unit_test(test_histogram_by_shape),
		cmocka_unit_test(test_function_that_hangs_has_a_row),
		cmocka_unit_test(test_open_calls_of_known_functions),
		cmocka_unit_test(test_many_functions_that_hang),
		cmocka_unit_test(test_nothing_but_open_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
