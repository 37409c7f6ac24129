/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The figures of a run, drawn by gnuplot. What it costs goes by the pixels: the calls are reduced
 * here, in two passes over them. The same input gives the same bytes.
 */
#ifndef MAAP_ANALYSIS_FIGURES_H
#define MAAP_ANALYSIS_FIGURES_H

#include <stddef.h>

#include "../../user/util/safe_file.h"
#include "../aggregate.h"
#include "../calls.h"
#include "../run_info.h"

enum figure_format {
	FIGURE_PNG,
	FIGURE_SVG,
};

struct figure_input {
	const struct calls *calls;
	const struct aggregate *aggregate;
	const struct run_info *info;
};

/*
 * Draws all figures into the folder, over those of the same names. A figure that cannot be drawn in
 * full leaves no file. Returns 0 or a negative errno (-ENOENT: there is no gnuplot) and has said
 * why; *drawn, if wanted, is how many files there are in either case.
 */
int figures__draw(const struct figure_input *input, const struct output_dir *folder,
		  enum figure_format format, size_t *drawn);

#endif
