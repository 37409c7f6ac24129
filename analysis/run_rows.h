/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls of one recording whose lines have rotated away, from timing_results.csv. */
#ifndef MAAP_ANALYSIS_RUN_ROWS_H
#define MAAP_ANALYSIS_RUN_ROWS_H

#include "log.h"
#include "pairing.h"

struct run_rows {
	size_t expected; /* calls of the recording by that file; 0: it is not there */
	size_t in_log;	 /* of those */
};

/*
 * Adds to log and pairs what the file has of the recording and the log has not. Returns 0 or a
 * negative errno and has said what to do; a missing or foreign file is no error.
 */
int run_rows__add(int dirfd, const char *path, const char *run_id, struct log *log,
		  struct pairing *pairing, struct run_rows *rows);

/* How many calls the file has of recordings for which `wanted` says so; 0 if it is not there. */
typedef bool (*run_id_fn)(const void *arg, const char *run_id);
size_t run_rows__count(int dirfd, run_id_fn wanted, const void *arg);

#endif
