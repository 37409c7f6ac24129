/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which of the log's lines are the latest run: the most recent dense cluster of time stamps. */
#ifndef MAAP_ANALYSIS_RUN_WINDOW_H
#define MAAP_ANALYSIS_RUN_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "radix_sort.h"

struct window_options {
	int64_t gap_ns;	    /* neighbours further apart belong to different clusters */
	size_t min_cluster; /* fewer records are no run */
	bool has_start, has_end;
	int64_t start_ns, end_ns; /* override what is found */
	size_t run;		  /* 1: the earliest run; 0: the latest */
};

struct cluster {
	int64_t first_ns, last_ns;
	size_t records;
	size_t run; /* counted from 1; 0: too small to be one */
};

struct run_window {
	int64_t start_ns, end_ns;
	struct cluster *clusters; /* all, in order of time */
	size_t count, room;
	size_t runs;  /* of them */
	size_t taken; /* index of the cluster; `count`: none, as both ends are given */
};

/*
 * `records`, sorted by time. Returns 0, -ENOMEM, or -ENOENT when there is no cluster of that size,
 * or no such run; then *window has the clusters all the same. Free with run_window__free().
 */
int run_window__find(const struct sort_item *records, size_t count,
		     const struct window_options *options, struct run_window *window);
void run_window__free(struct run_window *window);

/* The records of a window: from *first, `*count` of them. */
void records_between(const struct sort_item *records, size_t record_count, int64_t start_ns,
		     int64_t end_ns, size_t *first, size_t *count);

#endif
