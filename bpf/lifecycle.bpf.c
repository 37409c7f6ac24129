// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Context switches, and what ends calls without a return: exec, exit, the end of the recording. */
#include "emit.bpf.h"

#define PF_EXITING	  0x00000004 /* include/linux/sched.h */
#define SIGNAL_GROUP_EXIT 0x00000004 /* include/linux/sched/signal.h */

static __always_inline void off_cpu__start(struct task_struct *task, u64 now)
{
	struct frame_stack *stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);

	if (stack)
		stack->off_since_ns = now;
}

static __always_inline void off_cpu__stop(struct task_struct *task, u64 now)
{
	struct frame_stack *stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);

	if (!stack || !stack->off_since_ns)
		return;
	stack->off_ns += now - stack->off_since_ns;
	stack->off_since_ns = 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_switch, bool preempt, struct task_struct *prev, struct task_struct *next)
{
	u32 prev_tgid = prev->tgid, next_tgid = next->tgid;
	u32 *cell;
	u64 now;

	if (bpf_map_lookup_elem(&processes, &prev_tgid)) {
		now = bpf_ktime_get_ns();
		process_cpu__stop(now);
		off_cpu__start(prev, now);
	} else {
		/* The process may have left the set during its stint. */
		process_cpu__stop(bpf_ktime_get_ns());
	}
	cell = bpf_map_lookup_elem(&processes, &next_tgid);
	if (cell) {
		now = bpf_ktime_get_ns();
		process_cpu__start(*cell, now);
		off_cpu__stop(next, now);
	}
	return 0;
}

/*
 * Run once on each CPU after a process was added: its threads that run already were switched in
 * before anybody counted.
 */
SEC("raw_tp")
int start_running_stints(void *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	u32 tgid = task->tgid;
	u32 *cell = bpf_map_lookup_elem(&processes, &tgid);

	if (cell)
		process_cpu__start(*cell, bpf_ktime_get_ns());
	return 0;
}

/* Ends all open calls of a thread as unfinished. */
static __always_inline void frame_stack__end(struct frame_stack *stack, struct task_struct *task,
					     struct call_end *end)
{
	call_end__read(end, stack, task);
	if (stack->off_since_ns)
		end->clock.off_ns += end->clock.now_ns - stack->off_since_ns;
	end->outcome = MAAP_UNFINISHED;
	frame_stack__end_down_to(stack, 0, end);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	struct frame_stack *stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	bool last = task->signal->live.counter == 0;
	bool group = task->signal->flags & SIGNAL_GROUP_EXIT;
	struct call_end end = {};

	end.exit_code = group ? task->signal->group_exit_code : task->exit_code;
	end.flags = MAAP_END_EXACT | (group || last ? MAAP_EXITED : 0) |
		    (task->mm ? 0 : MAAP_NO_MEMORY);
	if (stack)
		frame_stack__end(stack, task, &end);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, pid_t old_pid)
{
	struct frame_stack *stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	/* The memory that the task has by now is the new program's. */
	struct call_end end = { .flags = MAAP_END_EXACT | MAAP_NO_MEMORY };
	struct exec_event *event;
	u32 tgid = task->tgid;

	if (stack)
		frame_stack__end(stack, task, &end);
	if (!bpf_map_lookup_elem(&processes, &tgid))
		return 0;
	/* News, not a call: nothing is lost that anybody counts. */
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0;
	event->type = MAAP_EVENT_EXEC;
	event->by_thread = (u32)old_pid != tgid;
	event->tgid = tgid;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

/* When the recording ends: every call that is still open, of every thread. */
SEC("iter/task")
int end_open_calls(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct call_end end = {};
	struct frame_stack *stack;

	/* What exits is on_exit's. */
	if (!task || task->flags & PF_EXITING)
		return 0;
	stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	if (stack)
		frame_stack__end(stack, task, &end);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
