/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The figures, one function each: it begins the picture and leaves it complete. */
#ifndef MAAP_ANALYSIS_FIGURES_DRAW_H
#define MAAP_ANALYSIS_FIGURES_DRAW_H

#include "data.h"
#include "picture.h"

void draw_execution_time(struct picture *picture, const struct figure_data *data);
void draw_calls_over_time(struct picture *picture, const struct figure_data *data);
void draw_memory_change(struct picture *picture, const struct figure_data *data);
void draw_top10(struct picture *picture, const struct figure_data *data);
void draw_rss_over_time(struct picture *picture, const struct figure_data *data);
void draw_cpu(struct picture *picture, const struct figure_data *data);
void draw_histogram(struct picture *picture, const struct figure_data *data,
		    const struct function_stats *stats);

#endif
