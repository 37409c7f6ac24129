/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whether there are fonts: without any gnuplot leaves out all text, content and silent. So it draws
 * a word and no word, and both look the same. For PNG: an SVG's fonts are its viewer's.
 */
#ifndef MAAP_ANALYSIS_FIGURES_FONT_CHECK_H
#define MAAP_ANALYSIS_FIGURES_FONT_CHECK_H

#include <stdbool.h>

#include "../../user/util/strbuf.h"

#define FONT_CHECK_FDS 2

struct font_check {
	int fds[FONT_CHECK_FDS]; /* for the gnuplot that runs the script; -1: no check */
};

/* Appends what draws to `script`. Free in any case. */
void font_check__begin(struct font_check *check, struct strbuf *script);
/* After the script has run. False as well when that cannot be told. */
bool font_check__finds_none(const struct font_check *check);
void font_check__free(struct font_check *check);

#endif
