/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* timing_results.csv: a row for each call, appended (RFC 4180). */
#ifndef MAAP_SINK_CSV_H
#define MAAP_SINK_CSV_H

#include "../util/safe_file.h"
#include "sink.h"

/* The columns, in order, as the file's first line has them. */
#define CSV_HEADER                                                                                 \
	"Timestamp,Process ID,Thread Count,UUID,Function Name,Execution Time (s),CPU Time (sec),"  \
	"Memory Change (MB),Final Memory Usage (MB),Arguments,Log Message,Thread ID,Parent UUID,"  \
	"Depth,Self Time (s),Thread CPU Time (sec),Off-CPU Time (s),Minor Faults,Major Faults,"    \
	"Return Value,Outcome,Start (ns),Module,Run"

struct csv_options {
	const struct output_dir *dir; /* must outlive the sink */
};

/*
 * Opens the file, sets one with other columns aside and writes the header if it is new. `run` must
 * outlive the sink. Returns 0 or a negative errno and has said what to do.
 */
int csv_open(const struct csv_options *options, const struct run *run, struct sink **sink);

/* Calls offered that are not in the file; as json_log_unwritten(). */
uint64_t csv_unwritten(const struct sink *sink);

#endif
