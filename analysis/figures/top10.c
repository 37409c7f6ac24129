/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The functions that cost the most time in total. */
#include "draw.h"

#include <math.h>
#include <stdio.h>

#include "frame.h"
#include "layout.h"
#include "palette.h"

#define TOP 10

static void draw_cells(struct picture *picture, const struct frame_rows *rows, size_t row,
		       const struct function_stats *stats, double total)
{
	char text[QUANTITY_BYTES];

	quantity__text(text, QUANTITY_TIME, stats->sum);
	frame__cell(picture, rows, row, 0, text);
	quantity__text(text, QUANTITY_PERCENT, total > 0 ? 100 * stats->sum / total : NAN);
	frame__cell(picture, rows, row, 1, text);
	quantity__text(text, QUANTITY_COUNT, stats->count);
	frame__cell(picture, rows, row, 2, text);
	quantity__text(text, QUANTITY_TIME, stats->mean);
	frame__cell(picture, rows, row, 3, text);
}

static void draw_bar(struct picture *picture, const struct scale *scale,
		     const struct function_stats *stats, double y, double half)
{
	double zero = scale__at(scale, 0), sum = scale__at(scale, stats->sum);
	bool split = isfinite(stats->self_sum);

	picture__rect(picture, fmin(zero, sum), y - half, fmax(zero, sum), y + half,
		      split ? SKY : BLUE);
	if (split && stats->self_sum > 0)
		picture__rect(picture, zero, y - half,
			      scale__at(scale, fmin(stats->self_sum, stats->sum)), y + half, BLUE);
}

void draw_top10(struct picture *picture, const struct figure_data *data)
{
	static const char *const cells[] = { "total", "share", "calls", "mean" };
	size_t count = data->row_count < TOP ? data->row_count : TOP;
	int y = frame__begin(picture, data, "Top 10 functions by total time");
	struct frame_rows rows = frame__rows(picture, data, y, count, cells, 4);
	double low = 0, high = 0;
	struct scale scale;
	bool split = false;
	char top[80];
	const char *notes[] = { NULL,
				"Share: of the sum over all functions; a call within a "
				"call counts in both.",
				top };

	for (size_t i = 0; i < count; i++) {
		low = fmin(low, data->rows[i].stats->sum);
		high = fmax(high, data->rows[i].stats->sum);
		split |= isfinite(data->rows[i].stats->self_sum);
	}
	scale = scale__linear(low, high, rows.left, rows.right);
	frame__bottom_axis(picture, &scale, QUANTITY_TIME, rows.top, rows.bottom,
			   "Total time of all calls");
	for (size_t i = 0; i < count; i++) {
		draw_bar(picture, &scale, data->rows[i].stats, frame__row_y(&rows, i),
			 fmin(rows.pitch * 0.33, 12));
		draw_cells(picture, &rows, i, data->rows[i].stats, data->input->aggregate->total);
	}
	if (split)
		notes[0] = "Dark: in the function itself, light: in traced functions that it "
			   "called.";
	frame__rows_note(data, count, top, sizeof(top));
	frame__end(picture, data, rows.bottom + AXIS_PX, notes, 3);
}
