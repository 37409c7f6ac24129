/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the figures show, reduced from the calls. */
#ifndef MAAP_ANALYSIS_FIGURES_DATA_H
#define MAAP_ANALYSIS_FIGURES_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "figures.h"
#include "label.h"
#include "rss_data.h"
#include "spread.h"
#include "timeline_data.h"

#define ROWS_MAX      40 /* functions in a figure that has a row for each */
#define OPEN_ROWS_MAX 20 /* functions beyond those, since calls of them did not end */

struct figure_row {
	const char *name;
	const struct function_stats *stats; /* NULL: no call of it ended */
	char label[LABEL_BYTES(LABEL_COLUMNS)];
	struct spread memory; /* change, MB */
	struct spread cpu;    /* of the process at the calls' ends, percent; not with by_thread */
	/* Of the calls whose thread's CPU time is known. */
	double thread_cpu_s, thread_wall_s;
	size_t thread_calls;
};

struct figure_data {
	const struct figure_input *input;
	enum figure_format format;
	struct figure_row *rows; /* by total time */
	size_t row_count;
	size_t open_rows;     /* behind those, by the first start; for the timeline alone */
	size_t functions;     /* with calls */
	size_t label_columns; /* of the widest label */
	int64_t start_ns;     /* of the first call */
	double span_s;	      /* from there to the last end, > 0 */
	bool by_thread;	      /* some calls know their thread's CPU time */
	size_t calls_shown;   /* in rows, those behind the others too */
	size_t calls_in_row;  /* in the one with the most */
	struct timeline_data timeline;
	struct rss_data rss;
};

/* The shortest duration above 0, INFINITY if there is none: where a logarithmic scale begins. */
double data__low_positive(const struct function_stats *stats);

/* How many numbers stand beside a row of the timeline: how many calls are open is one at need. */
size_t data__timeline_cells(const struct figure_data *data);

/* Returns 0 or -ENOMEM. Free in either case. */
int data__collect(struct figure_data *data, const struct figure_input *input,
		  enum figure_format format);
void data__free(struct figure_data *data);

#endif
