/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* When the functions were called and how long the calls took. */
#include "draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "frame.h"
#include "layout.h"
#include "palette.h"

#define LEGEND_PX    26
#define LEGEND_APART 96
#define OPEN	     0xb0b0b0u
#define UNENDED_HALF 9 /* of the height of the bar of calls without an end, at most */

struct view {
	struct picture *picture;
	const struct figure_data *data;
	struct frame_rows rows;
	struct scale time;
	struct scale shades; /* a duration's place from the shortest (0) to the longest (1) */
	double largest;	     /* radius of a dot */
};

static struct scale shades_of(const struct figure_data *data)
{
	double low = INFINITY, high = 0;

	for (size_t i = 0; i < data->row_count + data->open_rows; i++) {
		const struct function_stats *stats = data->rows[i].stats;

		low = stats ? fmin(low, data__low_positive(stats)) : low;
		high = stats ? fmax(high, stats->max) : high;
	}
	if (scale__wants_log(low, high))
		return scale__log(low, high, 0, 1);
	return scale__linear(0, high, 0, 1);
}

/* Where calls crowd a row, dots are smaller. */
static double largest_radius(const struct figure_data *data, const struct frame_rows *rows)
{
	double room = 1.5 * (rows->right - rows->left) / (double)(data->calls_in_row + 1);

	return fmin(rows->pitch / 2.0 - 2, fmax(3.5, fmin(room, 8)));
}

/* The area grows evenly. */
static double radius_of(const struct view *view, double shade)
{
	return sqrt(4 + shade * (view->largest * view->largest - 4));
}

static void draw_legend(const struct view *view, int y)
{
	bool few = view->data->timeline.few;
	struct scale wide = view->shades;
	struct tick ticks[TICKS_MAX];
	double x = MARGIN + (few ? 92 : 122);
	size_t count;

	wide.to = wide.log ? FIGURE_WIDTH - MARGIN - x - LEGEND_APART : 5 * LEGEND_APART;
	count = scale__ticks(&wide, QUANTITY_TIME, LEGEND_APART, ticks);
	picture__text(view->picture, MARGIN, y, ALIGN_LEFT, STYLE_SOFT, INK_SOFT,
		      few ? "Duration:" : "Mean duration:");
	for (size_t i = 0; i < count; i++) {
		double shade = scale__at(&view->shades, ticks[i].value);
		uint32_t colour = palette__sequential(shade);

		if (few)
			picture__dot(view->picture, x, y, radius_of(view, shade), colour);
		else
			picture__rect(view->picture, x - 6, y - 6, x + 6, y + 6, colour);
		picture__text(view->picture, x + 14, y, ALIGN_LEFT, STYLE_SOFT, INK_SOFT,
			      ticks[i].text);
		x += LEGEND_APART;
	}
}

/* The longest first: shorter ones are smaller and stay to be seen. */
static int by_size(const void *a, const void *b)
{
	const struct timeline_call *x = a, *y = b;

	if (x->duration_s != y->duration_s)
		return x->duration_s > y->duration_s ? -1 : 1;
	if (x->start_s != y->start_s)
		return x->start_s < y->start_s ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* From start to end; of a call shorter than its dot nothing could be seen. */
static void draw_extent(const struct view *view, const struct timeline_call *call)
{
	double shade = scale__at(&view->shades, call->duration_s);
	double start = scale__at(&view->time, call->start_s);
	double end = scale__at(&view->time, call->end_s);
	double y = floor(frame__row_y(&view->rows, call->row));

	if (end - start > radius_of(view, shade))
		picture__rect(view->picture, start, y - 1, end, y + 2, palette__sequential(shade));
}

static void draw_calls(const struct view *view)
{
	const struct timeline_data *timeline = &view->data->timeline;

	qsort(timeline->calls, timeline->call_count, sizeof(*timeline->calls), by_size);
	for (size_t i = 0; i < timeline->call_count; i++)
		draw_extent(view, &timeline->calls[i]);
	for (size_t i = 0; i < timeline->call_count; i++) {
		const struct timeline_call *call = &timeline->calls[i];
		double shade = scale__at(&view->shades, call->duration_s);

		picture__dot(view->picture, scale__at(&view->time, call->start_s),
			     floor(frame__row_y(&view->rows, call->row)) + 0.5,
			     radius_of(view, shade), TRANSLUCENT(palette__sequential(shade), 0x40));
	}
}

/* The most calls that start in one column of a row. */
static uint64_t busiest(const struct timeline_data *timeline, size_t row)
{
	const struct timeline_cell *cells = timeline->cells + row * timeline->columns;
	uint64_t most = 0;

	for (size_t i = 0; i < timeline->columns; i++) {
		if (cells[i].calls > most)
			most = cells[i].calls;
	}
	return most;
}

static double column_x(const struct view *view, size_t column)
{
	return view->rows.left + (double)column * TIMELINE_PX;
}

/* A line under each stretch of columns on whose whole width a call is open. */
static void draw_open(const struct view *view, size_t row, int base)
{
	const struct timeline_data *timeline = &view->data->timeline;
	const struct timeline_cell *cells = timeline->cells + row * timeline->columns;
	size_t from = 0;

	for (size_t i = 0; i <= timeline->columns; i++) {
		if (i < timeline->columns && cells[i].open)
			continue;
		if (i > from)
			picture__rect(view->picture, column_x(view, from), base, column_x(view, i),
				      base + 1, OPEN);
		from = i + 1;
	}
}

static void draw_density(const struct view *view, size_t row)
{
	const struct timeline_data *timeline = &view->data->timeline;
	const struct timeline_cell *cells = timeline->cells + row * timeline->columns;
	uint64_t most = busiest(timeline, row);
	int pitch = view->rows.pitch, base = view->rows.top + pitch * (int)(row + 1) - 3;

	draw_open(view, row, base);
	for (size_t i = 0; i < timeline->columns; i++) {
		double mean_s = cells[i].duration_s / cells[i].calls;

		if (cells[i].calls)
			picture__rect(view->picture, column_x(view, i),
				      base - (double)(pitch - 5) * cells[i].calls / most,
				      column_x(view, i + 1), base,
				      palette__sequential(scale__at(&view->shades, mean_s)));
	}
}

/* From the first start to the right edge, where it has no rim, with a line where each call starts.
 */
static void draw_unended(const struct view *view, size_t row)
{
	const struct timeline_data *timeline = &view->data->timeline;
	const bool *opens = timeline->opens + row * timeline->columns;
	double left = scale__at(&view->time, timeline->open[row].first_s), right = view->time.to;
	double middle = floor(frame__row_y(&view->rows, row));
	double half = fmin(view->rows.pitch / 2.0 - 3, UNENDED_HALF);
	double top = middle - half, bottom = middle + half + 1;

	if (!timeline->open[row].count)
		return;
	left = fmin(left, right - 3);
	picture__rect(view->picture, left, top, right, bottom, UNENDED);
	picture__rect(view->picture, left, top, right, top + 1, UNENDED_RIM);
	picture__rect(view->picture, left, bottom - 1, right, bottom, UNENDED_RIM);
	picture__rect(view->picture, left, top, left + 2, bottom, UNENDED_RIM);
	for (size_t i = 0; i < timeline->columns; i++) {
		if (opens[i] && column_x(view, i) >= left + 2)
			picture__rect(view->picture, column_x(view, i), top, column_x(view, i) + 1,
				      bottom, UNENDED_RIM);
	}
}

static void draw_cells(const struct view *view, size_t row)
{
	const struct timeline_data *timeline = &view->data->timeline;
	const struct function_stats *stats = view->data->rows[row].stats;
	char text[QUANTITY_BYTES];

	quantity__text(text, QUANTITY_COUNT, stats ? stats->count : 0);
	frame__cell(view->picture, &view->rows, row, 0, text);
	if (timeline->few)
		quantity__text(text, QUANTITY_TIME, stats ? stats->sum : NAN);
	else
		quantity__text(text, QUANTITY_COUNT, busiest(timeline, row));
	frame__cell(view->picture, &view->rows, row, 1, text);
	if (view->rows.cells < 3)
		return;
	quantity__text(text, QUANTITY_COUNT, timeline->open[row].count);
	frame__cell(view->picture, &view->rows, row, 2, text);
}

static void draw_rows(const struct view *view)
{
	for (size_t i = 0; i < view->rows.count; i++)
		draw_unended(view, i);
	for (size_t i = 0; i < view->rows.count; i++) {
		draw_cells(view, i);
		if (!view->data->timeline.few)
			draw_density(view, i);
	}
	if (view->data->timeline.few)
		draw_calls(view);
}

static void explain(const struct timeline_data *timeline, char *how, size_t room)
{
	char width[QUANTITY_BYTES];

	quantity__text(width, QUANTITY_TIME, timeline->span_s / timeline->columns);
	if (timeline->few)
		snprintf(how, room, "Dot: a call's start, line: until its end.");
	else
		snprintf(how, room,
			 "Bars: calls that start within %s; the highest of a row is its busiest "
			 "time. Grey line: a call is open.",
			 width);
}

static void explain_unended(const struct figure_data *data, char *note, size_t room)
{
	*note = '\0';
	if (data->timeline.open_count)
		snprintf(note, room,
			 "Grey bar: calls still open when the recording ended, with a line where "
			 "each starts.%s",
			 data->open_rows ? " The last rows are there for them." : "");
}

void draw_calls_over_time(struct picture *picture, const struct figure_data *data)
{
	const struct timeline_data *timeline = &data->timeline;
	const char *const cells[] = { "calls", timeline->few ? "total" : "busiest", "open" };
	struct view view = { .picture = picture, .data = data, .shades = shades_of(data) };
	int y = frame__begin(picture, data, "Function calls over time") + LEGEND_PX;
	char title[96], top[80], how[200], unended[256];
	const char *notes[] = { how, unended, top };

	view.rows =
		frame__rows(picture, data, y, timeline->rows, cells, data__timeline_cells(data));
	view.time = (struct scale){ 0, data->span_s, view.rows.left,
				    column_x(&view, timeline->columns), false };
	view.largest = largest_radius(data, &view.rows);
	draw_legend(&view, y - LEGEND_PX / 2 + 4);
	frame__time_title(data, title, sizeof(title));
	frame__bottom_axis(picture, &view.time, QUANTITY_TIME, view.rows.top, view.rows.bottom,
			   title);
	draw_rows(&view);
	explain(timeline, how, sizeof(how));
	explain_unended(data, unended, sizeof(unended));
	frame__rows_note(data, data->row_count, top, sizeof(top));
	frame__end_with_open(picture, data, view.rows.bottom + AXIS_PX, notes, 3,
			     timeline->open_count);
}
