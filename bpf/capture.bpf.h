/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is taken of a call's arguments and result beyond the registers in its event. */
#ifndef MAAP_CAPTURE_BPF_H
#define MAAP_CAPTURE_BPF_H

#include "maps.bpf.h"

/* Takes what the plan says into the scratch. Returns whether there is anything. */
int capture__take(struct capture_scratch *scratch, const struct capture_plan *plan);

/* Sends what the scratch holds as a part of the call. Returns 0, or less if there is no room. */
int capture__send(struct capture_scratch *scratch, u64 call);

/*
 * Brings a page into memory as a read of the program would, if the op says so and nobody can be
 * kept waiting. Returns whether it is there. May sleep.
 */
int fault_in(const struct capture_op *op, u64 address);

#define CAPTURE_NOTHING (-1) /* there is nothing to send */
#define CAPTURE_LOST	(-2) /* there was no workplace */

/* The place of a scratch that is the thread's until capture__release(), or CAPTURE_LOST. */
int capture__acquire(void);

static __always_inline struct capture_scratch *capture__scratch(s32 place)
{
	u32 key = place;

	return bpf_map_lookup_elem(&capture_scratches, &key);
}

static __always_inline void capture__release(s32 place)
{
	struct capture_scratch *scratch = capture__scratch(place);

	if (scratch)
		__sync_lock_test_and_set(&scratch->busy, 0);
}

static __always_inline void capture__note_registers(struct capture_scratch *scratch,
						    const struct pt_regs *ctx, u64 slot)
{
	scratch->registers[0] = ctx->ax;
	scratch->registers[1] = ctx->dx;
	scratch->registers[2] = ctx->cx;
	scratch->registers[3] = ctx->bx;
	scratch->registers[4] = ctx->si;
	scratch->registers[5] = ctx->di;
	scratch->registers[6] = ctx->bp;
	/* The stack as it was at entry, whatever has been taken off since. */
	scratch->registers[7] = slot;
	scratch->registers[8] = ctx->r8;
	scratch->registers[9] = ctx->r9;
	scratch->registers[10] = ctx->r10;
	scratch->registers[11] = ctx->r11;
	scratch->registers[12] = ctx->r12;
	scratch->registers[13] = ctx->r13;
	scratch->registers[14] = ctx->r14;
	scratch->registers[15] = ctx->r15;
}

/*
 * Takes what the plan of a function's entry or return says. `slot`: address of the return address;
 * `hidden`: its first argument, at return.
 * Returns the place of a scratch to send and release, CAPTURE_NOTHING or CAPTURE_LOST.
 */
static __always_inline s32 capture__fill(const struct pt_regs *ctx, const struct frame_stack *stack,
					 u64 cookie, u64 slot, u64 hidden, bool at_return)
{
	u32 function = cookie & MAAP_COOKIE_FUNCTION;
	u32 which = function * 2 + at_return;
	u32 *index = bpf_map_lookup_elem(&capture_of, &which);
	struct capture_plan *plan = index ? bpf_map_lookup_elem(&capture_plans, index) : NULL;
	struct capture_scratch *scratch;
	s32 place;

	if (!plan || !plan->count)
		return CAPTURE_NOTHING;
	place = capture__acquire();
	scratch = place < 0 ? NULL : capture__scratch(place);
	if (!scratch)
		return CAPTURE_LOST;
	capture__note_registers(scratch, ctx, slot);
	scratch->hidden = hidden;
	scratch->event.type = MAAP_EVENT_CAPTURE;
	scratch->event.at_return = at_return;
	scratch->event.function = function;
	scratch->event.tgid = stack->tgid;
	scratch->event.tid = stack->tid;
	if (capture__take(scratch, plan))
		return place;
	capture__release(place);
	return CAPTURE_NOTHING;
}

#endif
