/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Readings of a thread's and its process's resources at one moment. */
#ifndef MAAP_RESOURCES_BPF_H
#define MAAP_RESOURCES_BPF_H

#include "maps.bpf.h"
#include "process_cpu.bpf.h"

/* Up to kernel 6.1: plain counters. */
struct mm_rss_stat___flat {
	atomic_long_t count[4];
} __attribute__((preserve_access_index));

struct mm_struct___flat {
	struct mm_rss_stat___flat rss_stat;
} __attribute__((preserve_access_index));

struct clock_reading {
	u64 now_ns;
	u64 off_ns;	 /* the thread's time off the CPU up to now */
	u64 process_cpu; /* for process_cpu__between() */
};

/*
 * Time, off-CPU total and process CPU of one moment. A switch of this thread or of another of the
 * process between the loads would put its time on the wrong side, and a virtual CPU may be held for
 * milliseconds there: then they are read again.
 */
static __always_inline void clock__read(const struct frame_stack *stack,
					struct clock_reading *reading)
{
	u32 cell = stack->cell;
	u64 *word = NULL;
	u64 off = 0, value = 0;

	if (!want_resources) {
		reading->now_ns = bpf_ktime_get_ns();
		return;
	}
	word = bpf_map_lookup_elem(&cpu_cells, &cell);
	for (int tries = 0; tries < 4; tries++) {
		off = *(volatile const u64 *)&stack->off_ns;
		if (word)
			value = *(volatile u64 *)word;
		reading->now_ns = bpf_ktime_get_ns();
		if (off == *(volatile const u64 *)&stack->off_ns &&
		    (!word || value == *(volatile u64 *)word))
			break;
	}
	reading->off_ns = off;
	reading->process_cpu = process_cpu__at(value, reading->now_ns);
}

/*
 * One CPU's cell of a per-CPU counter. The typed load is what keeps the exact memory cheap at entry
 * and return: one instruction against a helper call. Only one of the linked objects may name the
 * kfunc: bpftool 7.1's linker fails on a second.
 */
#ifdef MAAP_TYPED_LOADS
extern void *bpf_rdonly_cast(void *obj, u32 btf_id) __ksym __weak;

static __always_inline s64 percpu__cell(u64 address)
{
	/* Any kernel struct that begins with an int serves: the cell is one. */
	struct refcount_struct *cell =
		bpf_rdonly_cast((void *)address, bpf_core_type_id_kernel(struct refcount_struct));

	return cell->refs.counter;
}
#else
static __always_inline s64 percpu__cell(u64 address)
{
	s32 cell = 0;

	bpf_probe_read_kernel(&cell, sizeof(cell), (void *)address);
	return cell;
}
#endif

/* Resident pages (file + anonymous + shared) of the process: MM_FILEPAGES, MM_ANONPAGES,
 * MM_SHMEMPAGES. */
static __always_inline u64 rss__read(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	s64 pages;

	if (!mm)
		return 0;
	if (bpf_core_type_exists(struct mm_rss_stat___flat)) {
		struct mm_struct___flat *flat = (void *)mm;

		return BPF_CORE_READ(flat, rss_stat.count[0].counter) +
		       BPF_CORE_READ(flat, rss_stat.count[1].counter) +
		       BPF_CORE_READ(flat, rss_stat.count[3].counter);
	}
	pages = mm->rss_stat[0].count + mm->rss_stat[1].count + mm->rss_stat[3].count;
	if (rss_cpus) {
		u64 file = (u64)mm->rss_stat[0].counters;
		u64 anon = (u64)mm->rss_stat[1].counters;
		u64 shmem = (u64)mm->rss_stat[3].counters;

		for (u32 cpu = 0; cpu < rss_cpus && cpu < MAAP_RSS_CPUS; cpu++)
			pages += percpu__cell(file + percpu_offset[cpu]) +
				 percpu__cell(anon + percpu_offset[cpu]) +
				 percpu__cell(shmem + percpu_offset[cpu]);
	}
	return pages < 0 ? 0 : pages;
}

#endif
