/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Time on a CPU and off it by function; where only the process's use is known, that. */
#include "draw.h"

#include <math.h>

#include "frame.h"
#include "layout.h"
#include "palette.h"

#define OFF_CPU 0xd0d0d0u

static void draw_thread_row(struct picture *picture, const struct frame_rows *rows, size_t i,
			    const struct scale *scale, const struct figure_row *row)
{
	double y = frame__row_y(rows, i), half = fmin(rows->pitch * 0.33, 12);
	double zero = scale__at(scale, 0), wall = scale__at(scale, row->thread_wall_s);
	double cpu = scale__at(scale, fmin(row->thread_cpu_s, row->thread_wall_s));
	bool known = row->thread_calls > 0;
	char text[QUANTITY_BYTES];

	quantity__text(text, QUANTITY_TIME, known ? row->thread_cpu_s : NAN);
	frame__cell(picture, rows, i, 0, text);
	/* The two clocks are read at slightly different moments. */
	quantity__text(text, QUANTITY_TIME,
		       known ? fmax(row->thread_wall_s - row->thread_cpu_s, 0) : NAN);
	frame__cell(picture, rows, i, 1, text);
	quantity__text(text, QUANTITY_PERCENT,
		       known && row->thread_wall_s > 0
			       ? fmin(100 * row->thread_cpu_s / row->thread_wall_s, 100)
			       : NAN);
	frame__cell(picture, rows, i, 2, text);
	if (!known)
		return;
	if (row->thread_wall_s > row->thread_cpu_s)
		picture__rect(picture, cpu, y - half, wall, y + half, OFF_CPU);
	if (row->thread_cpu_s > 0)
		picture__rect(picture, zero, y - half, cpu, y + half, BLUE);
}

static void draw_by_thread(struct picture *picture, const struct figure_data *data)
{
	static const char *const cells[] = { "on CPU", "off CPU", "share on CPU" };
	int y = frame__begin(picture, data, "CPU time by function (calling thread)");
	struct frame_rows rows = frame__rows(picture, data, y, data->row_count, cells, 3);
	struct scale scale;
	double high = 0;
	char top[80];
	const char *notes[] = { "Blue: on a CPU, grey: waiting or preempted; together the total "
				"time of the calls whose thread's CPU time is known.",
				top };

	for (size_t i = 0; i < rows.count; i++)
		high = fmax(high, data->rows[i].thread_wall_s);
	scale = scale__linear(0, high, rows.left, rows.right);
	frame__bottom_axis(picture, &scale, QUANTITY_TIME, rows.top, rows.bottom,
			   "Total time of all calls");
	for (size_t i = 0; i < rows.count; i++)
		draw_thread_row(picture, &rows, i, &scale, &data->rows[i]);
	frame__rows_note(data, rows.count, top, sizeof(top));
	frame__end(picture, data, rows.bottom + AXIS_PX, notes, 2);
}

static void draw_process_row(struct picture *picture, const struct frame_rows *rows, size_t i,
			     const struct scale *scale, const struct spread *cpu)
{
	double y = floor(frame__row_y(rows, i));
	char text[QUANTITY_BYTES];

	quantity__text(text, QUANTITY_PERCENT, cpu->count ? cpu->p50 : NAN);
	frame__cell(picture, rows, i, 0, text);
	quantity__text(text, QUANTITY_PERCENT, cpu->count ? cpu->p95 : NAN);
	frame__cell(picture, rows, i, 1, text);
	if (!cpu->count)
		return;
	picture__rect(picture, scale__at(scale, cpu->p5), y - 2, scale__at(scale, cpu->p95), y + 3,
		      SKY);
	picture__dot(picture, scale__at(scale, cpu->p50) + 0.5, y + 0.5, 4.5, BLUE);
}

static void draw_by_process(struct picture *picture, const struct figure_data *data)
{
	static const char *const cells[] = { "median", "p95" };
	int y = frame__begin(picture, data, "CPU use by function (whole process)");
	struct frame_rows rows;
	struct scale scale;
	double high = -1;
	char top[80];
	const char *notes[] = { "Use of the whole process as sampled at the calls' ends, percent "
				"of one core. Dot: median, band: 5th to 95th percentile.",
				top };

	for (size_t i = 0; i < data->row_count; i++) {
		if (data->rows[i].cpu.count)
			high = fmax(high, data->rows[i].cpu.p95);
	}
	if (high < 0) {
		frame__no_data(picture, data, y, "no call of the run has its CPU use recorded");
		return;
	}
	rows = frame__rows(picture, data, y, data->row_count, cells, 2);
	scale = scale__linear(0, high > 0 ? high : 100, rows.left, rows.right);
	frame__bottom_axis(picture, &scale, QUANTITY_PERCENT, rows.top, rows.bottom,
			   "CPU use of the process, percent of one core");
	for (size_t i = 0; i < rows.count; i++)
		draw_process_row(picture, &rows, i, &scale, &data->rows[i].cpu);
	frame__rows_note(data, rows.count, top, sizeof(top));
	frame__end(picture, data, rows.bottom + AXIS_PX, notes, 2);
}

void draw_cpu(struct picture *picture, const struct figure_data *data)
{
	if (data->by_thread)
		draw_by_thread(picture, data);
	else
		draw_by_process(picture, data);
}
