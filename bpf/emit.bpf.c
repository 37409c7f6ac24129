// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From an ended frame to its event in the ring buffer. */
#include "emit.bpf.h"

/* A wake-up costs more than a record: the reader has a timer, and is woken only when the ring
 * fills. */
static __always_inline u64 wakeup_flag(void)
{
	if (bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) < wakeup_bytes || !reader_waits)
		return BPF_RB_NO_WAKEUP;
	reader_waits = false;
	return BPF_RB_FORCE_WAKEUP;
}

static __always_inline void event__fill(struct call_event *event, const struct frame *frame,
					const struct frame *parent, const struct call_end *end)
{
	event->type = MAAP_EVENT_CALL;
	event->outcome = end->outcome;
	event->flags = end->flags;
	event->function = frame->function;
	event->tgid = end->tgid;
	event->tid = end->tid;
	event->call = frame->call;
	event->parent = parent ? parent->call : 0;
	event->entry_ns = frame->entry_ns;
	event->parent_entry_ns = parent ? parent->entry_ns : 0;
	event->raw_ns = end->clock.now_ns - frame->entry_ns;
	event->nested_probe_ns = frame->nested_probe_ns;
	event->child_ns = frame->child_ns;
	event->off_cpu_ns = end->clock.off_ns - frame->off_ns;
	event->process_cpu_ns = process_cpu__between(frame->process_cpu, end->clock.process_cpu);
	event->rss_entry_pages = frame->rss_pages;
	event->rss_exit_pages = end->rss_pages;
	event->minor_faults = end->minor_faults - frame->minor_faults;
	event->major_faults = end->major_faults - frame->major_faults;
	event->depth = frame->depth;
	event->exit_code = end->exit_code;
	if (want_args)
		__builtin_memcpy(event->args, frame->args, sizeof(event->args));
	else
		__builtin_memset(event->args, 0, sizeof(event->args));
	event->result = end->result;
}

/* Duration of a call as its parent sees it: probe cost taken off, never below 0. */
static __always_inline u64 frame__duration(const struct frame *frame, u64 now)
{
	u64 raw = now - frame->entry_ns;
	u64 probes = bias_ns[frame->cost_class & 1] + frame->nested_probe_ns;

	return raw > probes ? raw - probes : 0;
}

int frame_stack__pop(struct frame_stack *stack, const struct call_end *end)
{
	struct frame *frame, *parent = NULL;
	struct call_event *event;
	u64 duration;
	u32 index;

	if (!stack || !end)
		return 0;
	index = stack->depth - 1;
	if (index >= MAAP_MAX_FRAMES)
		return 0;
	frame = frame_stack__at(stack, index);
	stack->depth = index;
	duration = frame__duration(frame, end->clock.now_ns);
	if (frame->parent >= 0) {
		parent = frame_stack__at(stack, frame->parent);
		parent->child_ns += duration;
		parent->nested_probe_ns += frame->nested_probe_ns + cost_ns[frame->cost_class & 1];
	}
	if (min_duration_ns && duration < min_duration_ns)
		return 0;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event) {
		count_loss(MAAP_LOSS_RING_FULL);
		return 0;
	}
	event__fill(event, frame, parent, end);
	bpf_ringbuf_submit(event, wakeup_flag());
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
