/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is taken of a call's arguments and result beyond the registers in its event. */
#ifndef MAAP_CAPTURE_BPF_H
#define MAAP_CAPTURE_BPF_H

#include "maps.bpf.h"

/* Takes what the plan says into the scratch. Returns whether there is anything. */
int capture__take(struct capture_scratch *scratch, const struct capture_plan *plan);

/* Sends what the scratch holds as a part of the call. */
int capture__send(struct capture_scratch *scratch, u64 call);

/* The scratch, filled for a function's entry or return; NULL if there is nothing to send. `slot`:
 * address of the return address. */
static __always_inline struct capture_scratch *capture__fill(const struct pt_regs *ctx,
							     struct task_struct *task,
							     const struct frame_stack *stack,
							     u64 cookie, u64 slot, bool at_return)
{
	u32 function = cookie & MAAP_COOKIE_FUNCTION;
	u32 which = function * 2 + at_return;
	u32 *index = bpf_map_lookup_elem(&capture_of, &which);
	struct capture_plan *plan = index ? bpf_map_lookup_elem(&capture_plans, index) : NULL;
	struct capture_scratch *scratch;

	if (!plan || !plan->count)
		return NULL;
	scratch = bpf_task_storage_get(&capture_scratches, task, NULL,
				       BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!scratch)
		return NULL;
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
	scratch->event.type = MAAP_EVENT_CAPTURE;
	scratch->event.at_return = at_return;
	scratch->event.function = function;
	scratch->event.tgid = stack->tgid;
	scratch->event.tid = stack->tid;
	return capture__take(scratch, plan) ? scratch : NULL;
}

#endif
