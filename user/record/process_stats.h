/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What cannot be read for each call is sampled: CPU utilisation, address space, threads, open files
 * of a process. The history lets the start of a long call show what was true then.
 */
#ifndef MAAP_RECORD_PROCESS_STATS_H
#define MAAP_RECORD_PROCESS_STATS_H

#include <stdint.h>
#include <sys/types.h>

#include "call.h"

#define PROCESS_SAMPLE_PERIOD_NS 80000000ull /* a sample may be 100 ms old at most */

struct process_stats;

/* Takes the first sample. NULL without memory. */
struct process_stats *process_stats__new(pid_t pid);
void process_stats__free(struct process_stats *stats);

/* Takes a sample now; keeps the last one if the process is gone. */
void process_stats__sample(struct process_stats *stats);

/* The latest sample taken at or before the time, else the oldest there is. */
const struct process_sample *process_stats__at(const struct process_stats *stats,
					       uint64_t monotonic_ns);

#endif
