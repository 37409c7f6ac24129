/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Downloads by debuginfod that do not hold up whoever waits for them. */
#ifndef MAAP_TARGET_FETCH_WATCH_H
#define MAAP_TARGET_FETCH_WATCH_H

#include <stdint.h>

struct Dwfl;

struct fetch_watch {
	uint64_t progress_ns; /* CLOCK_MONOTONIC, when something has come last */
	long bytes;
	const char *given_up; /* why, NULL: it was not */
};

/*
 * A download of this session's is given up when a signal that ends the program is pending, or
 * nothing has come for ten seconds. The watch must live as long as the session.
 */
void fetch_watch__begin(struct fetch_watch *watch, struct Dwfl *dwfl);

#endif
