/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The comparison as a figure. */
#ifndef MAAP_ANALYSIS_COMPARE_FIGURE_H
#define MAAP_ANALYSIS_COMPARE_FIGURE_H

#include "../figures/figures.h"
#include "../figures/picture.h"
#include "compare.h"

/* The changes of each function's median and total with their intervals. Begins the picture and
 * leaves it complete. Returns 0 or -ENOMEM. */
int draw_comparison(struct picture *picture, const struct comparison *comparison,
		    enum figure_format format);

/*
 * Draws comparison.png or .svg into the folder, over one that is there; what cannot be drawn in
 * full leaves no file. Returns 0 or a negative errno (-ENOENT: there is no gnuplot) and has said
 * why.
 */
int comparison__draw(const struct comparison *comparison, const struct output_dir *folder,
		     enum figure_format format);

#endif
