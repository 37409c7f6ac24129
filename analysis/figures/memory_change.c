/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the process's memory did during the calls of each function. */
#include "draw.h"

#include <math.h>

#include "frame.h"
#include "layout.h"
#include "palette.h"

#define PANEL_GAP 48

static const char *const cells[] = { "mean", "total" };

static void draw_mean(struct picture *picture, const struct scale *scale,
		      const struct spread *memory, double y)
{
	picture__rect(picture, scale__at(scale, memory->p5), y - 2, scale__at(scale, memory->p95),
		      y + 3, SKY);
	picture__dot(picture, scale__at(scale, spread__mean(memory)) + 0.5, y + 0.5, 4.5, BLUE);
}

static void draw_total(struct picture *picture, const struct scale *scale,
		       const struct spread *memory, double y, double half)
{
	double zero = scale__at(scale, 0), sum = scale__at(scale, memory->sum);

	if (memory->sum != 0)
		picture__rect(picture, fmin(zero, sum), y - half, fmax(zero, sum), y + half,
			      memory->sum > 0 ? VERMILLION : BLUE);
}

static void draw_cells(struct picture *picture, const struct frame_rows *rows, size_t row,
		       const struct spread *memory)
{
	char text[QUANTITY_BYTES];

	quantity__signed(text, QUANTITY_MB, memory->count ? spread__mean(memory) : NAN);
	frame__cell(picture, rows, row, 0, text);
	quantity__signed(text, QUANTITY_MB, memory->count ? memory->sum : NAN);
	frame__cell(picture, rows, row, 1, text);
}

static void draw_zero(struct picture *picture, const struct scale *scale,
		      const struct frame_rows *rows)
{
	double x = scale__at(scale, 0);

	picture__rect(picture, x, rows->top, x + 1, rows->bottom, AXIS);
}

static void draw_panels(struct picture *picture, const struct figure_data *data,
			const struct frame_rows *rows)
{
	double middle = rows->left + (rows->right - rows->left) * 0.55;
	double low = 0, high = 0, low_sum = 0, high_sum = 0;
	struct scale mean, total;

	for (size_t i = 0; i < rows->count; i++) {
		const struct spread *memory = &data->rows[i].memory;

		if (!memory->count)
			continue;
		low = fmin(low, fmin(memory->p5, spread__mean(memory)));
		high = fmax(high, fmax(memory->p95, spread__mean(memory)));
		low_sum = fmin(low_sum, memory->sum);
		high_sum = fmax(high_sum, memory->sum);
	}
	/* Nothing changed: an axis of some size rather than of fractions of a byte. */
	high = low < high ? high : 1;
	high_sum = low_sum < high_sum ? high_sum : 1;
	mean = scale__linear(low, high, rows->left, middle - PANEL_GAP / 2);
	total = scale__linear(low_sum, high_sum, middle + PANEL_GAP / 2, rows->right);
	frame__bottom_axis(picture, &mean, QUANTITY_MB, rows->top, rows->bottom,
			   "Change during a call");
	frame__bottom_axis(picture, &total, QUANTITY_MB, rows->top, rows->bottom,
			   "Sum over all calls");
	draw_zero(picture, &mean, rows);
	draw_zero(picture, &total, rows);
	for (size_t i = 0; i < rows->count; i++) {
		const struct spread *memory = &data->rows[i].memory;
		double y = floor(frame__row_y(rows, i));

		draw_cells(picture, rows, i, memory);
		if (!memory->count)
			continue;
		draw_total(picture, &total, memory, y, fmin(rows->pitch * 0.3, 9));
		draw_mean(picture, &mean, memory, y);
	}
}

void draw_memory_change(struct picture *picture, const struct figure_data *data)
{
	int y = frame__begin(picture, data, "Memory change per function call (whole process)");
	size_t known = 0;
	struct frame_rows rows;
	char top[80];
	const char *notes[] = {
		"Resident memory (RSS) of the whole process at the call's end less at its start, "
		"MB of 10\xe2\x81\xb6 bytes: other threads' changes are in it.",
		"Dot: mean, band: 5th to 95th percentile of the calls.",
		top,
	};

	for (size_t i = 0; i < data->row_count; i++)
		known += data->rows[i].memory.count;
	if (!known) {
		frame__no_data(picture, data, y, "no call of the run has its memory recorded");
		return;
	}
	rows = frame__rows(picture, data, y, data->row_count, cells, 2);
	draw_panels(picture, data, &rows);
	frame__rows_note(data, rows.count, top, sizeof(top));
	frame__end(picture, data, rows.bottom + AXIS_PX, notes, 3);
}
