/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The resident memory of the processes over time, by column: known where calls start and end. */
#ifndef MAAP_ANALYSIS_FIGURES_RSS_DATA_H
#define MAAP_ANALYSIS_FIGURES_RSS_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "palette.h"

#define RSS_PROCESSES_SEEN 256

struct rss_column {
	bool known;
	double low, high;	/* MB of 10^6 bytes */
	double first, last;	/* by time */
	double first_s, last_s; /* when that was */
};

struct rss_process {
	uint32_t pid;
	size_t calls;
	struct rss_column *columns;
};

/* All zero to begin with. */
struct rss_data {
	struct rss_process seen[RSS_PROCESSES_SEEN];
	size_t seen_count;
	size_t others; /* calls of processes beyond those */
	size_t last;   /* found */
	size_t shown;  /* the first so many of `seen`, once chosen */
	size_t columns;
	double span_s;
};

/* First every call is seen, then processes are chosen, then every call is added. */
void rss_data__see(struct rss_data *data, uint32_t pid);
/* Those with the most calls, at most SERIES_MAX. Returns 0 or -ENOMEM. */
int rss_data__choose(struct rss_data *data, size_t columns, double span_s);
void rss_data__add(struct rss_data *data, uint32_t pid, double s, double mb);
void rss_data__free(struct rss_data *data);

#endif
