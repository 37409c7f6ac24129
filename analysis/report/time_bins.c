// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "time_bins.h"

#include <errno.h>
#include <stdlib.h>

#include "columns.h"

#define PER_BIN	 1000
#define RSS_UNIT 1024

struct process_bins {
	uint32_t pid;
	int64_t low[TIME_BINS], high[TIME_BINS]; /* bytes; BYTES_UNKNOWN */
};

void time_bins__begin(struct time_bins *bins, int64_t base_ns, int64_t end_ns)
{
	double length_ns = end_ns > base_ns ? stamp_seconds(end_ns, base_ns) * 1e9 : 0;

	*bins = (struct time_bins){
		.base_ns = base_ns,
		.length_ns = fmax(length_ns, TIME_BINS),
	};
}

void time_bins__free(struct time_bins *bins)
{
	free(bins->covered_to);
	free(bins->processes);
	*bins = (struct time_bins){ 0 };
}

/* Made longer when the thread is new. NULL without memory. */
static double *covered_to(struct time_bins *bins, size_t thread)
{
	if (thread >= bins->covered_room) {
		size_t room = 2 * thread + 16;
		double *grown = reallocarray(bins->covered_to, room, sizeof(*grown));

		if (!grown)
			return NULL;
		for (size_t i = bins->covered_room; i < room; i++)
			grown[i] = 0;
		bins->covered_to = grown;
		bins->covered_room = room;
	}
	return &bins->covered_to[thread];
}

static double place_of(const struct time_bins *bins, double ns)
{
	return fmin(fmax(ns / bins->length_ns, 0), 1) * TIME_BINS;
}

static int bin_of(const struct time_bins *bins, double ns)
{
	int bin = (int)place_of(bins, ns);

	return bin < TIME_BINS ? bin : TIME_BINS - 1;
}

/* At most two bins are touched and two marked, however long it is. */
static void cover(struct time_bins *bins, double from_ns, double to_ns)
{
	double from = place_of(bins, from_ns), to = place_of(bins, to_ns);
	int first = bin_of(bins, from_ns), last = bin_of(bins, to_ns);

	if (first == last) {
		bins->partly[first] += to - from;
		return;
	}
	bins->partly[first] += first + 1 - from;
	bins->partly[last] += to - last;
	bins->wholly[first + 1]++;
	bins->wholly[last]--;
}

static double start_in(const struct time_bins *bins, const struct call *call)
{
	return stamp_seconds(call->start_ns, bins->base_ns) * 1e9;
}

static double length_of(double seconds)
{
	return seconds > 0 && isfinite(seconds) ? seconds * 1e9 : 0;
}

int time_bins__add(struct time_bins *bins, const struct call *call, size_t thread, double seconds)
{
	double from = start_in(bins, call), to = from + length_of(seconds);
	double *covered;

	if (call->tid == NUMBER_UNKNOWN) {
		bins->no_threads = true;
		cover(bins, from, to);
		return 0;
	}
	covered = covered_to(bins, thread);
	if (!covered)
		return -ENOMEM;
	from = fmax(from, *covered);
	if (to <= from)
		return 0;
	cover(bins, from, to);
	*covered = to;
	return 0;
}

static int find_process(struct time_bins *bins, uint32_t pid, struct process_bins **found)
{
	struct process_bins *grown;
	size_t i = bins->last_process;

	*found = NULL;
	if (i >= bins->process_count || bins->processes[i].pid != pid)
		for (i = 0; i < bins->process_count && bins->processes[i].pid != pid;)
			i++;
	if (i == TIME_BIN_PROCESSES)
		return 0;
	if (i == bins->process_count) {
		grown = reallocarray(bins->processes, i + 1, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		bins->processes = grown;
		bins->process_count++;
		grown[i].pid = pid;
		for (int bin = 0; bin < TIME_BINS; bin++)
			grown[i].low[bin] = grown[i].high[bin] = BYTES_UNKNOWN;
	}
	bins->last_process = i;
	*found = &bins->processes[i];
	return 0;
}

static void note(struct process_bins *process, int bin, int64_t rss)
{
	if (rss == BYTES_UNKNOWN)
		return;
	if (process->low[bin] == BYTES_UNKNOWN || rss < process->low[bin])
		process->low[bin] = rss;
	if (process->high[bin] == BYTES_UNKNOWN || rss > process->high[bin])
		process->high[bin] = rss;
}

int time_bins__add_memory(struct time_bins *bins, const struct call *call, double seconds)
{
	double start = start_in(bins, call);
	struct process_bins *process;
	int err = find_process(bins, call->pid, &process);

	if (err || !process)
		return err;
	note(process, bin_of(bins, start), call->start_rss);
	note(process, bin_of(bins, start + length_of(seconds)), call->end_rss);
	return 0;
}

void time_bins__put_busy(const struct time_bins *bins, struct strbuf *column)
{
	int64_t whole = 0;

	for (int i = 0; i < TIME_BINS; i++) {
		whole += bins->wholly[i];
		column__put(column, (uint64_t)((bins->partly[i] + (double)whole) * PER_BIN + 0.5));
	}
}

void time_bins__put_memory(const struct time_bins *bins, struct strbuf *column)
{
	for (size_t i = 0; i < bins->process_count; i++) {
		const struct process_bins *process = &bins->processes[i];
		int64_t last = 0;

		for (int bin = 0; bin < TIME_BINS; bin++) {
			int64_t low = process->low[bin] / RSS_UNIT;

			if (process->low[bin] == BYTES_UNKNOWN) {
				column__put_unknown(column);
				continue;
			}
			column__put_signed(column, low - last);
			column__put(column, process->high[bin] / RSS_UNIT - low);
			last = low;
		}
	}
}

uint32_t time_bins__pid(const struct time_bins *bins, size_t process)
{
	return bins->processes[process].pid;
}
