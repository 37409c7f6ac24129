/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The lines that begin in one stretch of the files, read by one thread on its own. */
#ifndef MAAP_ANALYSIS_LOG_PART_H
#define MAAP_ANALYSIS_LOG_PART_H

#include "log.h"

/* A part's strings have numbers of its own. */
struct log_part {
	struct log log;
	const char *run_id;
	char *buffer;  /* PART_BUFFER */
	char *scratch; /* a message or time stamp without its escapes */
	char *plain;   /* another string without them */
};

/* Returns 0 or -ENOMEM; log_part__free() frees either way. */
int log_part__init(struct log_part *part);
void log_part__free(struct log_part *part);

/*
 * Replaces the part's content by the lines that begin at `place` up to `place` + PART_BYTES, all
 * within one file. Returns 0 or a negative errno.
 */
int log_part__read(struct log_part *part, const struct log_files *files, uint64_t place,
		   const char *run_id);

/* Appends what the part holds. Returns 0 or -ENOMEM. */
int log__append(struct log *log, const struct log_part *part);

#endif
