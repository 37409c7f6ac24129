/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Threads, goroutines, fibers: whose call is it, on which stack, and where its frames are kept. */
#ifndef MAAP_STRANDS_BPF_H
#define MAAP_STRANDS_BPF_H

#include "pids.bpf.h"

/* Pointers are only compared within one stack. */
enum stack_kind {
	STACK_OWN = 0,	   /* the strand's */
	STACK_SIGNAL = 1,  /* inside sigaltstack's range */
	STACK_FOREIGN = 2, /* neither: switched by hand, and nobody knows its bounds */
};

#define SS_AUTODISARM (1U << 31) /* include/uapi/linux/signal.h */

/* The place of an entry or exit. */
struct place {
	struct frame_stack *stack;
	struct strand *strand;
	u64 slot;
	enum stack_kind kind;
};

struct stack_range {
	u64 base;
	u64 bytes;
};

static long note_range(struct task_struct *task, struct vm_area_struct *vma, void *context)
{
	struct stack_range *range = context;

	range->base = vma->vm_start;
	range->bytes = vma->vm_end - vma->vm_start;
	return 0;
}

/*
 * A thread's own stack. The C libraries keep what a thread pointer points to at its end, in the
 * same mapping, which may go on beyond; the main thread's is where its program was started, and
 * grows; that of a child that runs on after fork() or clone() is where it began.
 */
static __noinline __attribute__((unused)) void stack__find_own(struct frame_stack *stack,
							       struct task_struct *task, u64 sp)
{
	bool leader = task->pid == task->tgid;
	u64 inside = leader ? task->mm->start_stack : task->thread.fsbase;
	struct traced_process_cell *process;
	struct stack_range range = {};
	u32 tgid = task->tgid;
	u64 bytes;

	process = bpf_map_lookup_elem(&processes, &tgid);
	if (leader && process && process->birth_sp)
		inside = process->birth_sp - 1;
	bpf_find_vma(task, inside ? inside : sp, note_range, &range, 0);
	if (!range.bytes)
		return;
	bytes = range.bytes;
	if (!leader && inside && inside - range.base < bytes)
		bytes = inside - range.base;
	stack->own_base = range.base;
	stack->own_bytes = bytes;
}

/* What is kept of the thread, made on its first traced call; NULL if not traced, or no memory
 * (counted). */
static __always_inline struct frame_stack *frame_stack__make(struct task_struct *task)
{
	struct frame_stack *stack;
	struct traced_process_cell *process;
	u32 tgid = task->tgid;

	/* Its thread keeps what the calibration gave it. */
	if (tgid == own_tgid && !calibrating)
		return NULL;
	stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	if (stack)
		return stack;
	process = bpf_map_lookup_elem(&processes, &tgid);
	if (!process)
		return NULL;
	stack = bpf_task_storage_get(&frame_stacks, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!stack) {
		count_loss(MAAP_LOSS_STORAGE);
		return NULL;
	}
	stack->cell = process->cell;
	stack->tgid = process->pid;
	stack->tid = task__tid(task);
	return stack;
}

static __always_inline void stack__note_signal(struct frame_stack *stack, struct task_struct *task)
{
	u64 bytes = task->sas_ss_size;

	if (!bytes) {
		/* Its handler runs; or there is none any more. */
		if (!stack->signal_disarms)
			stack->signal_bytes = 0;
		return;
	}
	stack->signal_disarms = task->sas_ss_flags & SS_AUTODISARM;
	stack->signal_base = task->sas_ss_sp;
	stack->signal_bytes = bytes;
}

/*
 * For the signal stack the same test as the kernel's on_sig_stack(), but for the stack as it was
 * last seen: with SS_AUTODISARM it is not set while its handler runs.
 */
static __always_inline enum stack_kind stack__of(const struct frame_stack *stack, u64 sp)
{
	if (sp > stack->signal_base && sp - stack->signal_base <= stack->signal_bytes)
		return STACK_SIGNAL;
	if (stack->fiber || !stack->own_bytes || sp - stack->own_base < stack->own_bytes)
		return STACK_OWN;
	return STACK_FOREIGN;
}

/* Go's current goroutine (struct g), and the end of its stack: g begins with {lo, hi}. */
static __always_inline bool goroutine__read(struct task_struct *task, s64 tls_g, u64 *g, u64 *hi)
{
	u64 word = task->thread.fsbase + tls_g;

	return !bpf_probe_read_user(g, sizeof(*g), (void *)word) && *g &&
	       !bpf_probe_read_user(hi, sizeof(*hi), (void *)(*g + sizeof(u64)));
}

static __always_inline struct strand *strand__find(u64 id, u32 tgid, bool make)
{
	struct strand_key key = { .id = id, .tgid = tgid };
	struct strand fresh = { .id = id, .tgid = tgid };
	struct strand *strand = bpf_map_lookup_elem(&strands, &key);

	if (strand || !make)
		return strand;
	bpf_map_update_elem(&strands, &key, &fresh, BPF_NOEXIST);
	return bpf_map_lookup_elem(&strands, &key);
}

/* Whose call it is that a site with this cookie was hit by; false if that cannot be told. */
static __always_inline bool place__find(struct place *place, struct frame_stack *stack,
					struct task_struct *task, u64 cookie, u64 sp, bool make)
{
	u64 id = stack->fiber, hi = 0;

	place->stack = stack;
	place->slot = sp;
	if (cookie & MAAP_COOKIE_GO) {
		if (!goroutine__read(task, MAAP_SITE_TLS_G(cookie), &id, &hi))
			return false;
		/* The same when the stack has moved; deeper is smaller here too. */
		place->slot = sp - hi;
		place->kind = STACK_OWN;
	} else {
		place->kind = stack__of(stack, sp);
	}
	place->strand = id ? strand__find(id, task->tgid, make) : &stack->own;
	return place->strand != NULL;
}

/* NULL only for a strand that is not the thread's own. */
static __always_inline struct frame *strand__frame(struct frame_stack *stack,
						   const struct strand *strand, u32 index)
{
	struct strand_frame_key key = { .id = strand->id, .tgid = strand->tgid, .index = index };

	/* The mask is for the verifier: callers keep index < MAAP_MAX_FRAMES. */
	return strand->id ? bpf_map_lookup_elem(&strand_frames, &key)
			  : &stack->frames[index & (MAAP_MAX_FRAMES - 1)];
}

/* Lets go of the topmost frame. */
static __always_inline void strand__drop_top(struct strand *strand)
{
	struct strand_frame_key key = { .id = strand->id, .tgid = strand->tgid };

	key.index = --strand->depth;
	if (strand->id)
		bpf_map_delete_elem(&strand_frames, &key);
}

/* A strand that is not a thread's own lives as long as calls are open on it. */
static __always_inline void strand__release(struct strand *strand)
{
	struct strand_key key = { .id = strand->id, .tgid = strand->tgid };

	if (strand->id && !strand->depth)
		bpf_map_delete_elem(&strands, &key);
}

#endif
