/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How far the work is, in one line on stderr that is written over and over: only on a terminal, and
 * only from the second second on. Calls come from one thread at a time.
 */
#ifndef MAAP_ANALYSIS_PROGRESS_H
#define MAAP_ANALYSIS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool terminal;
	bool shown;
	int64_t started_ns, latest_ns;
};

void progress__start(struct progress *progress);

/* "reading 45 %"; without a total only the step. */
void progress__show(struct progress *progress, const char *step, uint64_t done, uint64_t total);

/* Takes the line away, before anything else is said. */
void progress__clear(struct progress *progress);

#endif
