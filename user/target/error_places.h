/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a process keeps what tells of errors: the C library's errno and its last words. */
#ifndef MAAP_TARGET_ERROR_PLACES_H
#define MAAP_TARGET_ERROR_PLACES_H

#include "process.h"

struct error_places {
	uint64_t abort_message; /* address of glibc's __abort_msg, 0: unknown */
	uint64_t errno_offset;	/* of errno from the thread pointer, 0: unknown */
};

/*
 * By the C library's symbols, and by what __errno_location() does: it has no address of its own
 * that would be in a table. Of a process whose libraries are relocated.
 */
void error_places__find(const struct target *target, const struct process *process,
			struct error_places *places);

#endif
