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
	struct held_records *held; /* of processes that are ending */
};

#endif
