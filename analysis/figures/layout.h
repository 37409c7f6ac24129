/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where things are in a figure, in pixels. */
#ifndef MAAP_ANALYSIS_FIGURES_LAYOUT_H
#define MAAP_ANALYSIS_FIGURES_LAYOUT_H

#include <stddef.h>

#define FIGURE_WIDTH 1200
#define MARGIN	     24
#define COLUMN_PX    7.3 /* of STYLE_NAME; 2 of them hold a wide character */
#define LINE_PX	     18	 /* from line to line of text */
#define CELL_PX	     92	 /* a column of numbers beside the rows */
#define TIMELINE_PX  2	 /* a column of the timeline */

#define RSS_LEFT  (MARGIN + 72)
#define RSS_RIGHT (FIGURE_WIDTH - MARGIN - 110)

/* The plot's edges where names of so many columns stand left of it, so many cells right of it. */
static inline int layout__left(size_t label_columns)
{
	return MARGIN + (int)(label_columns * COLUMN_PX) + 16;
}

static inline int layout__right(size_t cells)
{
	return FIGURE_WIDTH - MARGIN - 12 - (int)cells * CELL_PX;
}

/* A multiple of TIMELINE_PX wide. */
static inline size_t layout__timeline_columns(size_t label_columns, size_t cells)
{
	return (layout__right(cells) - layout__left(label_columns)) / TIMELINE_PX;
}

#endif
