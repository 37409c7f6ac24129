/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rows of the closing table and how they look. */
#ifndef MAAP_SINK_SUMMARY_TABLE_H
#define MAAP_SINK_SUMMARY_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "../target/function.h"

struct histogram;

struct summary_row {
	const struct function *function;
	uint64_t calls;		     /* unfinished ones included */
	uint64_t errors;	     /* records of errors: of one call there may be several */
	uint64_t ended;		     /* calls without the unfinished */
	uint64_t total_ns;	     /* of all calls */
	uint64_t self_ns;	     /* of all calls */
	uint64_t ended_ns;	     /* total of those that ended */
	uint64_t max_ns;	     /* of those that ended */
	uint64_t cpu_ns;	     /* of the calling threads, of cpu_calls calls */
	uint64_t cpu_calls;	     /* calls whose thread CPU is known */
	int64_t memory_bytes;	     /* sum of the changes of RSS */
	struct histogram *histogram; /* durations of those that ended; NULL: none yet */
	bool has_resources;	     /* memory was tracked */
};

/* Prints a head line and all rows, by total time, descending. `errors`: they are caught. 0 or
 * -ENOMEM. */
int summary_table_print(const struct summary_row *rows, size_t count, bool errors, FILE *to);

#endif
