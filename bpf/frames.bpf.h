/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The open calls of a strand: ending them, and telling which the program has left unseen. Global
 * functions, which the verifier checks once and not at each call; pointers are never NULL.
 */
#ifndef MAAP_FRAMES_BPF_H
#define MAAP_FRAMES_BPF_H

#include "emit.bpf.h"
#include "strands.bpf.h"
#include "arming.bpf.h"

/*
 * A function is entered at `slot`: ends the frames that the program has left unseen. Returns 1 if
 * this is a jump within an open call, else 0.
 */
int strand__settle(struct frame_stack *stack, struct strand *strand, u32 function, u64 slot,
		   u32 kind);

/* The open call of `function` whose return address lies at `slot` ends, if there is one. */
int strand__leave(struct frame_stack *stack, struct strand *strand, u32 function, u64 slot,
		  const struct call_end *end);

/*
 * Takes the ended frames out of a thread's own, so that there is room. They wait among the others
 * where calls end in another order than they began, as they do on stacks that are switched.
 */
int strand__compact(struct frame_stack *stack);

/* Ends all calls alike. */
int strand__end_all(struct frame_stack *stack, struct strand *strand, const struct call_end *end);

/*
 * The program has come back to a stack pointer from below: the calls whose slot lies under `limit`
 * have been left. On a stack of unknown bounds that says nothing.
 */
int strand__clear_below(struct frame_stack *stack, struct strand *strand, u32 kind, u64 limit,
			const struct call_end *end);

/* What became of the frame on top, now that a function is entered. */
enum verdict { FRAME_OPEN, FRAME_DEAD, FRAME_JUMPED, FRAME_SAME_CALL };

static __always_inline enum verdict frame__judge(const struct frame *top, u32 function, u64 slot,
						 enum stack_kind kind, struct task_struct *task)
{
	if (top->function == FRAME_ENDED)
		return FRAME_DEAD;
	/* A handler interrupts a stack; code there means that the handler is gone. */
	if (top->stack != kind)
		return top->stack == STACK_SIGNAL ? FRAME_DEAD : FRAME_OPEN;
	if (top->slot != slot && kind == STACK_FOREIGN)
		return FRAME_OPEN;
	if (top->slot < slot)
		return FRAME_DEAD;
	/* Overwritten by a newer frame: left by longjmp. */
	if (top->armed && !return_is_armed(task, top->slot))
		return FRAME_DEAD;
	if (top->slot > slot)
		return FRAME_OPEN;
	if (top->function == function && (top->armed || top->reenters))
		return FRAME_SAME_CALL;
	return top->armed || top->unseen ? FRAME_JUMPED : FRAME_DEAD;
}

#endif
