/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is known of the run as a whole, for README.txt, figures and page. */
#ifndef MAAP_ANALYSIS_RUN_INFO_H
#define MAAP_ANALYSIS_RUN_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run_info {
	int64_t start_ns, end_ns; /* the window; local time, ns since 1970-01-01 00:00 there */
	const char *subtitle;	  /* NULL: none wanted */
	const char *logdir;
	const char *run_id;	       /* NULL: the window was found by time */
	size_t records;		       /* lines in the window */
	size_t calls;		       /* complete ones, shown */
	size_t unfinished;	       /* open when the recording ended; not shown */
	size_t lone_starts, lone_ends; /* without partner */
	size_t straddling;	       /* one end outside the window */
	size_t repeated;	       /* lines that repeat another byte for byte */
	size_t lost;		       /* calls that the tracer says it could not record */
	size_t bad_lines;	       /* of all files, skipped */
	bool cut;		       /* lines of the run have rotated away */
	size_t calls_expected;	  /* then, of the recording by its results file; 0: not known */
	size_t calls_in_log;	  /* of those, how many the log still has */
	bool rows_serve;	  /* the rows of that file stand in for the others */
	size_t errors;		  /* of the run, in error.log */
	bool errors_known;	  /* there was an error.log to read */
	const char *const *never; /* functions that were traced, and not called */
	size_t never_count;
	int64_t clock_jump_ns; /* by how much the time stamps jump against the clock in them */
	bool ours;	       /* lines of maap-trace were among them */
};

#endif
