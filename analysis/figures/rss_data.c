/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "rss_data.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Among the first `count`; a process's calls come in bursts. */
static struct rss_process *find(struct rss_data *data, uint32_t pid, size_t count)
{
	if (data->last < count && data->seen[data->last].pid == pid)
		return &data->seen[data->last];
	for (size_t i = 0; i < count; i++) {
		if (data->seen[i].pid == pid) {
			data->last = i;
			return &data->seen[i];
		}
	}
	return NULL;
}

void rss_data__see(struct rss_data *data, uint32_t pid)
{
	struct rss_process *process = find(data, pid, data->seen_count);

	if (!process && data->seen_count < RSS_PROCESSES_SEEN) {
		process = &data->seen[data->seen_count++];
		process->pid = pid;
	}
	if (process)
		process->calls++;
	else
		data->others++;
}

/* Brings the one with the most calls, the earliest of equals, to place `to`. */
static void pull_forward(struct rss_data *data, size_t to)
{
	size_t best = to;
	struct rss_process process;

	for (size_t i = to + 1; i < data->seen_count; i++) {
		if (data->seen[i].calls > data->seen[best].calls)
			best = i;
	}
	process = data->seen[best];
	for (size_t i = best; i > to; i--)
		data->seen[i] = data->seen[i - 1];
	data->seen[to] = process;
}

int rss_data__choose(struct rss_data *data, size_t columns, double span_s)
{
	data->columns = columns;
	data->span_s = span_s;
	while (data->shown < data->seen_count && data->shown < SERIES_MAX) {
		struct rss_process *process = &data->seen[data->shown];

		pull_forward(data, data->shown);
		process->columns = calloc(columns, sizeof(*process->columns));
		if (!process->columns)
			return -ENOMEM;
		data->shown++;
	}
	return 0;
}

void rss_data__add(struct rss_data *data, uint32_t pid, double s, double mb)
{
	struct rss_process *process = find(data, pid, data->shown);
	double at = s / data->span_s * data->columns;
	struct rss_column *column;

	if (!process)
		return;
	column = &process->columns[!(at > 0)		 ? 0
				   : at >= data->columns ? data->columns - 1
							 : (size_t)at];
	if (!column->known)
		*column = (struct rss_column){ true, mb, mb, mb, mb, s, s };
	column->low = fmin(column->low, mb);
	column->high = fmax(column->high, mb);
	if (s < column->first_s) {
		column->first = mb;
		column->first_s = s;
	}
	if (s >= column->last_s) {
		column->last = mb;
		column->last_s = s;
	}
}

void rss_data__free(struct rss_data *data)
{
	for (size_t i = 0; i < data->shown; i++)
		free(data->seen[i].columns);
}
