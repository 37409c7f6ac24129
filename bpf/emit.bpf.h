/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The end of a call: readings, and the frame that becomes an event. */
#ifndef MAAP_EMIT_BPF_H
#define MAAP_EMIT_BPF_H

#include "maps.bpf.h"
#include "resources.bpf.h"

/* How a call ended. */
struct call_end {
	struct clock_reading clock;
	u64 rss_pages;
	u64 result;
	u64 capture_ns; /* what taking the result has cost */
	u32 tgid;
	u32 tid;
	u32 minor_faults;
	u32 major_faults;
	u32 exit_code;
	u32 error; /* number of the error that is why, 0: none */
	u32 turns;
	u8 outcome;
	u8 flags;
	bool capture_lost; /* there was no workplace for it */
	u32 captured;	   /* place + 1 of the scratch with what was taken at the return, 0: none */
};

/* A wake-up costs more than a record: the reader has a timer, and is woken only when the ring
 * fills. */
static __always_inline u64 wakeup_flag(void)
{
	if (bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) < wakeup_bytes || !reader_waits)
		return BPF_RB_NO_WAKEUP;
	reader_waits = false;
	return BPF_RB_FORCE_WAKEUP;
}

/* All but the clock; `task` is the thread that ends the call. */
static __always_inline void
call_end__read_rest(struct call_end *end, const struct frame_stack *stack, struct task_struct *task)
{
	end->turns = stack->turns;
	end->tgid = stack->tgid;
	end->tid = stack->tid;
	if (!want_resources)
		return;
	end->rss_pages = rss__read(task);
	end->minor_faults = task->min_flt;
	end->major_faults = task->maj_flt;
}

static __always_inline void call_end__read(struct call_end *end, const struct frame_stack *stack,
					   struct task_struct *task)
{
	clock__read(stack, &end->clock);
	call_end__read_rest(end, stack, task);
}

/*
 * The call has ended: its parent is told, its event sent or counted as lost. `parent` is the frame
 * itself where there is none.
 */
int call__end(struct frame *frame, struct frame *parent, const struct call_end *end);

#endif
