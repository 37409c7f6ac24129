/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Results that count as errors; used by calls.bpf.c. */
#ifndef MAAP_RESULTS_BPF_H
#define MAAP_RESULTS_BPF_H

#include "errors.bpf.h"

/* The thread's errno now, -1: not known. */
static __always_inline s32 errno__read(struct task_struct *task)
{
	struct traced_process_cell *process;
	u32 tgid = task->tgid;
	s32 value = -1;

	process = bpf_map_lookup_elem(&processes, &tgid);
	if (process && process->errno_offset &&
	    bpf_probe_read_user(&value, sizeof(value),
				(void *)(task->thread.fsbase + process->errno_offset)))
		return -1;
	return value;
}

/* A result that counts as an error. Returns the error's number, 0 if it could not be told. */
static __always_inline u32 tell_of_result(const struct pt_regs *ctx, struct task_struct *task,
					  const struct place *place, const struct frame *frame,
					  u64 result)
{
	struct frame_stack *stack = place->stack;
	struct error_scratch *scratch;
	int held;

	scratch = error__open(MAAP_ERROR_RETURN, stack->tgid, stack->tid, &held);
	if (!scratch)
		return 0;
	error__note_registers(&scratch->event, ctx);
	scratch->event.strand = place->strand->id;
	scratch->event.object = result;
	scratch->event.code = errno__read(task);
	scratch->event.sender = frame->errno_value;
	scratch->event.call = frame->call;
	scratch->event.returned = place->slot != ctx->sp;
	error__take_returns(scratch);
	error__take_stack(scratch, ctx->sp, stack__left(stack, place->slot));
	return error__close(held);
}

#endif
