/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "picture.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 512

enum kind {
	KIND_NONE,
	KIND_RECT,
	KIND_DOT,
};

/* Points for pngcairo, pixels for svg: the same size in both at 96 dpi. */
static const struct {
	const char *font[2];
} styles[] = {
	[STYLE_TITLE] = { { "DejaVu Sans,13", "DejaVu Sans,17" } },
	[STYLE_BODY] = { { "DejaVu Sans,9", "DejaVu Sans,12" } },
	[STYLE_SOFT] = { { "DejaVu Sans,9", "DejaVu Sans,12" } },
	[STYLE_NAME] = { { "DejaVu Sans Mono,9", "DejaVu Sans Mono,12" } },
};

void picture__init(struct picture *picture, enum figure_format format)
{
	*picture = (struct picture){ .format = format };
}

void picture__free(struct picture *picture)
{
	free(picture->data.bytes);
	free(picture->plots.bytes);
	free(picture->texts.bytes);
}

/* For lines that are all ours: numbers and words of gnuplot. */
__attribute__((format(printf, 2, 3))) static void put(struct strbuf *buf, const char *fmt, ...)
{
	char line[LINE_BYTES];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	if (len < 0 || len >= (int)sizeof(line))
		buf->failed = true;
	else
		strbuf__put(buf, line, len);
}

static void close_block(struct picture *picture)
{
	if (picture->open_kind != KIND_NONE)
		strbuf__puts(&picture->data, "EOD\n");
	picture->open_kind = KIND_NONE;
}

/* gnuplot draws blocks in turn: shapes of one kind that follow each other share one. */
static void open_block(struct picture *picture, enum kind kind)
{
	static const char *const how[] = {
		[KIND_RECT] = "using 1:2:1:3:2:4:5 with boxxyerror fill solid noborder",
		[KIND_DOT] = "using 1:2:3:4 with points pointtype 7 pointsize variable",
	};

	if (picture->open_kind == (int)kind)
		return;
	close_block(picture);
	picture->open_kind = kind;
	put(&picture->data, "$d%d << EOD\n", picture->blocks);
	put(&picture->plots, "%s$d%d %s linecolor rgb variable notitle",
	    picture->blocks ? ", " : "", picture->blocks, how[kind]);
	picture->blocks++;
}

void picture__rect(struct picture *picture, double left, double top, double right, double bottom,
		   uint32_t colour)
{
	double x = round(left), y = round(top);

	open_block(picture, KIND_RECT);
	put(&picture->data, "%.0f %.0f %.0f %.0f %u\n", x, y, fmax(round(right), x + 1),
	    fmax(round(bottom), y + 1), colour);
}

void picture__dot(struct picture *picture, double x, double y, double radius, uint32_t colour)
{
	/* The size of point type 7 in pixels, as measured: it has a rim of half a pixel in PNG. */
	double size = picture->format == FIGURE_PNG ? fmax(radius - 0.5, 0.5) / 3 : radius / 5;

	open_block(picture, KIND_DOT);
	put(&picture->data, "%.1f %.1f %.3f %u\n", x, y, size, colour);
}

/* gnuplot has no entity for the '>' of "]]>", which XML forbids in text: a space of no width. */
static bool ends_cdata(const struct picture *picture, const char *text, size_t at)
{
	return picture->format == FIGURE_SVG && at >= 2 && !memcmp(text + at - 2, "]]>", 3);
}

static void put_string(const struct picture *picture, struct strbuf *buf, const char *text)
{
	/* No digits: gnuplot would take one for a part of the escape before it. */
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ";

	strbuf__puts(buf, "\"");
	for (size_t i = 0; text[i]; i++) {
		char escape[5];

		if (ends_cdata(picture, text, i))
			strbuf__puts(buf, "\\342\\200\\213");
		if (strchr(plain, text[i])) {
			strbuf__put(buf, text + i, 1);
			continue;
		}
		snprintf(escape, sizeof(escape), "\\%03o", (unsigned char)text[i]);
		strbuf__put(buf, escape, 4);
	}
	strbuf__puts(buf, "\"");
}

void picture__text(struct picture *picture, double x, double y, enum picture_align align,
		   enum picture_style style, uint32_t colour, const char *text)
{
	static const char *const sides[] = { "left", "center", "right" };

	strbuf__puts(&picture->texts, "set label ");
	put_string(picture, &picture->texts, text);
	put(&picture->texts, " at %.1f,%.1f %s font \"%s\" textcolor rgb %u front\n", x, y,
	    sides[align], styles[style].font[picture->format], colour);
}

/* Without one SVG is titled "Gnuplot"; letters, digits and '_' are all it takes. */
static void put_name(const char *name, struct strbuf *script)
{
	strbuf__puts(script, " name \"");
	for (; *name; name++) {
		bool plain = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
			     (*name >= '0' && *name <= '9');

		strbuf__put(script, plain ? name : "_", 1);
	}
	strbuf__puts(script, "\"");
}

static void put_canvas(const struct picture *picture, const char *name, int fd,
		       struct strbuf *script)
{
	/* pngcairo's axes reach from the middle of the first pixel to that of the last. */
	double rim = picture->format == FIGURE_PNG ? 0.5 : 0;

	put(script,
	    "reset\nset terminal %s size %d,%d noenhanced background rgb \"#ffffff\""
	    " font \"%s\"",
	    picture->format == FIGURE_PNG ? "pngcairo" : "svg", picture->width, picture->height,
	    styles[STYLE_BODY].font[picture->format]);
	if (picture->format == FIGURE_SVG)
		put_name(name, script);
	put(script, "\nset output '/dev/fd/%d'\n", fd);
	put(script,
	    "set margins 0,0,0,0\nset lmargin at screen 0\nset rmargin at screen 1\n"
	    "set tmargin at screen 1\nset bmargin at screen 0\nunset key\nunset border\n"
	    "unset tics\nset xrange [%.1f:%.1f]\nset yrange [%.1f:%.1f]\n",
	    rim, picture->width - rim, picture->height - rim, rim);
}

int picture__script(struct picture *picture, const char *name, int fd, struct strbuf *script)
{
	/* Something must be plotted for the texts to appear. */
	if (!picture->blocks)
		picture__rect(picture, 0, 0, 1, 1, 0xffffff);
	close_block(picture);
	put_canvas(picture, name, fd, script);
	strbuf__put(script, picture->data.bytes, picture->data.len);
	strbuf__put(script, picture->texts.bytes, picture->texts.len);
	strbuf__puts(script, "plot ");
	strbuf__put(script, picture->plots.bytes, picture->plots.len);
	strbuf__puts(script, "\nset output\n");
	if (picture->data.failed || picture->plots.failed || picture->texts.failed ||
	    script->failed)
		return -ENOMEM;
	return 0;
}
