/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records that wait for what is still to come: a handler, the end of a process. For errors.c. */
#ifndef MAAP_RECORD_HELD_RECORDS_H
#define MAAP_RECORD_HELD_RECORDS_H

#include "errors.h"
#include "fault.h"

struct held_records;

/* Returns 0 or -ENOMEM. NULL may be freed. */
int held_records__new(struct held_records **out);
void held_records__free(struct held_records *held);

/*
 * Keeps a copy of the record and what it points to. `fault`: the exception that it is of, which is
 * kept too, NULL: how its process ends is what it waits for. `number`: of a later error of that
 * exception's it is about. Without memory it is lost, and that is said.
 */
void held_records__add(struct held_records *held, const struct error_record *record,
		       struct fault *fault, uint32_t number);

/* Gives those of the exception that wait for a handler entered at `number` or before. */
void held_records__give_caught(struct held_records *held, const struct fault *fault,
			       uint32_t number, error_handler handler, void *context);

/* A process that some are of, 0: none are there. */
pid_t held_records__any(const struct held_records *held);

/*
 * Gives those of a process, exceptions first, then those of the thread `first`, then the
 * others. Returns how many there were of the last two.
 */
size_t held_records__give(struct held_records *held, pid_t pid, uint32_t first,
			  error_handler handler, void *context);

#endif
