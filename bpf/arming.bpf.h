/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Return addresses that the kernel has replaced by its trampoline, or would. */
#ifndef MAAP_ARMING_BPF_H
#define MAAP_ARMING_BPF_H

#include "strands.bpf.h"

/*
 * When the kernel arms a return it first drops the pending ones whose stack slot is not above the
 * stack pointer, as left by longjmp (arch_uretprobe_is_alive()). Code on another stack, that lies
 * above the one with pending returns, makes it drop live ones, and the program dies of SIGILL at
 * their return: in a signal handler on a stack of its own, and wherever stacks are switched. So a
 * call is not armed where that would happen, pending returns of other tracers included. Only where
 * the thread's own code goes on is a handler's pending return dead.
 */
static __always_inline bool arming_would_kill(const struct frame_stack *stack,
					      struct task_struct *task, u64 sp,
					      enum stack_kind kind)
{
	struct uprobe_task *utask = task->utask;
	struct return_instance *pending;
	enum stack_kind other;

	if (!utask)
		return false;
	pending = utask->return_instances;
	if (!pending || pending->stack > sp)
		return false;
	other = stack__of(stack, pending->stack);
	if (kind == STACK_OWN)
		return other == STACK_FOREIGN;
	return kind == STACK_FOREIGN || other != kind;
}

/*
 * Whether the kernel will arm the return of a call entered now. It keeps at most 64 pending returns
 * a thread (MAX_URETPROBE_DEPTH in include/linux/uprobes.h), those of other tracers included, and
 * says nothing when it does not: its own counter does.
 */
static __always_inline bool return_will_be_armed(struct task_struct *task)
{
	struct uprobe_task *utask = task->utask;

	return !utask || utask->depth < 64;
}

/*
 * Whether the return address at `slot` is already the kernel's trampoline: then the code at hand
 * was entered by a jump from the call that owns the slot, not by a call that reuses it.
 */
static __always_inline bool return_is_armed(struct task_struct *task, u64 slot)
{
	struct xol_area *area = task->mm->uprobes_state.xol_area;
	u64 address = 0;

	if (!area || bpf_probe_read_user(&address, sizeof(address), (void *)slot))
		return false;
	return address == area->vaddr;
}

/*
 * Whether the return of a call entered at this place may be armed; if not, the call is counted as
 * lost. `harmless`: nothing can unwind through it, so it does not matter what is mapped meanwhile.
 */
static __always_inline bool may_arm(const struct place *place, struct task_struct *task,
				    bool harmless)
{
	enum maap_loss reason;

	if (mapping_seen > mapping_checked && !harmless)
		reason = MAAP_LOSS_REPLANNING;
	else if (place->kind == STACK_FOREIGN && !harmless)
		reason = MAAP_LOSS_FOREIGN_STACK;
	else if (arming_would_kill(place->stack, task, place->slot, place->kind))
		reason = place->kind == STACK_SIGNAL ? MAAP_LOSS_SIGNAL_STACK
						     : MAAP_LOSS_FOREIGN_STACK;
	else if (!return_will_be_armed(task))
		reason = MAAP_LOSS_NESTING;
	else
		return true;
	count_loss(reason);
	if (reason != MAAP_LOSS_REPLANNING)
		unarmed++;
	return false;
}

#endif
