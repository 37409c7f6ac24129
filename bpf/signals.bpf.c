// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Signals that end a traced process. */
#include "errors.bpf.h"

#define SIGNAL_GROUP_EXIT 0x00000004 /* include/linux/sched/signal.h */

#define SIGNAL_ABRT   6
#define SIGNAL_KILL   9
#define SENDER_KERNEL 1 /* SEND_SIG_PRIV instead of a siginfo */
#define SI_KERNEL     0x80
#define SI_TKILL      (-6)

/* Those whose default is to end the process: signal(7). */
static __always_inline bool is_deadly(u32 sig)
{
	const u64 harmless = 1ULL << 17 /* CHLD */ | 1ULL << 18 /* CONT */ | 1ULL << 19 /* STOP */ |
			     1ULL << 20 /* TSTP */ | 1ULL << 21 /* TTIN */ | 1ULL << 22 /* TTOU */ |
			     1ULL << 23 /* URG */ | 1ULL << 28 /* WINCH */;

	return sig < 64 ? !(harmless >> sig & 1) : sig == 64;
}

/* Who sends it is only known now. */
SEC("tp_btf/signal_generate")
int BPF_PROG(on_signal_sent, int sig, struct kernel_siginfo *info, struct task_struct *task)
{
	struct task_struct *current = bpf_get_current_task_btf();
	struct traced_process_cell *process;
	u32 tgid = task->tgid, pid = 0;
	u16 code = SI_KERNEL;

	if (!is_deadly(sig))
		return 0;
	process = bpf_map_lookup_elem(&processes, &tgid);
	if (!process)
		return 0;
	/* Without a siginfo it is kill()'s. */
	if ((u64)info != SENDER_KERNEL)
		code = BPF_CORE_READ(info, si_code);
	if ((s16)code <= 0)
		pid = task__tid(current->group_leader);
	process->sender = (u64)code << 48 | (u64)(u16)sig << 32 | pid;
	return 0;
}

static __always_inline struct strand *current_strand(struct frame_stack *stack,
						     struct task_struct *task)
{
	return stack->fiber ? strand__find(stack->fiber, task->tgid, false) : &stack->own;
}

static __always_inline void fill_signal(struct error_event *event, u32 sig,
					struct kernel_siginfo *info, struct task_struct *task,
					const struct traced_process_cell *process)
{
	bool group = task->signal->flags & SIGNAL_GROUP_EXIT;
	u64 sender = process->sender;

	event->exit_code = group ? task->signal->group_exit_code : sig;
	/* One that cannot be caught ends all threads at once, by SIGKILL. */
	event->signal = group && event->exit_code & 0x7f ? event->exit_code & 0x7f : sig;
	event->code = BPF_CORE_READ(info, si_code);
	if (event->code > 0)
		event->address = (u64)BPF_CORE_READ(info, _sifields._sigfault._addr);
	if ((u16)(sender >> 32) != event->signal || event->code > 0)
		return;
	event->code = (s16)(sender >> 48);
	event->sender = (u32)sender;
}

/*
 * By the action that is in force now. A thread that dies because another has ended the process gets
 * SIGKILL: that is worth telling for the calls that it has open alone.
 */
SEC("tp_btf/signal_deliver")
int BPF_PROG(on_signal, int sig, struct kernel_siginfo *info, struct k_sigaction *action)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct pt_regs *regs = (struct pt_regs *)bpf_task_pt_regs(task);
	bool group = task->signal->flags & SIGNAL_GROUP_EXIT;
	struct traced_process_cell *process;
	struct error_scratch *scratch;
	struct frame_stack *stack;
	struct strand *strand = NULL;
	u32 tgid = task->tgid, number;
	int place;

	process = bpf_map_lookup_elem(&processes, &tgid);
	if (!recording || !process || !is_deadly(sig))
		return 0;
	if (sig != SIGNAL_KILL && BPF_CORE_READ(action, sa.sa_handler))
		return 0;
	stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	if (stack)
		strand = current_strand(stack, task);
	if (group && !strand__is_open(strand))
		return 0;
	scratch = error__open(MAAP_ERROR_SIGNAL, process->pid, task__tid(task), &place);
	if (!scratch)
		return 0;
	error__note_registers(&scratch->event, regs);
	fill_signal(&scratch->event, sig, info, task, process);
	/* Its own: an older message is nothing to one that somebody sends. */
	if (sig == SIGNAL_ABRT && scratch->event.code == SI_TKILL &&
	    scratch->event.sender == process->pid)
		error__take_abort_message(scratch, process->abort_message);
	if (scratch->event.address || scratch->event.code > 0)
		error__take_mapping(scratch);
	error__take_returns(scratch);
	error__take_stack(scratch, regs->sp,
			  stack ? stack__left(stack, regs->sp) : MAAP_BACKTRACE_MAX);
	number = error__close(place);
	if (stack)
		stack->dying = true;
	if (strand && number)
		strand->error = number;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
