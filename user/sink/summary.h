/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The closing table: a row a function, the one with the most total time first.
 *
 * A call that was still open at the end counts as a call, and the time, CPU and memory it had until
 * then count in total, self, cpu and memory: that time was spent. How long it would have taken
 * nobody knows, so mean, p50, p99 and max describe the calls that ended. (So a function that hangs
 * has a total and no mean.)
 */
#ifndef MAAP_SINK_SUMMARY_H
#define MAAP_SINK_SUMMARY_H

#include <stdio.h>

#include "sink.h"

/* What the table's last lines need and no call tells. */
struct summary_facts {
	uint64_t overhead_ns; /* what the probes add to one call */
	uint64_t unwritten;   /* calls offered to the sinks that could not be written: lost */
	uint64_t rotated_out; /* calls no longer in timing.log */
	bool catches_errors;
	uint64_t raised_outside; /* exceptions and panics while no traced call was open */
	uint64_t errors_lost;	 /* that could not be told of */
	const char *results;	 /* the file that still has those; NULL: none */
};

/* Losses come through the sink's loss(). `run` must outlive it. 0 or -ENOMEM. */
int summary_open(const struct run *run, struct sink **sink);

/* Prints table and totals; the sink goes on counting. 0 or a negative errno (not logged). */
int summary_print(struct sink *sink, FILE *to, const struct summary_facts *facts);

#endif
