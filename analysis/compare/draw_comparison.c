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

#define FACTORS_FROM 4	  /* the widest ratio of ratios that percents on a linear axis show well */
#define LEAST_FACTOR 0.01 /* at the end of an axis of factors, what is less too */

/* The functions that are drawn, the largest growth first. */
struct chosen {
	const struct compared *functions[ROWS_MAX];
	size_t count;
	size_t possible;  /* functions with an interval */
	double low, high; /* of all intervals, percent, and 0 */
};

struct axis {
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
		chosen->low = fmin(chosen->low, function->median.change.low);
		chosen->high = fmax(chosen->high, function->median.change.high);
		chosen->functions[chosen->count++] = function;
	}
	qsort(chosen->functions, chosen->count, sizeof(*chosen->functions), by_change);
}

static double factor(double percent)
{
	return fmax(1 + percent / 100, LEAST_FACTOR);
}

static struct axis axis_for(const struct chosen *chosen, const struct frame_rows *rows)
{
	struct axis axis = {
		.factors = factor(chosen->high) / factor(chosen->low) > FACTORS_FROM,
	};

	if (axis.factors)
		axis.scale = scale__log(factor(chosen->low), factor(chosen->high), rows->left,
					rows->right);
	else
		axis.scale = scale__linear(fmin(chosen->low, -1), fmax(chosen->high, 1), rows->left,
					   rows->right);
	return axis;
}

static double axis__at(const struct axis *axis, double percent)
{
	return scale__at(&axis->scale, axis->factors ? factor(percent) : percent);
}

static uint32_t colour_of(const struct compared *function)
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

static void draw_row(struct picture *picture, const struct axis *axis,
		     const struct frame_rows *rows, size_t row, const struct compared *function)
{
	const struct change *change = &function->median.change;
	double y = floor(frame__row_y(rows, row)), low = axis__at(axis, change->low);
	double high = axis__at(axis, change->high);
	uint32_t colour = colour_of(function);
	char text[QUANTITY_BYTES], percent[CHANGE_BYTES];

	picture__rect(picture, low, y - 1, high, y + 2, colour);
	picture__rect(picture, low, y - 5, low + 2, y + 6, colour);
	picture__rect(picture, high - 2, y - 5, high, y + 6, colour);
	picture__dot(picture, axis__at(axis, change->percent), y + 0.5, 5, colour);
	quantity__text(text, QUANTITY_TIME, function->median.before);
	frame__cell(picture, rows, row, 0, text);
	quantity__text(text, QUANTITY_TIME, function->median.after);
	frame__cell(picture, rows, row, 1, text);
	change_text(percent, change->percent);
	frame__cell(picture, rows, row, 2, percent);
}

static void draw_rows(struct picture *picture, const struct figure_data *data,
		      const struct chosen *chosen, int y, int *bottom)
{
	static const char *const cells[] = { "median before", "median after", "change" };
	struct frame_rows rows = frame__rows(picture, data, y, chosen->count, cells, 3);
	struct axis axis = axis_for(chosen, &rows);
	double zero = axis__at(&axis, 0);

	frame__bottom_axis(picture, &axis.scale, axis.factors ? QUANTITY_COUNT : QUANTITY_PERCENT,
			   rows.top, rows.bottom,
			   axis.factors ? "Median after, as a multiple of before"
					: "Change of the median");
	picture__rect(picture, zero, rows.top, zero + 1, rows.bottom, INK_SOFT);
	for (size_t i = 0; i < chosen->count; i++)
		draw_row(picture, &axis, &rows, i, chosen->functions[i]);
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
			       "%zu of %zu functions: the significant ones first, then by total "
			       "time. ",
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
	int y = frame__begin(picture, data, "Change of median time per function");
	struct chosen chosen;
	char left_out[256];
	const char *const notes[] = {
		"Dot: change of the median, line: its 95 % interval. Orange: significantly "
		"slower, blue: significantly faster, grey: not significant,",
		"judged over all functions at once: that a line keeps off the vertical one is not "
		"enough.",
		left_out,
	};

	choose(comparison, &chosen);
	if (!chosen.count) {
		frame__no_data(picture, data, y, "no function has enough calls in both runs");
		return;
	}
	for (size_t i = 0; i < chosen.count; i++) {
		size_t width =
			label__make(data->rows[i].label, chosen.functions[i]->name, LABEL_COLUMNS);

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
