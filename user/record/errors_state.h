/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is known of errors, shared by errors.c and error_records.c. */
#ifndef MAAP_RECORD_ERRORS_STATE_H
#define MAAP_RECORD_ERRORS_STATE_H

#include "errors.h"
#include "fault.h"
#include "held_records.h"

struct errors {
	struct address_spaces *spaces;
	const struct run_clock *clock;
	error_handler handler;
	void *context;
	struct faults *faults;
	struct backtraces *backtraces;
	struct held_records *held;
	uint64_t unknown; /* records of errors that nothing is known of any more */
};

/* Gives the records that have waited for this handler. */
void errors__give_caught(struct errors *errors, const struct fault *fault, uint32_t number);

#endif
