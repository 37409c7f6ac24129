// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process_table.h"

#include <errno.h>
#include <stdlib.h>

int process_table__add(struct process_table *table, pid_t pid, bool target, bool stats)
{
	struct traced_process process = { .pid = pid };
	struct traced_process *grown = reallocarray(table->items, table->count + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	table->items = grown;
	if (stats) {
		process.stats = process_stats__new(pid);
		if (!process.stats)
			return -ENOMEM;
	}
	grown[table->count++] = process;
	table->target_count += target;
	return 0;
}

struct traced_process *process_table__find(const struct process_table *table, pid_t pid)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->items[i].pid == pid)
			return &table->items[i];
	return NULL;
}

void process_table__remove_child(struct process_table *table, pid_t pid)
{
	for (size_t i = table->target_count; i < table->count; i++)
		if (table->items[i].pid == pid) {
			process_stats__free(table->items[i].stats);
			table->items[i] = table->items[--table->count];
			return;
		}
}

void process_table__sample(struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->items[i].stats)
			process_stats__sample(table->items[i].stats);
}

void process_table__clear(struct process_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		process_stats__free(table->items[i].stats);
	free(table->items);
	*table = (struct process_table){ 0 };
}
