/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Waits for events, time, signals and the end of the targets, while a recording runs. */
#ifndef MAAP_RECORD_LOOP_H
#define MAAP_RECORD_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "drain.h"

enum stop_reason {
	STOP_NONE = 0,
	STOP_SIGNAL, /* SIGINT, SIGTERM, SIGHUP */
	STOP_DURATION,
	STOP_TARGETS_ENDED,
	STOP_REQUESTED, /* by the tick */
};

struct loop {
	struct drain *drain;
	const int *pidfds; /* of the targets; each readable when its process has ended */
	size_t pidfd_count;
	int signal_fd;
	uint64_t duration_ns; /* 0: no limit */
	/* After each round of events, at least every 10 ms; true: stop. */
	bool (*tick)(void *context);
	/* How many children that are followed still run; NULL: none. */
	size_t (*children)(void *context);
	/* A target has ended, by its index. */
	void (*ended)(size_t index, void *context);
	void *context;
};

/* Blocks the signals that end a recording (those that the caller ignores stay ignored); returns a
 * signalfd for them or a negative errno. */
int loop__open_signals(void);

/* Takes a pending signal; 0 if there is none. */
int loop__take_signal(int signal_fd);

/* Runs until there is a reason to stop. Events that have arrived by then may still be in the ring.
 */
enum stop_reason loop__run(const struct loop *loop);

#endif
