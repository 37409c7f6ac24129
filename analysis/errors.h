/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The errors of the run, from error.log and its rotated parts. */
#ifndef MAAP_ANALYSIS_ERRORS_H
#define MAAP_ANALYSIS_ERRORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "string_table.h"

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
	bool found;	     /* there was a log to read */
	size_t bad_lines;
	size_t room;
	struct string_table *functions; /* that errors name */
	size_t *by_function;		/* how many each has */
	size_t by_function_room;
};

#define ERRORS_KEPT 1000

/* Which of the errors belong to the run: by time, or, with an id, by what their lines say. */
struct errors_wanted {
	const char *run_id; /* NULL: by time */
	int64_t start_ns, end_ns;
};

/*
 * Reads `name` (error.log) and its rotated parts in the folder `dirfd`, called `path` in messages.
 * Returns 0 or a negative errno and has said what to do; errors__free() frees either way.
 */
int errors__read(int dirfd, const char *path, const char *name, const struct errors_wanted *wanted,
		 struct errors *errors);
void errors__free(struct errors *errors);

/* How many errors calls of this function had. */
size_t errors__of(const struct errors *errors, const char *function);

#endif
