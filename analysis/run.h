/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One run out of a log folder: what all outputs are made from. */
#ifndef MAAP_ANALYSIS_RUN_H
#define MAAP_ANALYSIS_RUN_H

#include "aggregate.h"
#include "calls.h"
#include "errors.h"
#include "log.h"
#include "options.h"
#include "pairing.h"
#include "progress.h"
#include "recorded.h"
#include "run_info.h"
#include "run_window.h"

struct run {
	struct log log;
	struct run_window window;
	bool by_id; /* a recording, not a window */
	struct calls *calls;
	struct aggregate aggregate;
	struct errors errors;
	struct recorded recorded;
	struct run_info info;
	struct sort_item *lines; /* the run's, in the log's records by time */
	size_t line_count;
	int dirfd;
	struct progress progress;
};

/*
 * Reads the folder `logdir`, which `option` chose (its name, for messages), and finds the run in
 * it. Returns 0; -ENOENT when there is no run, which has been told; or another negative errno, told
 * too. run__close() frees it either way.
 */
int run__open(const char *logdir, const char *option, const struct options *options,
	      struct run *run);

/*
 * Fills in the aggregate and the errors, after run__open(): apart from it, so that the lines can be
 * copied meanwhile. Returns 0 or a negative errno and has said what to do.
 */
int run__summarize(struct run *run, const struct options *options);
void run__close(struct run *run);

/* An aggregate of the run with its errors, by either time. Returns 0 or -ENOMEM, told. */
int run__aggregate(const struct run *run, enum aggregate_time time, struct aggregate *aggregate);

/* Only as far as the log's clusters are known: for --list-runs. Returns as run__open(). */
int run__open_log(const char *logdir, const struct options *options, struct run *run);

/* Tells what went wrong with a log that is too large or has been cut; returns `err`. */
int run__explain(int err);

#endif
