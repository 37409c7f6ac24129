/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The processes that a recording follows: the targets, then children as they come and go. */
#ifndef MAAP_RECORD_PROCESS_TABLE_H
#define MAAP_RECORD_PROCESS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "process_stats.h"

struct traced_process {
	pid_t pid;
	struct process_stats *stats; /* NULL if not wanted */
	bool blind;		     /* its calls are not seen any more, and it was said */
};

struct process_table {
	struct traced_process *items; /* targets first, in the order of adding */
	size_t count;
	size_t target_count;
};

/* Adds a process, as a target or as a child. `stats`: samples are taken. Returns 0 or -ENOMEM. */
int process_table__add(struct process_table *table, pid_t pid, bool target, bool stats);

/* The process of that PID, NULL if there is none. */
struct traced_process *process_table__find(const struct process_table *table, pid_t pid);

/* Forgets a child; a target stays. */
void process_table__remove_child(struct process_table *table, pid_t pid);

/* Takes a sample of each. */
void process_table__sample(struct process_table *table);

void process_table__clear(struct process_table *table);

#endif
