/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How long the calls of each function took. */
#include "draw.h"

#include <math.h>
#include <stdio.h>

#include "frame.h"
#include "layout.h"
#include "palette.h"

#define FEW_CALLS 10 /* of so many a box says less than the calls themselves */
#define DOT_PX	  2  /* dots so close are one dot */

struct range {
	double low, high;
	double low_positive; /* INFINITY: none is */
};

static struct range range_of(const struct figure_data *data)
{
	struct range range = { INFINITY, -INFINITY, INFINITY };

	for (size_t i = 0; i < data->row_count; i++) {
		const struct function_stats *stats = data->rows[i].stats;

		range.low_positive = fmin(range.low_positive, data__low_positive(stats));
		range.low = fmin(range.low, stats->min);
		range.high = fmax(range.high, stats->max);
	}
	return range;
}

/* The calls first..end-1 of the ascending ones, as many dots as there are places for. */
static void draw_dots(struct picture *picture, const struct scale *scale, double y,
		      const double *sorted, size_t first, size_t end, uint32_t colour)
{
	double last = -INFINITY;

	for (size_t i = first; i < end; i++) {
		double x = scale__at(scale, sorted[i]);

		if (x - last < DOT_PX)
			continue;
		picture__dot(picture, x, y, 2.5, colour);
		last = x;
	}
}

/* The outermost calls from the 1st to the 99th percentile: a percentile itself may lie far from
 * any call. */
struct whiskers {
	size_t first, last; /* of the ascending calls */
};

static struct whiskers whiskers_of(const struct function_stats *stats)
{
	return (struct whiskers){ (size_t)ceil(0.01 * (double)(stats->count - 1)),
				  (size_t)floor(0.99 * (double)(stats->count - 1)) };
}

static void draw_box(struct picture *picture, const struct scale *scale,
		     const struct function_stats *stats, const struct whiskers *whiskers, double y,
		     double half)
{
	double low = scale__at(scale, stats->sorted[whiskers->first]);
	double high = scale__at(scale, stats->sorted[whiskers->last]);
	double p25 = scale__at(scale, quantile(stats->sorted, stats->count, 0.25));
	double p75 = scale__at(scale, quantile(stats->sorted, stats->count, 0.75));

	picture__rect(picture, low, y, high, y + 1, BLUE);
	picture__rect(picture, low, y - half / 2, low + 1, y + half / 2 + 1, BLUE);
	picture__rect(picture, high, y - half / 2, high + 1, y + half / 2 + 1, BLUE);
	picture__rect(picture, p25, y - half, p75, y + half + 1, SKY);
}

static void draw_row(struct picture *picture, const struct scale *scale,
		     const struct function_stats *stats, double y, double half)
{
	struct whiskers whiskers = whiskers_of(stats);
	double p50 = scale__at(scale, stats->p50);

	if (stats->count > FEW_CALLS) {
		draw_box(picture, scale, stats, &whiskers, y, half);
		draw_dots(picture, scale, y + 0.5, stats->sorted, 0, whiskers.first,
			  TRANSLUCENT(BLUE, 0x60));
		draw_dots(picture, scale, y + 0.5, stats->sorted, whiskers.last + 1, stats->count,
			  TRANSLUCENT(BLUE, 0x60));
	} else {
		draw_dots(picture, scale, y + 0.5, stats->sorted, 0, stats->count,
			  TRANSLUCENT(BLUE, 0x40));
	}
	picture__rect(picture, p50 - 1, y - half, p50 + 1, y + half + 1, INK);
}

static void draw_cells(struct picture *picture, const struct frame_rows *rows, size_t row,
		       const struct function_stats *stats)
{
	char text[QUANTITY_BYTES];

	quantity__text(text, QUANTITY_COUNT, stats->count);
	frame__cell(picture, rows, row, 0, text);
	quantity__text(text, QUANTITY_TIME, stats->p50);
	frame__cell(picture, rows, row, 1, text);
	quantity__text(text, QUANTITY_TIME, stats->p99);
	frame__cell(picture, rows, row, 2, text);
}

void draw_execution_time(struct picture *picture, const struct figure_data *data)
{
	static const char *const cells[] = { "calls", "median", "p99" };
	int y = frame__begin(picture, data, "Execution time per function");
	struct frame_rows rows = frame__rows(picture, data, y, data->row_count, cells, 3);
	struct range range = range_of(data);
	bool log = scale__wants_log(range.low_positive, range.high);
	struct scale scale =
		log ? scale__log(range.low_positive, range.high, rows.left, rows.right)
		    : scale__linear(fmin(range.low, 0), fmax(range.high, 0), rows.left, rows.right);
	char top[80];
	const char *notes[] = {
		"Box: middle half of the calls, black: median, whiskers: calls from the 1st to the "
		"99th percentile, dots: the calls beyond.",
		"A function with 10 calls or fewer has no box: every call is a dot.",
		log && range.low <= 0 ? "Calls of 0 or less stand at the left edge: the scale is "
					"logarithmic."
				      : NULL,
		top,
	};

	frame__bottom_axis(picture, &scale, QUANTITY_TIME, rows.top, rows.bottom,
			   log ? "Execution time of a call (logarithmic scale)"
			       : "Execution time of a call");
	for (size_t i = 0; i < rows.count; i++) {
		draw_row(picture, &scale, data->rows[i].stats, floor(frame__row_y(&rows, i)),
			 fmin(rows.pitch * 0.3, 9));
		draw_cells(picture, &rows, i, data->rows[i].stats);
	}
	frame__rows_note(data, rows.count, top, sizeof(top));
	frame__end(picture, data, rows.bottom + AXIS_PX, notes, 4);
}
