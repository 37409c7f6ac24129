// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Context switches; processes that come and go; what ends calls without a return: exec, exit, the
 * end of the recording. */
#include "frames.bpf.h"
#include "errors.bpf.h"

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
	struct traced_process_cell *process;
	u64 now;

	if (bpf_map_lookup_elem(&processes, &prev_tgid)) {
		now = bpf_ktime_get_ns();
		process_cpu__stop(now);
		off_cpu__start(prev, now);
	} else {
		/* The process may have left the set during its stint. */
		process_cpu__stop(bpf_ktime_get_ns());
	}
	process = bpf_map_lookup_elem(&processes, &next_tgid);
	if (process) {
		now = bpf_ktime_get_ns();
		process_cpu__start(process->cell, now);
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
	struct traced_process_cell *process = bpf_map_lookup_elem(&processes, &tgid);

	if (process)
		process_cpu__start(process->cell, bpf_ktime_get_ns());
	return 0;
}

/* Ends all open calls of a thread's own. */
static __always_inline void frame_stack__end(struct frame_stack *stack, struct task_struct *task,
					     struct call_end *end)
{
	call_end__read(end, stack, task);
	end->error = stack->own.error;
	if (stack->off_since_ns)
		end->clock.off_ns += end->clock.now_ns - stack->off_since_ns;
	strand__end_all(stack, &stack->own, end);
}

struct strands_ending {
	struct call_end *end;
	struct frame_stack *stack;
	u32 tgid;
};

static long end_strand(struct bpf_map *map, const struct strand_key *key, struct strand *strand,
		       struct strands_ending *ending)
{
	if (strand->tgid == ending->tgid) {
		ending->end->error = strand->error;
		strand__end_all(ending->stack, strand, ending->end);
		strand__release(strand);
	}
	return 0;
}

/*
 * Goroutines and fibers end with their process. `stack`, of any of its threads, only serves to get
 * at a strand's frames.
 */
static __always_inline void end_strands(struct frame_stack *stack, u32 tgid, struct call_end *end)
{
	struct strands_ending ending = { .end = end, .stack = stack, .tgid = tgid };

	if (want_strands)
		bpf_for_each_map_elem(&strands, end_strand, &ending, 0);
}

static __always_inline void tell_of_process(enum maap_event_type type, u32 tgid, u32 parent,
					    u32 exit_code, u64 sender)
{
	/* News, not a call: nothing is lost that anybody counts. */
	struct process_event *event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);

	if (!event)
		return;
	event->type = type;
	event->tgid = tgid;
	event->parent = parent;
	event->exit_code = exit_code;
	event->sender = sender;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

/* The same among the errors: the child's own come after it. */
static __always_inline void tell_errors_of_fork(u32 tgid, u32 parent)
{
	struct process_event *event;

	if (!want_errors)
		return;
	event = bpf_ringbuf_reserve(&error_events, sizeof(*event), 0);
	if (!event)
		return;
	event->type = MAAP_EVENT_FORK;
	event->tgid = tgid;
	event->parent = parent;
	event->exit_code = 0;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
}

/*
 * The thread that ends its process by itself, with calls open: where it does so. Up to kernel 6.15
 * its memory is gone by now.
 */
static __always_inline void tell_of_exit(struct frame_stack *stack, struct task_struct *task,
					 u32 exit_code)
{
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	struct error_scratch *scratch;
	u32 number;
	int place;

	if (stack->dying || !exit_code || !strand__is_open(&stack->own))
		return;
	scratch = error__open(MAAP_ERROR_EXIT, stack->tgid, stack->tid, &place);
	if (!scratch)
		return;
	error__note_registers(&scratch->event, regs);
	scratch->event.exit_code = exit_code;
	if (task->mm) {
		error__take_returns(scratch);
		error__take_stack(scratch, regs->sp, stack__left(stack, regs->sp));
	}
	number = error__close(place);
	if (number)
		stack->own.error = number;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	struct frame_stack *stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	bool last = task->signal->live.counter == 0;
	bool group = task->signal->flags & SIGNAL_GROUP_EXIT;
	struct call_end end = {};
	struct traced_process_cell *process;
	u32 tgid = task->tgid;

	end.exit_code = group ? task->signal->group_exit_code : task->exit_code;
	end.flags = MAAP_END_EXACT | (group || last ? MAAP_EXITED : 0) |
		    (task->mm ? 0 : MAAP_NO_MEMORY);
	end.outcome = MAAP_UNFINISHED;
	if (stack && stack->forced && !group) {
		/* When exactly the unwinder left them nobody saw. */
		end.outcome = MAAP_UNWOUND;
		end.flags = task->mm ? 0 : MAAP_NO_MEMORY;
	}
	if (want_errors && stack && (group || last))
		tell_of_exit(stack, task, end.exit_code);
	if (stack)
		frame_stack__end(stack, task, &end);
	process = last ? bpf_map_lookup_elem(&processes, &tgid) : NULL;
	if (!process)
		return 0;
	if (want_strands && !stack) {
		stack = frame_stack__make(task);
		if (stack)
			call_end__read(&end, stack, task);
	}
	if (stack)
		end_strands(stack, tgid, &end);
	/* A signal is delivered before its sending has been told, at times: by now it is known. */
	tell_of_process(MAAP_EVENT_EXIT, process->pid, 0, end.exit_code, process->sender);
	return 0;
}

/* A child of a traced process is traced from its first instruction on. */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct *parent, struct task_struct *child)
{
	u32 parent_tgid = parent->tgid, tgid = child->tgid;
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(child);
	struct traced_process_cell process = {}, *of_parent;

	if (parent_tgid == tgid)
		return 0;
	of_parent = bpf_map_lookup_elem(&processes, &parent_tgid);
	if (!of_parent)
		return 0;
	if (bpf_map_pop_elem(&free_cells, &process.cell)) {
		__sync_fetch_and_add(&children_missed, 1);
		return 0;
	}
	process.birth_sp = regs->sp;
	process.pid = task__tid(child);
	process.abort_message = of_parent->abort_message;
	process.errno_offset = of_parent->errno_offset;
	bpf_map_update_elem(&processes, &tgid, &process, BPF_ANY);
	tell_errors_of_fork(process.pid, of_parent->pid);
	tell_of_process(MAAP_EVENT_FORK, process.pid, of_parent->pid, 0, 0);
	return 0;
}

/* A followed process is gone for good: no CPU charges it any more. */
SEC("tp_btf/sched_process_free")
int BPF_PROG(on_free, struct task_struct *task)
{
	struct traced_process_cell *found;
	u32 tgid = task->tgid, cell;

	if (task->pid != task->tgid)
		return 0;
	found = bpf_map_lookup_elem(&processes, &tgid);
	if (!found)
		return 0;
	cell = found->cell;
	if (!bpf_map_delete_elem(&processes, &tgid))
		bpf_map_push_elem(&free_cells, &cell, BPF_EXIST);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, pid_t old_pid)
{
	struct frame_stack *stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	/* The memory that the task has by now is the new program's. */
	struct call_end end = { .outcome = MAAP_UNFINISHED,
				.flags = MAAP_END_EXACT | MAAP_NO_MEMORY };
	struct traced_process_cell *process;
	struct exec_event *event;
	u32 tgid = task->tgid;

	if (stack) {
		frame_stack__end(stack, task, &end);
		end_strands(stack, tgid, &end);
		/* Other stacks now. */
		stack->own_bytes = 0;
		stack->signal_bytes = 0;
		stack->fiber = 0;
		stack->forced = false;
		stack->raising = 0;
		stack->caught = 0;
		stack->own.error = 0;
		/* A thread that executes takes over the main one's number. */
		stack->tid = stack->tgid;
	}
	process = bpf_map_lookup_elem(&processes, &tgid);
	if (!process)
		return 0;
	process->birth_sp = 0;
	process->abort_message = 0;
	process->errno_offset = 0;
	event = bpf_ringbuf_reserve(&events, sizeof(*event), 0);
	if (!event)
		return 0;
	event->type = MAAP_EVENT_EXEC;
	event->by_thread = (u32)old_pid != tgid;
	event->tgid = process->pid;
	bpf_ringbuf_submit(event, BPF_RB_NO_WAKEUP);
	return 0;
}

/* When the recording ends: every call that is still open, of every thread. */
SEC("iter/task")
int end_open_calls(struct bpf_iter__task *ctx)
{
	struct call_end end = { .outcome = MAAP_UNFINISHED };
	struct task_struct *task = ctx->task;
	struct frame_stack *stack;

	/* What exits is on_exit's. */
	if (!task || task->flags & PF_EXITING)
		return 0;
	stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	if (!stack)
		return 0;
	frame_stack__end(stack, task, &end);
	end_strands(stack, task->tgid, &end);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
