/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The frame stack of a thread: which traced calls are open, and on which of its stacks. */
#ifndef MAAP_FRAMES_BPF_H
#define MAAP_FRAMES_BPF_H

#include "maps.bpf.h"
#include "resources.bpf.h"

/* Pointers are only compared within one stack. */
enum stack_kind {
	STACK_THREAD = 0,
	STACK_SIGNAL = 1, /* inside sigaltstack's range */
};

static __always_inline struct frame *frame_stack__at(struct frame_stack *stack, u32 index)
{
	/* The mask is for the verifier: callers keep index < MAAP_MAX_FRAMES. */
	return &stack->frames[index & (MAAP_MAX_FRAMES - 1)];
}

/* The thread's frame stack, made on its first traced call; NULL if not traced, or no memory
 * (counted). */
static __always_inline struct frame_stack *frame_stack__make(struct task_struct *task)
{
	struct frame_stack *stack;
	u32 tgid = task->tgid;
	u32 *cell;

	stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	if (stack)
		return stack;
	cell = bpf_map_lookup_elem(&processes, &tgid);
	if (!cell)
		return NULL;
	stack = bpf_task_storage_get(&frame_stacks, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!stack) {
		count_loss(MAAP_LOSS_STORAGE);
		return NULL;
	}
	stack->cell = *cell;
	return stack;
}

/*
 * The same test as the kernel's on_sig_stack(), but for the stack as it was last seen: with
 * SS_AUTODISARM it is not set while its handler runs.
 */
static __always_inline enum stack_kind stack__of(const struct frame_stack *stack, u64 sp)
{
	return sp > stack->signal_base && sp - stack->signal_base <= stack->signal_bytes
		       ? STACK_SIGNAL
		       : STACK_THREAD;
}

static __always_inline void stack__note(struct frame_stack *stack, struct task_struct *task)
{
	u64 bytes = task->sas_ss_size;

	if (!bytes)
		return;
	stack->signal_base = task->sas_ss_sp;
	stack->signal_bytes = bytes;
}

/*
 * When the kernel arms a return it first drops the pending ones whose stack slot is not above the
 * stack pointer, as left by longjmp (arch_uretprobe_is_alive()). A signal handler on a stack of its
 * own that lies above the thread's makes it drop live ones, and the program dies of SIGILL at their
 * return. So a call there is not armed where that would happen, pending returns of other tracers
 * included.
 */
static __always_inline bool arming_would_kill(const struct frame_stack *stack,
					      struct task_struct *task, u64 sp,
					      enum stack_kind kind)
{
	struct uprobe_task *utask = task->utask;
	struct return_instance *pending;

	if (kind != STACK_SIGNAL || !utask)
		return false;
	pending = utask->return_instances;
	return pending && pending->stack <= sp && stack__of(stack, pending->stack) != kind;
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

#endif
