// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../figures/frame.h"
#include "../figures/layout.h"
#include "../figures/palette.h"
#include "comparison_figure.h"
#include "text.h"

#define NAMES_COLUMNS 40   /* of a function's name, at most */
#define PANELS_APART  30   /* pixels */
#define FACTORS_FROM  4	   /* the widest ratio of ratios that percents on a linear axis show well */
#define LEAST_FACTOR  0.01 /* at the end of an axis of factors, what is less too */

/* The functions that are drawn, the largest growth first. */
struct chosen {
	const struct compared *functions[ROWS_MAX];
	size_t count;
	size_t possible; /* functions with an interval */
};

/* Medians on the left, totals on the right, each with an axis of their own. */
struct panel {
	const char *title;	   /* of the axis in percent */
	const char *factors_title; /* in factors */
	const struct change *(*change_of)(const struct compared *function);
	uint32_t (*colour_of)(const struct compared *function);
	struct scale scale;
	bool factors;
};

static int by_change(const void *a, const void *b)
{
	const struct compared *f = *(const struct compared *const *)a;
	const struct compared *g = *(const struct compared *const *)b;
	double p = f->median.change.percent, q = g->median.change.percent;

	return (p < q) - (p > q);
}

static void choose(const struct comparison *comparison, struct chosen *chosen)
{
	*chosen = (struct chosen){ 0 };
	for (size_t i = 0; i < comparison->count; i++) {
		const struct compared *function = &comparison->functions[i];

		if (isnan(function->median.change.low))
			continue;
		chosen->possible++;
		if (chosen->count == ROWS_MAX)
			continue;
		chosen->functions[chosen->count++] = function;
	}
	qsort(chosen->functions, chosen->count, sizeof(*chosen->functions), by_change);
}

static double factor(double percent)
{
	return fmax(1 + percent / 100, LEAST_FACTOR);
}

static const struct change *median_of(const struct compared *function)
{
	return &function->median.change;
}

static const struct change *total_of(const struct compared *function)
{
	return &function->total;
}

static uint32_t verdict_colour(const struct compared *function)
{
	switch (function->verdict) {
	case VERDICT_SLOWER:
		return VERMILLION;
	case VERDICT_FASTER:
		return BLUE;
	default:
		return AXIS;
	}
}

/* Of totals there is no verdict. */
static uint32_t total_colour(const struct compared *function)
{
	(void)function;
	return INK_SOFT;
}

/* The axis holds all intervals, and 0. */
static void panel__scale(struct panel *panel, const struct chosen *chosen, double from, double to)
{
	double low = 0, high = 0;

	for (size_t i = 0; i < chosen->count; i++) {
		const struct change *change = panel->change_of(chosen->functions[i]);

		/* What is not known moves neither. */
		low = fmin(low, fmin(change->percent, change->low));
		high = fmax(high, fmax(change->percent, change->high));
	}
	panel->factors = factor(high) / factor(low) > FACTORS_FROM;
	if (panel->factors)
		panel->scale = scale__log(factor(low), factor(high), from, to);
	else
		panel->scale = scale__linear(fmin(low, -1), fmax(high, 1), from, to);
}

static double panel__at(const struct panel *panel, double percent)
{
	return scale__at(&panel->scale, panel->factors ? factor(percent) : percent);
}

static void panel__draw_axis(const struct panel *panel, struct picture *picture,
			     const struct frame_rows *rows)
{
	double zero = panel__at(panel, 0);

	frame__bottom_axis(picture, &panel->scale,
			   panel->factors ? QUANTITY_COUNT : QUANTITY_PERCENT, rows->top,
			   rows->bottom, panel->factors ? panel->factors_title : panel->title);
	picture__rect(picture, zero, rows->top, zero + 1, rows->bottom, INK_SOFT);
}

static void panel__draw_change(const struct panel *panel, struct picture *picture, double y,
			       const struct compared *function)
{
	const struct change *change = panel->change_of(function);
	uint32_t colour = panel->colour_of(function);

	if (!isnan(change->low)) {
		double low = panel__at(panel, change->low), high = panel__at(panel, change->high);

		picture__rect(picture, low, y - 1, high, y + 2, colour);
		picture__rect(picture, low, y - 5, low + 2, y + 6, colour);
		picture__rect(picture, high - 2, y - 5, high, y + 6, colour);
	}
	if (!isnan(change->percent))
		picture__dot(picture, panel__at(panel, change->percent), y + 0.5, 5, colour);
}

static void put_cells(struct picture *picture, const struct frame_rows *rows, size_t row,
		      const struct compared *function)
{
	char text[QUANTITY_BYTES], percent[CHANGE_BYTES];

	quantity__text(text, QUANTITY_TIME, function->median.before);
	frame__cell(picture, rows, row, 0, text);
	quantity__text(text, QUANTITY_TIME, function->median.after);
	frame__cell(picture, rows, row, 1, text);
	change_text(percent, function->median.change.percent);
	frame__cell(picture, rows, row, 2, percent);
	change_from_text(percent, &function->total, function->before->sum);
	frame__cell(picture, rows, row, 3, percent);
}

static void draw_rows(struct picture *picture, const struct figure_data *data,
		      const struct chosen *chosen, int y, int *bottom)
{
	static const char *const cells[] = { "median before", "median after", "change",
					     "total, change" };
	struct frame_rows rows = frame__rows(picture, data, y, chosen->count, cells, 4);
	const double middle = (rows.left + rows.right) / 2;
	struct panel panels[] = {
		{ .title = "Change of the median",
		  .factors_title = "Median after, as a multiple of before",
		  .change_of = median_of,
		  .colour_of = verdict_colour },
		{ .title = "Change of the total",
		  .factors_title = "Total after, as a multiple of before",
		  .change_of = total_of,
		  .colour_of = total_colour },
	};

	panel__scale(&panels[0], chosen, rows.left, middle - PANELS_APART / 2.0);
	panel__scale(&panels[1], chosen, middle + PANELS_APART / 2.0, rows.right);
	for (size_t p = 0; p < sizeof(panels) / sizeof(*panels); p++) {
		panel__draw_axis(&panels[p], picture, &rows);
		for (size_t i = 0; i < chosen->count; i++)
			panel__draw_change(&panels[p], picture, floor(frame__row_y(&rows, i)),
					   chosen->functions[i]);
	}
	for (size_t i = 0; i < chosen->count; i++)
		put_cells(picture, &rows, i, chosen->functions[i]);
	*bottom = rows.bottom + AXIS_PX;
}

static void left_out_note(const struct comparison *comparison, const struct chosen *chosen,
			  char *note, size_t room)
{
	static const enum verdict verdicts[] = { VERDICT_TOO_FEW, VERDICT_NEW, VERDICT_GONE };
	int len = 0;

	*note = '\0';
	if (chosen->count < chosen->possible)
		len = snprintf(note, room,
			       "%zu of %zu functions: the significant ones first, then by the "
			       "size of the change. ",
			       chosen->count, chosen->possible);
	for (size_t i = 0, said = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		if (!comparison->verdicts[verdicts[i]])
			continue;
		len += snprintf(note + len, room - len, "%s%zu %s%s",
				said++ ? ", " : "Not drawn: ", comparison->verdicts[verdicts[i]],
				verdicts[i] == VERDICT_TOO_FEW ? "with " : "",
				verdict_name(verdicts[i]));
	}
}

static void draw(struct picture *picture, const struct comparison *comparison,
		 struct figure_data *data)
{
	int y = frame__begin(picture, data, "Change of median and total time per function");
	struct chosen chosen;
	char left_out[256];
	const char *const notes[] = {
		"Dot: the change, line: its 95 % interval. Medians orange: significantly slower, "
		"blue: significantly faster, grey: not significant, or less than the tracer "
		"tells;",
		"judged over all functions at once: that a line keeps off the vertical one is not "
		"enough. Totals are not judged.",
		left_out,
	};

	choose(comparison, &chosen);
	if (!chosen.count) {
		frame__no_data(picture, data, y, "no function has enough calls in both runs");
		return;
	}
	for (size_t i = 0; i < chosen.count; i++) {
		size_t width =
			label__make(data->rows[i].label, chosen.functions[i]->name, NAMES_COLUMNS);

		if (width > data->label_columns)
			data->label_columns = width;
	}
	draw_rows(picture, data, &chosen, y, &y);
	left_out_note(comparison, &chosen, left_out, sizeof(left_out));
	frame__end(picture, data, y, notes, 3);
}

int draw_comparison(struct picture *picture, const struct comparison *comparison,
		    enum figure_format format)
{
	char before[LABEL_BYTES(LABEL_COLUMNS)], after[LABEL_BYTES(LABEL_COLUMNS)];
	char subtitle[sizeof(before) + sizeof(after) + 80];
	const struct run_info info = { .subtitle = subtitle };
	const struct figure_input input = { .info = &info };
	/* What a frame wants to know: rows with labels, a subtitle, nothing missing. */
	struct figure_data data = {
		.input = &input,
		.format = format,
		.rows = calloc(ROWS_MAX, sizeof(*data.rows)),
	};

	if (!data.rows)
		return -ENOMEM;
	label__make(before, comparison->before->label, LABEL_COLUMNS);
	label__make(after, comparison->after->label, LABEL_COLUMNS);
	snprintf(subtitle, sizeof(subtitle), "%s (%zu calls) against %s (%zu calls)", after,
		 comparison->after->calls, before, comparison->before->calls);
	draw(picture, comparison, &data);
	free(data.rows);
	return 0;
}
