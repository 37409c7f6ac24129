/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Exceptions and panics where the runtimes have to do with them; used by evidence.bpf.c. */
#ifndef MAAP_THROWING_BPF_H
#define MAAP_THROWING_BPF_H

#include "errors.bpf.h"

#define HANDLER_BYTES 2048 /* of the stack, to tell whose handler it is */

/* An exception that no traced call can be left by. */
static __always_inline void count_outside(struct task_struct *task)
{
	u32 tgid = task->tgid;

	if (want_errors && recording && bpf_map_lookup_elem(&processes, &tgid))
		__sync_fetch_and_add(&raised_outside, 1);
}

/* A C++ exception by the unwinder's header. */
struct thrown {
	u64 object; /* 0: it is another language's */
	bool again; /* it was caught before */
};

static __always_inline void thrown__read(struct thrown *thrown, u64 header)
{
	u64 class = 0, primary = 0;
	s32 handlers = 0;

	thrown->object = 0;
	thrown->again = false;
	if (bpf_probe_read_user(&class, sizeof(class), (void *)header))
		return;
	if ((class | 1) != (MAAP_CLASS_GNU | 1) && (class | 1) != (MAAP_CLASS_LLVM | 1))
		return;
	if (class & MAAP_CLASS_DEPENDENT) {
		u64 before = (class | 1) == (MAAP_CLASS_GNU | 1) ? PRIMARY_GNU : PRIMARY_LLVM;

		if (bpf_probe_read_user(&primary, sizeof(primary), (void *)(header - before)))
			return;
		thrown->object = primary;
		thrown->again = true;
		return;
	}
	thrown->object = header + HEADER_BYTES;
	/* Less than 0: it is being thrown on from that many handlers. */
	if (!bpf_probe_read_user(&handlers, sizeof(handlers), (void *)(header - HANDLERS_BEFORE)))
		thrown->again = handlers < 0;
}

/* Which error told of the throw; what it was thrown as may have been another exception before. */
static __always_inline u32 thrown__origin(const struct thrown *thrown, struct task_struct *task)
{
	struct strand_key key = { .id = thrown->object, .tgid = task->tgid };
	u32 *number = thrown->object ? bpf_map_lookup_elem(&origins, &key) : NULL;

	return number ? *number : 0;
}

static __always_inline void thrown__set_origin(const struct thrown *thrown,
					       struct task_struct *task, u32 number)
{
	struct strand_key key = { .id = thrown->object, .tgid = task->tgid };

	if (!thrown->object)
		return;
	if (number)
		bpf_map_update_elem(&origins, &key, &number, BPF_ANY);
	else
		bpf_map_delete_elem(&origins, &key);
}

/* Thrown where nothing traced has been entered yet. */
static __always_inline void on_raise_outside(struct task_struct *task, const struct pt_regs *ctx)
{
	struct thrown thrown;

	if (!want_errors)
		return;
	thrown__read(&thrown, ctx->di);
	if (thrown.again)
		return;
	thrown__set_origin(&thrown, task, 0);
	count_outside(task);
}

static __always_inline struct error_scratch *open_error(enum maap_error_kind kind,
							const struct frame_stack *stack,
							const struct strand *strand,
							const struct pt_regs *ctx, int *place)
{
	struct error_scratch *scratch = error__open(kind, stack->tgid, stack->tid, place);

	if (!scratch)
		return NULL;
	error__note_registers(&scratch->event, ctx);
	scratch->event.strand = strand->id;
	return scratch;
}

/* With the stack from where the runtime was called on, which comes last. */
static __always_inline u32 close_error(struct error_scratch *scratch, int place,
				       const struct frame_stack *stack, u64 sp, u32 limit)
{
	u32 left = stack__left(stack, sp);

	if (left < limit)
		limit = left;

	error__take_returns(scratch);
	error__take_stack(scratch, sp, limit);
	return error__close(place);
}

static __always_inline void on_raise(struct frame_stack *stack, struct task_struct *task,
				     const struct pt_regs *ctx, bool again)
{
	struct error_scratch *scratch;
	struct place place = {};
	u64 header = ctx->di, sp = ctx->sp;
	struct thrown thrown;
	u32 number, origin;
	int held;

	barrier_var(header);
	barrier_var(sp);
	if (!want_errors)
		return;
	/* To go on is to raise once more, for the runtime. */
	if (!again && stack->rethrowing == header) {
		stack->rethrowing = 0;
		return;
	}
	stack->rethrowing = again ? header : 0;
	thrown__read(&thrown, header);
	thrown.again |= again;
	if (!thrown.again)
		thrown__set_origin(&thrown, task, 0);
	if (!place__find(&place, stack, task, 0, sp, false) || !strand__is_open(place.strand)) {
		if (!thrown.again)
			count_outside(task);
		return;
	}
	scratch = open_error(thrown.again ? MAAP_ERROR_RETHROW : MAAP_ERROR_RAISE, stack,
			     place.strand, ctx, &held);
	if (!scratch)
		return;
	origin = thrown__origin(&thrown, task);
	scratch->event.origin = origin;
	error__take_exception(scratch, header);
	number = close_error(scratch, held, stack, sp, MAAP_BACKTRACE_MAX);
	if (!origin)
		thrown__set_origin(&thrown, task, number);
	place.strand->error = number;
	stack->flying[stack->raising & (MAX_FLYING - 1)] = number;
	stack->raising++;
	stack->caught = 0;
}

/* Whether a call lies inside what the handler's stack pointer leaves. */
static __always_inline bool leaves_calls(const struct place *place, u64 limit)
{
	u32 depth = place->strand->depth;
	struct frame *top;

	if (!depth)
		return false;
	top = strand__frame(place->stack, place->strand, depth - 1);
	return top &&
	       (top->function == FRAME_ENDED || top->stack != place->kind || top->slot < limit);
}

/* A handler is entered: its number, 0 if nobody needs to know. */
static __always_inline u32 tell_of_catch(struct frame_stack *stack, struct task_struct *task,
					 const struct pt_regs *ctx, u64 limit)
{
	struct error_scratch *scratch;
	struct place place = {};
	u64 header = ctx->di, sp = ctx->sp, address = 0;
	bool first = stack->caught != header;
	struct thrown thrown;
	u32 number, origin;
	int held;

	barrier_var(header);
	if (!want_errors || !place__find(&place, stack, task, 0, limit, false))
		return 0;
	/* A copy by value asks for the exception first, and enters the handler then. */
	if (!leaves_calls(&place, limit) && !(stack->raising && first))
		return 0;
	stack->caught = header;
	if (stack->raising && first)
		stack->raising--;
	scratch = open_error(MAAP_ERROR_CATCH, stack, place.strand, ctx, &held);
	if (!scratch)
		return 0;
	bpf_probe_read_user(&address, sizeof(address), (void *)sp);
	scratch->event.address = address;
	thrown__read(&thrown, header);
	origin = thrown__origin(&thrown, task);
	scratch->event.origin = origin;
	error__take_exception(scratch, header);
	/* Where the handler stands in a library, the stack tells whose it is. */
	number = close_error(scratch, held, stack, sp, HANDLER_BYTES);
	if (!origin)
		thrown__set_origin(&thrown, task, number);
	return number;
}

static __always_inline void on_rust_panic(struct frame_stack *stack, struct task_struct *task,
					  const struct pt_regs *ctx)
{
	struct error_scratch *scratch;
	u64 info = ctx->di, sp = ctx->sp, dx = ctx->dx, cx = ctx->cx, r8 = ctx->r8;
	struct place place = {};
	int held;

	barrier_var(info);
	barrier_var(sp);
	barrier_var(dx);
	barrier_var(cx);
	barrier_var(r8);
	if (!place__find(&place, stack, task, 0, sp, false) || !strand__is_open(place.strand))
		return;
	scratch = open_error(MAAP_ERROR_RUST_PANIC, stack, place.strand, ctx, &held);
	if (!scratch)
		return;
	/* Its PanicInfo, or the place itself among the arguments of what calls the hook. */
	if (!error__take_rust_panic(scratch, info) && !error__take_rust_location(scratch, dx) &&
	    !error__take_rust_location(scratch, cx))
		error__take_rust_location(scratch, r8);
	place.strand->error = close_error(scratch, held, stack, sp, MAAP_BACKTRACE_MAX);
}

static __always_inline void on_go_panic(struct frame_stack *stack, struct task_struct *task,
					const struct pt_regs *ctx, u64 cookie)
{
	u64 value[2] = { ctx->ax, ctx->bx }, sp = ctx->sp;
	struct error_scratch *scratch;
	struct place place = {};
	int held;

	if (!place__find(&place, stack, task, cookie, ctx->sp, false) ||
	    !strand__is_open(place.strand)) {
		count_outside(task);
		return;
	}
	if (cookie & MAAP_COOKIE_STACK_ARGS)
		bpf_probe_read_user(value, sizeof(value), (void *)(ctx->sp + sizeof(u64)));
	scratch = open_error(MAAP_ERROR_GO_PANIC, stack, place.strand, ctx, &held);
	if (!scratch)
		return;
	error__take_go_value(scratch, value[0], value[1]);
	/* Where the goroutine's stack ends: the slot counts from there. */
	place.strand->error =
		close_error(scratch, held, stack, sp,
			    -place.slot < MAAP_BACKTRACE_MAX ? -place.slot : MAAP_BACKTRACE_MAX);
	place.strand->recovered = 0;
}

/* Runs on another stack, for the goroutine that is its argument. */
static __always_inline void on_go_recover(struct frame_stack *stack, struct task_struct *task,
					  const struct pt_regs *ctx, u64 cookie)
{
	struct error_scratch *scratch;
	struct strand *strand;
	u64 g = ctx->ax;
	int held;

	if (cookie & MAAP_COOKIE_STACK_ARGS)
		bpf_probe_read_user(&g, sizeof(g), (void *)(ctx->sp + sizeof(u64)));
	strand = strand__find(g, task->tgid, false);
	if (!strand__is_open(strand))
		return;
	scratch = open_error(MAAP_ERROR_GO_RECOVER, stack, strand, ctx, &held);
	if (!scratch)
		return;
	strand->recovered = error__close(held);
	strand->error = strand->recovered;
}

#endif
