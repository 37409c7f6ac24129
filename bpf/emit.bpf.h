/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The end of a call: readings, and the frame that becomes an event. */
#ifndef MAAP_EMIT_BPF_H
#define MAAP_EMIT_BPF_H

#include "frames.bpf.h"

/* How a call ended. */
struct call_end {
	struct clock_reading clock;
	u64 rss_pages;
	u64 result;
	u32 tgid;
	u32 tid;
	u32 minor_faults;
	u32 major_faults;
	u32 exit_code;
	u8 outcome;
	u8 flags;
};

/* All but the clock; `task` is the thread that made the call. */
static __always_inline void call_end__read_rest(struct call_end *end, struct task_struct *task)
{
	end->tgid = task->tgid;
	end->tid = task->pid;
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
	call_end__read_rest(end, task);
}

/* Ends the topmost frame: its parent is told, its event sent or counted as lost. */
int frame_stack__pop(struct frame_stack *stack, const struct call_end *end);

struct ending {
	struct frame_stack *stack;
	const struct call_end *end;
	u32 depth;
};

static long end_top(u32 turn, struct ending *ending)
{
	struct call_end end = *ending->end;

	if (ending->stack->depth <= ending->depth)
		return 1;
	frame_stack__pop(ending->stack, &end);
	return 0;
}

/* Ends the calls above `depth` alike. */
static __always_inline void frame_stack__end_down_to(struct frame_stack *stack, u32 depth,
						     const struct call_end *end)
{
	struct ending ending = { .stack = stack, .end = end, .depth = depth };

	bpf_loop(MAAP_MAX_FRAMES, end_top, &ending, 0);
}

#endif
