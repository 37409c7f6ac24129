/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * CPU time of a whole process, exact to the context switch, read with one load at any number of
 * CPUs.
 *
 * A cell holds  time << 12 | running  in one word: running = how many CPUs run a thread of the
 * process now, time = finished stints less the starts of the running ones, modulo 2^52 ns. So the
 * CPU time at `now` is time + running * now, and a switch in or out is a single atomic addition: in
 * adds 1 and -now, out takes off 1 and adds now. Fewer than 4096 CPUs can run at once; differences
 * up to 2^51 ns (26 days) come out right.
 */
#ifndef MAAP_PROCESS_CPU_BPF_H
#define MAAP_PROCESS_CPU_BPF_H

#include "maps.bpf.h"

#define CELL_RUNNING_BITS 12
#define CELL_TIME_MASK	  ((1ULL << (64 - CELL_RUNNING_BITS)) - 1)

/* CPU time of the process modulo 2^52 ns, from a word read at about `now`. */
static __always_inline u64 process_cpu__at(u64 word, u64 now)
{
	u64 running = word & ((1 << CELL_RUNNING_BITS) - 1);

	return ((word >> CELL_RUNNING_BITS) + running * now) & CELL_TIME_MASK;
}

/* ns between two readings. CPUs' clocks may differ by a few ns: never below 0. */
static __always_inline u64 process_cpu__between(u64 from, u64 to)
{
	u64 diff = (to - from) & CELL_TIME_MASK;

	return diff > CELL_TIME_MASK / 2 ? 0 : diff;
}

/* The task that runs on this CPU begins to be charged to the cell. */
static __always_inline void process_cpu__start(u32 cell, u64 now)
{
	u32 zero = 0;
	u32 *stint = bpf_map_lookup_elem(&stints, &zero);
	u64 *word = bpf_map_lookup_elem(&cpu_cells, &cell);

	if (!stint || !word || *stint)
		return;
	__sync_fetch_and_add(word, (-now << CELL_RUNNING_BITS) + 1);
	*stint = cell + 1;
}

/* The task that ran on this CPU leaves it. A stint that was never started is not charged. */
static __always_inline void process_cpu__stop(u64 now)
{
	u32 zero = 0, cell;
	u32 *stint = bpf_map_lookup_elem(&stints, &zero);
	u64 *word;

	if (!stint || !*stint)
		return;
	cell = *stint - 1;
	*stint = 0;
	word = bpf_map_lookup_elem(&cpu_cells, &cell);
	if (word)
		__sync_fetch_and_add(word, (now << CELL_RUNNING_BITS) - 1);
}

#endif
