// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From an ended frame to its event in the ring buffer. */
#include "emit.bpf.h"
#include "capture.bpf.h"

static __always_inline void event__fill(struct call_event *event, const struct frame *frame,
					const struct frame *parent, const struct call_end *end)
{
	bool inside = parent != frame;

	event->type = MAAP_EVENT_CALL;
	event->outcome = end->outcome;
	event->flags = end->flags | frame->cost_class << MAAP_COST_SHIFT;
	/* Off-CPU time is a thread's: it says nothing of a call that shared the thread, or left it.
	 */
	if (frame->tid != end->tid || frame->turns != end->turns)
		event->flags |= MAAP_NO_THREAD_CPU;
	if (frame->capture_lost || end->capture_lost)
		event->flags |= MAAP_CAPTURE_LOST;
	event->function = frame->function;
	event->tgid = end->tgid;
	event->tid = end->tid;
	event->call = frame->call;
	event->parent = inside ? parent->call : 0;
	event->entry_ns = frame->entry_ns;
	event->parent_entry_ns = inside ? parent->entry_ns : 0;
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
	event->error = end->error;
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
	u64 probes = bias_ns[frame->cost_class % MAAP_COST_CLASSES] + frame->nested_probe_ns;

	return raw > probes ? raw - probes : 0;
}

/*
 * What the call's probes cost those around it. A call that was left unseen has paid for its entry:
 * about what is within the time of a whole one, the second half of an entry and the first of an
 * exit.
 */
static __always_inline u64 probes__cost(const struct frame *frame, const struct call_end *end)
{
	u32 class = frame->cost_class % MAAP_COST_CLASSES;

	if (end->outcome == MAAP_UNWOUND)
		return bias_ns[class];
	/* A jump is emulated, where a return instruction is stepped. */
	return cost_ns[end->outcome == MAAP_TAIL_CALLED ? class & MAAP_COST_STEPPED : class];
}

/* What was taken at the return comes before its call. Returns what that costs, ns. */
static __always_inline u64 send_result(struct frame *frame, const struct call_end *end)
{
	struct capture_scratch *scratch;
	u64 start_ns;

	if (!end->captured || end->outcome != MAAP_RETURNED)
		return 0;
	start_ns = bpf_ktime_get_ns();
	scratch = capture__scratch(end->captured - 1);
	if (!scratch || capture__send(scratch, frame->call))
		frame->capture_lost = true;
	return bpf_ktime_get_ns() - start_ns;
}

static __always_inline void send_call(const struct frame *frame, const struct frame *parent,
				      const struct call_end *end, u64 capture_ns)
{
	struct call_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event) {
		count_loss(MAAP_LOSS_RING_FULL);
		return;
	}
	event__fill(event, frame, parent, end);
	event->capture_ns = capture_ns;
	bpf_ringbuf_submit(event, wakeup_flag());
}

int call__end(struct frame *frame, struct frame *parent, const struct call_end *end)
{
	u64 duration, capture_ns;

	if (!frame || !parent || !end)
		return 0;
	capture_ns = frame->capture_ns + end->capture_ns;
	duration = frame__duration(frame, end->clock.now_ns);
	/* What an error has left is told, however short it was. */
	if (!min_duration_ns || duration >= min_duration_ns || (want_errors && end->error)) {
		capture_ns += send_result(frame, end);
		send_call(frame, parent, end, capture_ns);
	}
	if (parent != frame) {
		parent->child_ns += duration;
		parent->nested_probe_ns +=
			frame->nested_probe_ns + probes__cost(frame, end) + capture_ns;
	}
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
