/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* When the calls of each row were: each call when they are few, else counted by column. */
#ifndef MAAP_ANALYSIS_FIGURES_TIMELINE_DATA_H
#define MAAP_ANALYSIS_FIGURES_TIMELINE_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More calls than these would hide each other. */
#define TIMELINE_FEW	    5000
#define TIMELINE_FEW_IN_ROW 600

struct timeline_call {
	double start_s, end_s; /* from the run's first start */
	double duration_s;
	size_t row;
};

struct timeline_cell {
	uint64_t calls;	   /* that start here */
	double duration_s; /* theirs together */
	int64_t open; /* calls open on its whole width; while data come in, less the cell before */
};

/* The calls of a row that were open when the recording ended. */
struct timeline_open {
	size_t count;
	double first_s; /* the earliest start */
};

/* All zero to begin with. */
struct timeline_data {
	bool few; /* set before timeline_data__init() */
	struct timeline_call *calls;
	size_t call_count;
	struct timeline_cell *cells; /* row by row */
	struct timeline_open *open;  /* by row */
	bool *opens;		     /* cell by cell: a call that stays open starts here */
	size_t open_count;	     /* in all rows */
	size_t rows, columns;
	double span_s;
};

/* Returns 0 or -ENOMEM. */
int timeline_data__init(struct timeline_data *data, size_t calls, size_t rows, size_t columns,
			double span_s);
void timeline_data__add(struct timeline_data *data, const struct timeline_call *call);
void timeline_data__add_open(struct timeline_data *data, size_t row, double start_s);
void timeline_data__finish(struct timeline_data *data);
void timeline_data__free(struct timeline_data *data);

#endif
