/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The resident memory of the traced processes over time. */
#include "draw.h"

#include <math.h>
#include <stdio.h>

#include "frame.h"
#include "layout.h"
#include "palette.h"

#define PLOT_HEIGHT 400
#define LEAST_RANGE 0.02 /* of the axis, as a share of its values */
#define LABEL_PX    17	 /* from process label to process label */
#define GAP_PX	    30	 /* without a call that starts or ends */

struct line {
	size_t process;
	double y; /* at the right end */
};

static void draw_process(struct picture *picture, const struct scale *scale,
			 const struct rss_data *rss, size_t index, struct line *line)
{
	const struct rss_column *columns = rss->seen[index].columns;
	uint32_t colour = palette__series(index);
	double last = NAN;
	size_t from = 0;

	for (size_t i = 0; i < rss->columns; i++) {
		double x = RSS_LEFT + (double)i, high, low;

		if (!columns[i].known)
			continue;
		high = scale__at(scale, columns[i].high);
		low = scale__at(scale, columns[i].low);
		/* Until it is known again it is drawn as it was, then jumps. */
		if (!isnan(last)) {
			double first = scale__at(scale, columns[i].first);

			picture__rect(picture, RSS_LEFT + (double)from, last - 1, x + 1, last + 1,
				      i - from > GAP_PX ? TRANSLUCENT(colour, 0x90) : colour);
			low = fmax(low, fmax(last, first));
			high = fmin(high, fmin(last, first));
		}
		picture__rect(picture, x, high - 1, x + 1, low + 1, colour);
		last = scale__at(scale, columns[i].last);
		from = i + 1;
	}
	*line = (struct line){ index, last };
	if (from < rss->columns && !isnan(last))
		picture__rect(picture, RSS_LEFT + (double)from, last - 1,
			      RSS_LEFT + (double)rss->columns, last + 1, TRANSLUCENT(colour, 0x90));
}

/* Labels by height, each at its line's end or as much lower as those above need. */
static void label_lines(struct picture *picture, const struct rss_data *rss, struct line *lines,
			int bottom)
{
	double next = -INFINITY, room = bottom - (double)LABEL_PX * (rss->shown - 1);

	for (size_t i = 1; i < rss->shown; i++) {
		for (size_t k = i; k && lines[k].y < lines[k - 1].y; k--) {
			struct line line = lines[k];

			lines[k] = lines[k - 1];
			lines[k - 1] = line;
		}
	}
	for (size_t i = 0; i < rss->shown; i++) {
		uint32_t pid = rss->seen[lines[i].process].pid;
		double y = fmax(fmin(lines[i].y, room + LABEL_PX * (double)i), next);
		char text[32];

		if (pid == NUMBER_UNKNOWN || !pid)
			snprintf(text, sizeof(text), "process");
		else
			snprintf(text, sizeof(text), "pid %u", pid);
		picture__text(picture, RSS_RIGHT + 8, y, ALIGN_LEFT, STYLE_BODY,
			      palette__series(lines[i].process), text);
		next = y + LABEL_PX;
	}
}

static struct scale scale_of(const struct rss_data *rss, int top)
{
	double low = INFINITY, high = -INFINITY, room;

	for (size_t i = 0; i < rss->shown; i++) {
		for (size_t k = 0; k < rss->columns; k++) {
			const struct rss_column *column = &rss->seen[i].columns[k];

			if (!column->known)
				continue;
			low = fmin(low, column->low);
			high = fmax(high, column->high);
		}
	}
	/* A page more or less is no drama. */
	room = fmax(0, LEAST_RANGE * high - (high - low)) / 2;
	return scale__linear(low - room, high + room, top + PLOT_HEIGHT, top);
}

static void others_note(const struct rss_data *rss, char *note, size_t room)
{
	char number[QUANTITY_BYTES];
	size_t calls = rss->others;

	for (size_t i = rss->shown; i < rss->seen_count; i++)
		calls += rss->seen[i].calls;
	quantity__text(number, QUANTITY_COUNT, calls);
	*note = '\0';
	if (calls)
		snprintf(note, room,
			 "The %zu processes with the most calls; %s calls of %s%zu others are not "
			 "in it.",
			 rss->shown, number, rss->others ? "more than " : "",
			 rss->seen_count - rss->shown);
}

void draw_rss_over_time(struct picture *picture, const struct figure_data *data)
{
	const struct rss_data *rss = &data->rss;
	int top = frame__begin(picture, data, "Resident memory over time (whole process)") + 16;
	struct scale time = { 0, data->span_s, RSS_LEFT, RSS_RIGHT, false };
	struct scale memory = scale_of(rss, top);
	struct line lines[SERIES_MAX];
	char title[96], others[160];
	const char *notes[] = { "RSS of the process as known where calls start and end, MB of "
				"10\xe2\x81\xb6 bytes; pale: no call started or ended for long. "
				"The axis need not begin at 0.",
				others };

	if (!rss->shown) {
		frame__no_data(picture, data, top, "no call of the run has its memory recorded");
		return;
	}
	frame__time_title(data, title, sizeof(title));
	frame__left_axis(picture, &memory, QUANTITY_MB, RSS_LEFT, RSS_RIGHT);
	frame__bottom_axis(picture, &time, QUANTITY_TIME, top, top + PLOT_HEIGHT, title);
	for (size_t i = rss->shown; i-- > 0;)
		draw_process(picture, &memory, rss, i, &lines[i]);
	label_lines(picture, rss, lines, top + PLOT_HEIGHT);
	others_note(rss, others, sizeof(others));
	frame__end(picture, data, top + PLOT_HEIGHT + AXIS_PX, notes, 2);
}
