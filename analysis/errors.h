/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The errors of the run, from error.log and its rotated parts. */
#ifndef MAAP_ANALYSIS_ERRORS_H
#define MAAP_ANALYSIS_ERRORS_H

#include <stddef.h>
#include <stdint.h>

struct error_frame {
	char *symbol, *module, *file; /* NULL: unknown */
	uint64_t pc, offset;
	uint32_t line; /* 0: unknown */
};

/* One line of the log: an error as one traced call saw it. Strings are NULL when absent. */
struct error {
	int64_t stamp_ns; /* local, as in struct call */
	char *function, *uuid;
	char *kind, *type, *message, *caught_in;
	char *arguments;	    /* JSON */
	char *traceback;	    /* text, where the backtrace is no list (PyMAAP) */
	uint32_t pid, tid;	    /* NUMBER_UNKNOWN */
	struct error_frame *frames; /* innermost first */
	size_t frame_count;
};

struct errors {
	struct error *items; /* by time */
	size_t count;	     /* kept: at most ERRORS_KEPT, the earliest */
	size_t total;	     /* in the run */
	size_t bad_lines;
};

#define ERRORS_KEPT 1000

#endif
