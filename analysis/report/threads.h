/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The threads that calls ran on, by first appearance. */
#ifndef MAAP_ANALYSIS_REPORT_THREADS_H
#define MAAP_ANALYSIS_REPORT_THREADS_H

#include <stddef.h>
#include <stdint.h>

struct thread {
	uint32_t pid, tid; /* NUMBER_UNKNOWN */
};

/* All zero to begin with. */
struct threads {
	struct thread *items;
	size_t count, room;
	struct thread_slot *by_ids;
	size_t last; /* mostly the next call is on the same one */
};

/* The thread's place in items; SIZE_MAX when there is no memory. */
size_t threads__index(struct threads *threads, uint32_t pid, uint32_t tid);
void threads__free(struct threads *threads);

#endif
