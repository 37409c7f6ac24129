/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the durations of one function are distributed. */
#include "draw.h"

#include <math.h>
#include <stdio.h>

#include "frame.h"
#include "layout.h"
#include "palette.h"

#define PLOT_LEFT   (MARGIN + 60)
#define PLOT_RIGHT  (FIGURE_WIDTH - MARGIN - 24)
#define PLOT_HEIGHT 320
#define MARKS_PX    40 /* for the percentiles' names above the bars */
#define BINS_MAX    120
#define BINS_MIN    12
#define LONG_TAIL   5 /* the longest call, in medians */

/* Rice's rule, twice the cube root of n, and half as many again: rare long calls take up room. */
static size_t bins_for(size_t count)
{
	double bins = ceil(3 * cbrt(count));

	return bins < BINS_MIN ? BINS_MIN : bins > BINS_MAX ? BINS_MAX : (size_t)bins;
}

struct bins {
	size_t count;
	double width; /* pixels */
	size_t most;  /* in one bin */
	size_t calls[BINS_MAX];
};

static void fill_bins(struct bins *bins, const struct scale *scale,
		      const struct function_stats *stats)
{
	*bins = (struct bins){ .count = bins_for(stats->count) };
	bins->width = (double)(PLOT_RIGHT - PLOT_LEFT) / bins->count;
	for (size_t i = 0; i < stats->count; i++) {
		double bin = (scale__at(scale, stats->sorted[i]) - PLOT_LEFT) / bins->width;
		size_t at = bin >= bins->count ? bins->count - 1 : (size_t)bin;

		if (++bins->calls[at] > bins->most)
			bins->most = bins->calls[at];
	}
}

/* One bar of most of the calls tells nothing of them; nor would a logarithmic axis if all of them
 * took nearly as long. */
static bool is_crowded(const struct bins *bins, const struct function_stats *stats)
{
	return bins->most > stats->count / 2 && stats->max > LONG_TAIL * stats->p50;
}

static struct scale scale_and_bins(const struct function_stats *stats, struct bins *bins)
{
	double low = data__low_positive(stats);
	struct scale scale = scale__log(low, stats->max, PLOT_LEFT, PLOT_RIGHT);

	if (!scale__wants_log(low, stats->max)) {
		/* An axis that nearly begins at 0 had better. */
		bool from_zero = stats->min > 0 && stats->min < stats->max / 4;
		struct scale linear = scale__linear(from_zero ? 0 : stats->min, stats->max,
						    PLOT_LEFT, PLOT_RIGHT);

		fill_bins(bins, &linear, stats);
		if (low == INFINITY || !is_crowded(bins, stats))
			return linear;
	}
	fill_bins(bins, &scale, stats);
	return scale;
}

static void draw_bars(struct picture *picture, const struct bins *bins, int top)
{
	struct scale count = { 0, bins->most * 1.02, top + PLOT_HEIGHT, top, false };

	frame__left_axis(picture, &count, QUANTITY_COUNT, PLOT_LEFT, PLOT_RIGHT);
	for (size_t i = 0; i < bins->count; i++) {
		double left = PLOT_LEFT + i * bins->width;

		if (bins->calls[i])
			picture__rect(picture, left, scale__at(&count, bins->calls[i]),
				      fmax(round(left + bins->width) - 1, left + 1),
				      top + PLOT_HEIGHT, SKY);
	}
}

/* A percentile's line, its name at height `y` on the side where there is room. */
static void draw_mark(struct picture *picture, const struct scale *scale, double value,
		      const char *name, double y, int bottom)
{
	double x = scale__at(scale, value);
	bool right = x < PLOT_RIGHT - 140;
	char number[QUANTITY_BYTES], text[QUANTITY_BYTES + 8];

	quantity__text(number, QUANTITY_TIME, value);
	snprintf(text, sizeof(text), "%s %s", name, number);
	picture__rect(picture, x, y - 8, x + 1, bottom, VERMILLION);
	picture__text(picture, right ? x + 6 : x - 6, y, right ? ALIGN_LEFT : ALIGN_RIGHT,
		      STYLE_BODY, VERMILLION, text);
}

void draw_histogram(struct picture *picture, const struct figure_data *data,
		    const struct function_stats *stats)
{
	struct bins bins;
	struct scale scale = scale_and_bins(stats, &bins);
	char label[LABEL_BYTES(LABEL_COLUMNS)], title[sizeof(label) + 32];
	char number[QUANTITY_BYTES], calls[QUANTITY_BYTES + 16];
	const char *notes[] = { scale.log && stats->min <= 0
					? "Calls of 0 or less are in the first bar: the scale is "
					  "logarithmic."
					: NULL };
	int y, top;

	label__make(label, stats->name, LABEL_COLUMNS);
	snprintf(title, sizeof(title), "Execution time of %s", label);
	y = frame__begin(picture, data, title);
	top = y + MARKS_PX + 12;
	quantity__text(number, QUANTITY_COUNT, stats->count);
	snprintf(calls, sizeof(calls), "n = %s", number);
	picture__text(picture, FIGURE_WIDTH - MARGIN, 28, ALIGN_RIGHT, STYLE_BODY, INK, calls);
	picture__text(picture, PLOT_LEFT - 8, top - 16, ALIGN_RIGHT, STYLE_SOFT, INK_SOFT, "calls");
	draw_bars(picture, &bins, top);
	frame__bottom_axis(picture, &scale, QUANTITY_TIME, top + PLOT_HEIGHT, top + PLOT_HEIGHT,
			   scale.log ? "Execution time of a call (logarithmic scale)"
				     : "Execution time of a call");
	draw_mark(picture, &scale, stats->p50, "p50", y + 12, top + PLOT_HEIGHT);
	draw_mark(picture, &scale, stats->p99, "p99", y + 30, top + PLOT_HEIGHT);
	frame__end(picture, data, top + PLOT_HEIGHT + AXIS_PX, notes, 1);
}
