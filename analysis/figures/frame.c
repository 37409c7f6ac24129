/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "frame.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "layout.h"
#include "palette.h"

#define SUBTITLE_COLUMNS 150
#define TICK_APART	 72
#define NOTE_BYTES	 512

int frame__begin(struct picture *picture, const struct figure_data *data, const char *title)
{
	const char *subtitle = data->input->info->subtitle;
	char line[LABEL_BYTES(SUBTITLE_COLUMNS)];

	picture__init(picture, data->format);
	picture->width = FIGURE_WIDTH;
	picture__text(picture, MARGIN, 28, ALIGN_LEFT, STYLE_TITLE, INK, title);
	if (!subtitle || !*subtitle)
		return 50;
	label__make(line, subtitle, SUBTITLE_COLUMNS);
	picture__text(picture, MARGIN, 52, ALIGN_LEFT, STYLE_SOFT, INK_SOFT, line);
	return 70;
}

void frame__bottom_axis(struct picture *picture, const struct scale *scale, enum quantity quantity,
			int top, int bottom, const char *title)
{
	struct tick ticks[TICKS_MAX];
	size_t count = scale__ticks(scale, quantity, TICK_APART, ticks);

	for (size_t i = 0; i < count; i++) {
		double x = scale__at(scale, ticks[i].value);

		picture__rect(picture, x, top, x + 1, bottom, GRID);
		picture__text(picture, x, bottom + 14, ALIGN_CENTER, STYLE_BODY, INK_SOFT,
			      ticks[i].text);
	}
	picture__rect(picture, scale->from, bottom, scale->to, bottom + 1, AXIS);
	if (title)
		picture__text(picture, (scale->from + scale->to) / 2, bottom + 35, ALIGN_CENTER,
			      STYLE_BODY, INK, title);
}

void frame__left_axis(struct picture *picture, const struct scale *scale, enum quantity quantity,
		      int left, int right)
{
	struct tick ticks[TICKS_MAX];
	size_t count = scale__ticks(scale, quantity, 48, ticks);

	for (size_t i = 0; i < count; i++) {
		double y = scale__at(scale, ticks[i].value);

		picture__rect(picture, left, y, right, y + 1, GRID);
		picture__text(picture, left - 8, y, ALIGN_RIGHT, STYLE_BODY, INK_SOFT,
			      ticks[i].text);
	}
}

static size_t add_part(char *note, size_t len, size_t count, const char *what)
{
	char number[QUANTITY_BYTES];

	if (!count)
		return len;
	quantity__text(number, QUANTITY_COUNT, count);
	return len + snprintf(note + len, NOTE_BYTES - len, "%s%s %s",
			      len ? ", " : "Not shown: ", number, what);
}

/* Nothing is missing when the rows of the results file stand in. */
static void rotated_note(const struct run_info *info, const char *before, char *note, size_t room)
{
	char kept[QUANTITY_BYTES], all[QUANTITY_BYTES];

	if (!info->cut || info->rows_serve)
		return;
	if (info->calls_expected <= info->calls_in_log) {
		snprintf(note, room, "%s first lines have rotated away", *before ? "; the" : "The");
		return;
	}
	quantity__text(kept, QUANTITY_COUNT, info->calls_in_log);
	quantity__text(all, QUANTITY_COUNT, info->calls_expected);
	snprintf(note, room, "%s%s of %s calls in the log, the others were rotated away", before,
		 kept, all);
}

/* Of the run's calls, those that the figure cannot show. */
static void missing_note(const struct run_info *info, size_t open_shown, char *note)
{
	size_t len = 0;

	*note = '\0';
	len = add_part(note, len, info->lost, "lost while recording");
	if (info->unfinished > open_shown)
		len = add_part(note, len, info->unfinished - open_shown, "unfinished");
	len = add_part(note, len, info->straddling, "across an edge of the window");
	len = add_part(note, len, info->lone_starts + info->lone_ends,
		       "starts or ends without their partner");
	rotated_note(info, len ? "; " : "", note + len, NOTE_BYTES - len);
}

void frame__end(struct picture *picture, const struct figure_data *data, int y,
		const char *const *notes, size_t count)
{
	frame__end_with_open(picture, data, y, notes, count, 0);
}

void frame__end_with_open(struct picture *picture, const struct figure_data *data, int y,
			  const char *const *notes, size_t count, size_t open)
{
	char missing[NOTE_BYTES];

	missing_note(data->input->info, open, missing);
	y += 6;
	for (size_t i = 0; i <= count; i++) {
		const char *note = i < count ? notes[i] : missing;

		if (!note || !*note)
			continue;
		picture__text(picture, MARGIN, y + LINE_PX / 2, ALIGN_LEFT, STYLE_SOFT, INK_SOFT,
			      note);
		y += LINE_PX;
	}
	picture->height = y + 14;
}

void frame__no_data(struct picture *picture, const struct figure_data *data, int y, const char *why)
{
	char text[256];

	snprintf(text, sizeof(text), "No data: %s", why);
	picture__text(picture, FIGURE_WIDTH / 2, y + 70, ALIGN_CENTER, STYLE_BODY, INK, text);
	frame__end(picture, data, y + 140, NULL, 0);
}

/* Few rows are no reason for giant ones, nor many for a figure beyond all screens. */
static int pitch_for(size_t rows)
{
	int pitch = rows ? 430 / (int)rows : 0;

	return pitch > 48 ? 48 : pitch < 22 ? 22 : pitch;
}

struct frame_rows frame__rows(struct picture *picture, const struct figure_data *data, int y,
			      size_t count, const char *const *cells, size_t cell_count)
{
	struct frame_rows rows = {
		.count = count,
		.left = layout__left(data->label_columns),
		.right = layout__right(cell_count),
		.top = y + 24,
		.pitch = pitch_for(count),
		.cells = cell_count,
	};

	rows.bottom = rows.top + rows.pitch * (int)count;
	for (size_t i = 0; i < cell_count; i++)
		picture__text(picture, FIGURE_WIDTH - MARGIN - (cell_count - 1 - i) * CELL_PX,
			      y + 12, ALIGN_RIGHT, STYLE_SOFT, INK_SOFT, cells[i]);
	for (size_t i = 0; i < count; i++) {
		double middle = frame__row_y(&rows, i);

		picture__rect(picture, rows.left, middle, rows.right, middle + 1, GUIDE);
		picture__text(picture, rows.left - 13, middle, ALIGN_RIGHT, STYLE_NAME, INK,
			      data->rows[i].label);
	}
	return rows;
}

double frame__row_y(const struct frame_rows *rows, size_t row)
{
	return rows->top + rows->pitch * (row + 0.5);
}

void frame__cell(struct picture *picture, const struct frame_rows *rows, size_t row, size_t cell,
		 const char *text)
{
	double x = FIGURE_WIDTH - MARGIN - (double)(rows->cells - 1 - cell) * CELL_PX;

	picture__text(picture, x, frame__row_y(rows, row), ALIGN_RIGHT, STYLE_BODY, INK, text);
}

void frame__rows_note(const struct figure_data *data, size_t shown, char *note, size_t room)
{
	*note = '\0';
	if (shown < data->functions)
		snprintf(note, room, "Top %zu of %zu functions by total time.", shown,
			 data->functions);
}

void frame__time_title(const struct figure_data *data, char *title, size_t room)
{
	int64_t rest = data->start_ns % 1000000000;
	time_t seconds = data->start_ns / 1000000000 - (rest < 0);
	struct tm tm;
	char stamp[32] = "?";

	/* Stamps are local time counted as if it were UTC. */
	if (gmtime_r(&seconds, &tm))
		strftime(stamp, sizeof(stamp), "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(title, room, "Time since the first call, %s.%03d", stamp,
		 (int)((rest < 0 ? rest + 1000000000 : rest) / 1000000));
}
