/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A picture of rectangles, dots and texts in pixels from the top left corner, as a gnuplot script.
 * The layout is ours to the pixel, so that nothing overlaps or is clipped whatever the names are;
 * gnuplot draws. In the script every text is a string with all but letters and blanks written as
 * octal escapes, hence never read as a command, a macro or markup.
 */
#ifndef MAAP_ANALYSIS_FIGURES_PICTURE_H
#define MAAP_ANALYSIS_FIGURES_PICTURE_H

#include <stddef.h>
#include <stdint.h>

#include "../../user/util/strbuf.h"
#include "figures.h"

enum picture_align {
	ALIGN_LEFT,
	ALIGN_CENTER,
	ALIGN_RIGHT,
};

enum picture_style {
	STYLE_TITLE,
	STYLE_BODY,
	STYLE_SOFT, /* grey, for what explains */
	STYLE_NAME, /* of one width a column */
};

struct picture {
	enum figure_format format;
	int width, height;   /* set before picture__script() */
	struct strbuf data;  /* the shapes, as gnuplot's data blocks */
	struct strbuf plots; /* what draws them, in order */
	struct strbuf texts;
	int blocks;
	int open_kind; /* of shape, in the last block; 0: none is open */
};

void picture__init(struct picture *picture, enum figure_format format);
void picture__free(struct picture *picture);

/* Shapes drawn later lie on top; texts on top of all. Edges are rounded to pixels, at least one. */
void picture__rect(struct picture *picture, double left, double top, double right, double bottom,
		   uint32_t colour);
void picture__dot(struct picture *picture, double x, double y, double radius, uint32_t colour);

/* `y` is the middle of the line. */
void picture__text(struct picture *picture, double x, double y, enum picture_align align,
		   enum picture_style style, uint32_t colour, const char *text);

/*
 * Appends what draws the picture into the file open as `fd` in gnuplot. `name` is the title of an
 * SVG. Returns 0 or -ENOMEM.
 */
int picture__script(struct picture *picture, const char *name, int fd, struct strbuf *script);

#endif
