/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records of calls that end with their process, kept until all of that are there. For errors.c. */
#ifndef MAAP_RECORD_HELD_RECORDS_H
#define MAAP_RECORD_HELD_RECORDS_H

#include "errors.h"
#include "fault.h"

struct held_records;

/* Returns 0 or -ENOMEM. NULL may be freed. */
int held_records__new(struct held_records **out);
void held_records__free(struct held_records *held);

/*
 * Keeps a copy of the record and what it points to, `death` (NULL: none) included. `first`: it
 * comes before those of other threads. Without memory it is lost, and that is said.
 */
void held_records__add(struct held_records *held, const struct error_record *record,
		       const struct fault *death, bool first);

/* Gives those of a process (0: of all) to the handler. Returns how many there were. */
size_t held_records__give(struct held_records *held, pid_t pid, error_handler handler,
			  void *context);

#endif
