/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What figures have in common: title and subtitle, axes, rows of functions, notes below. */
#ifndef MAAP_ANALYSIS_FIGURES_FRAME_H
#define MAAP_ANALYSIS_FIGURES_FRAME_H

#include <stddef.h>

#include "data.h"
#include "picture.h"
#include "scale.h"

/* Title and subtitle; returns the y below them. */
int frame__begin(struct picture *picture, const struct figure_data *data, const char *title);

/* Grid lines and numbers of an axis along the bottom of top..bottom; `title` below may be NULL. */
void frame__bottom_axis(struct picture *picture, const struct scale *scale, enum quantity quantity,
			int top, int bottom, const char *title);
/* The same on the left of left..right. */
void frame__left_axis(struct picture *picture, const struct scale *scale, enum quantity quantity,
		      int left, int right);

#define AXIS_PX 50 /* of a bottom axis with its title */

/* Lines of small print from y on, the last of them what of the run no figure shows; sets the
 * picture's size. A note may be NULL or "". */
void frame__end(struct picture *picture, const struct figure_data *data, int y,
		const char *const *notes, size_t count);

/* The same for a figure that shows `open` of the calls without an end. */
void frame__end_with_open(struct picture *picture, const struct figure_data *data, int y,
			  const char *const *notes, size_t count, size_t open);

/* In place of what cannot be drawn. */
void frame__no_data(struct picture *picture, const struct figure_data *data, int y,
		    const char *why);

/* One row a function. */
struct frame_rows {
	size_t count;
	int left, right; /* edges of the plot */
	int top, bottom;
	int pitch;
	size_t cells; /* columns of numbers on the right */
};

/* Room for `count` rows from y on, with the names on the left and `cells` headed on the right. */
struct frame_rows frame__rows(struct picture *picture, const struct figure_data *data, int y,
			      size_t count, const char *const *cells, size_t cell_count);
/* The middle of a row. */
double frame__row_y(const struct frame_rows *rows, size_t row);
void frame__cell(struct picture *picture, const struct frame_rows *rows, size_t row, size_t cell,
		 const char *text);

/* "Top 40 of 200 functions by total time." or "". `shown` are the first of data->rows. */
void frame__rows_note(const struct figure_data *data, size_t shown, char *note, size_t room);

/* "Time since 2026-11-24 12:00:00.123" */
void frame__time_title(const struct figure_data *data, char *title, size_t room);

#endif
