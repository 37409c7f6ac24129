/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From the kernel's errors and the calls that they have left to records. An error comes before the
 * calls that it leaves; each call that is ended by one carries the error's number. What ends a
 * process is held back until that is gone, so that its records come in order: those of an uncaught
 * exception first, then those of what it ended in, the thread that failed before the others.
 */
#ifndef MAAP_RECORD_ERRORS_H
#define MAAP_RECORD_ERRORS_H

#include "address_spaces.h"
#include "clock.h"
#include "error_record.h"

struct errors;

/* Gets each record as it is complete; it and what it points to hold until it returns. */
typedef void (*error_handler)(const struct error_record *record, void *context);

/* `spaces` must outlive it. Returns 0 or -ENOMEM. */
int errors__new(struct address_spaces *spaces, const struct run_clock *clock, error_handler handler,
		void *context, struct errors **out);

/* NULL is accepted. */
void errors__free(struct errors *errors);

/* An error has happened. Without memory its records say less. */
void errors__add(struct errors *errors, const struct error_event *event);

/* A call has ended, by an error or not. */
void errors__call(struct errors *errors, const struct call *call);

/* The process begins, or executes another program: addresses mean something else from now on. */
void errors__process_begin(struct errors *errors, pid_t pid);

/* A process has ended. `sender`: of the signal that ended it, as the event has it. */
void errors__process_end(struct errors *errors, pid_t pid, int exit_code, uint64_t sender);

/* Whether anything is known of the error with that number. */
bool errors__know(const struct errors *errors, uint32_t number);

/* How many records there were of errors of which nothing was known any more. */
uint64_t errors__unknown(const struct errors *errors);

/* The recording ends. */
void errors__finish(struct errors *errors);

#endif
