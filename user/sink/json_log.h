/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* timing.log: JSON lines, a start and an end for each call; rotates. */
#ifndef MAAP_SINK_JSON_LOG_H
#define MAAP_SINK_JSON_LOG_H

#include "../util/safe_file.h"
#include "sink.h"

/* Raise it when a key changes its meaning or goes away; not for a new key. */
#define JSON_LOG_SCHEMA "1"

struct json_log_options {
	const struct output_dir *dir; /* must outlive the sink */
	uint64_t max_bytes;	      /* rotation; 0: never */
	unsigned int backup_count;    /* rotation; 0: never */
};

/*
 * Opens timing.log and writes the run's first line through to the file. `run` must outlive the
 * sink. Returns 0 or a negative errno and has said what to do.
 */
int json_log_open(const struct json_log_options *options, const struct run *run,
		  struct sink **sink);

/* Calls of this run that rotation has thrown away: no longer in timing.log or a backup of it. */
uint64_t json_log_rotated_out(const struct sink *sink);

/*
 * Calls offered that are not in the log because it could not be written, those still in the buffer
 * at that moment included. Complete after a flush; the sink's close frees it.
 */
uint64_t json_log_unwritten(const struct sink *sink);

#endif
