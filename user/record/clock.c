// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "clock.h"

#include <time.h>

static uint64_t read_clock(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

uint64_t clock__monotonic_ns(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/* The reading with the least time between the two clocks is the best of a few. */
static int64_t measure_offset(void)
{
	uint64_t best_gap = UINT64_MAX;
	int64_t offset = 0;

	for (int i = 0; i < 10; i++) {
		uint64_t before = read_clock(CLOCK_MONOTONIC);
		uint64_t real = read_clock(CLOCK_REALTIME);
		uint64_t gap = read_clock(CLOCK_MONOTONIC) - before;

		if (gap < best_gap) {
			best_gap = gap;
			offset = real - (before + gap / 2);
		}
	}
	return offset;
}

void run_clock__set(struct run_clock *clock)
{
	clock->offset_ns = measure_offset();
}

int64_t run_clock__drift_ns(const struct run_clock *clock)
{
	return measure_offset() - clock->offset_ns;
}
