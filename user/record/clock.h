/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The one offset from the kernel's monotonic time to real time, for every time stamp of a run. */
#ifndef MAAP_RECORD_CLOCK_H
#define MAAP_RECORD_CLOCK_H

#include <stdint.h>

struct run_clock {
	int64_t offset_ns; /* add to CLOCK_MONOTONIC to get ns since the epoch */
};

uint64_t clock__monotonic_ns(void);

/* Takes the offset. A second one, later, would tear parents' ids from their children's. */
void run_clock__set(struct run_clock *clock);

/* How far real time has moved from the offset since, ns: what clock steps and slewing came to. */
int64_t run_clock__drift_ns(const struct run_clock *clock);

static inline uint64_t run_clock__epoch_ns(const struct run_clock *clock, uint64_t monotonic_ns)
{
	return monotonic_ns + clock->offset_ns;
}

#endif
