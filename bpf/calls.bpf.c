// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Entry and exit of a traced function. */
#define MAAP_TYPED_LOADS
#include "frames.bpf.h"
#include "capture.bpf.h"
#include "results.bpf.h"

/* In uprobe.session programs only (kernel 6.13 and later). */
extern bool bpf_session_is_return(void) __ksym __weak;

static __always_inline u64 next_call_number(void)
{
	u32 zero = 0;
	u64 *count = bpf_map_lookup_elem(&call_numbers, &zero);

	/* Interleaved by CPU: unique without a shared counter. */
	return count ? __sync_fetch_and_add(count, 1) * possible_cpus + bpf_get_smp_processor_id() +
			       1
		     : 0;
}

static __always_inline void frame__read_args(struct frame *frame, const struct pt_regs *ctx,
					     u64 cookie)
{
	if (cookie & MAAP_COOKIE_STACK_ARGS) {
		if (bpf_probe_read_user(frame->args, sizeof(frame->args),
					(void *)(ctx->sp + sizeof(u64))))
			__builtin_memset(frame->args, 0, sizeof(frame->args));
	} else if (cookie & MAAP_COOKIE_GO) {
		frame->args[0] = ctx->ax;
		frame->args[1] = ctx->bx;
		frame->args[2] = ctx->cx;
		frame->args[3] = ctx->di;
		frame->args[4] = ctx->si;
		frame->args[5] = ctx->r8;
	} else {
		frame->args[0] = ctx->di;
		frame->args[1] = ctx->si;
		frame->args[2] = ctx->dx;
		frame->args[3] = ctx->cx;
		frame->args[4] = ctx->r8;
		frame->args[5] = ctx->r9;
	}
}

static __always_inline void frame__place(struct frame *frame, const struct place *place, u32 depth)
{
	struct frame *below = depth ? strand__frame(place->stack, place->strand, depth - 1) : NULL;

	frame->slot = place->slot;
	frame->stack = place->kind;
	/* On a stack of unknown bounds the one below may belong to another. */
	if (below && below->stack == place->kind && place->kind != STACK_FOREIGN) {
		frame->parent = depth - 1;
		frame->depth = below->depth + 1;
	} else {
		frame->parent = -1;
		frame->depth = 0;
	}
}

/* Fills the frame; the clock is read last, so that little of the probe counts as the call's time.
 */
static __always_inline void frame__open(struct frame *frame, const struct frame_stack *stack,
					const struct pt_regs *ctx, u64 cookie,
					struct task_struct *task)
{
	struct clock_reading clock = {};

	frame->function = cookie & MAAP_COOKIE_FUNCTION;
	frame->reenters = cookie & MAAP_COOKIE_REENTERS;
	frame->unseen = cookie & MAAP_COOKIE_UNSEEN;
	frame->tid = stack->tid;
	frame->turns = stack->turns;
	frame->child_ns = 0;
	frame->nested_probe_ns = 0;
	if (want_args)
		frame__read_args(frame, ctx, cookie);
	if (want_resources) {
		frame->rss_pages = rss__read(task);
		frame->minor_faults = task->min_flt;
		frame->major_faults = task->maj_flt;
	}
	clock__read(stack, &clock);
	frame->off_ns = clock.off_ns;
	frame->process_cpu = clock.process_cpu;
	frame->entry_ns = clock.now_ns;
}

/* Before anything is read of the call itself: what this costs is not its own. */
static __always_inline void frame__capture(struct frame *frame, const struct place *place,
					   const struct pt_regs *ctx, u64 cookie)
{
	u64 start_ns = bpf_ktime_get_ns();
	s32 held = capture__fill(ctx, place->stack, cookie, ctx->sp, 0, false);
	struct capture_scratch *scratch = held < 0 ? NULL : capture__scratch(held);

	frame->capture_lost = held == CAPTURE_LOST;
	if (scratch) {
		scratch->event.strand = place->strand->id;
		scratch->event.index = place->strand->depth;
		if (capture__send(scratch, frame->call))
			frame->capture_lost = true;
		capture__release(held);
	}
	frame->capture_ns = bpf_ktime_get_ns() - start_ns;
}

static const struct frame blank_frame;

/* Room for one more frame, not counted yet; NULL if there is none (counted as a loss). */
static __always_inline struct frame *strand__make_room(struct frame_stack *stack,
						       struct strand *strand)
{
	struct strand_frame_key key = { .id = strand->id, .tgid = strand->tgid };

	if (!strand->id && strand->depth >= MAAP_MAX_FRAMES && strand->ended)
		strand__compact(stack);
	if (!strand->id && strand->depth >= MAAP_MAX_FRAMES) {
		count_loss(MAAP_LOSS_DEPTH);
		return NULL;
	}
	key.index = strand->depth;
	if (strand->id &&
	    bpf_map_update_elem(&strand_frames, &key, (void *)&blank_frame, BPF_ANY)) {
		count_loss(MAAP_LOSS_STORAGE);
		return NULL;
	}
	return strand__frame(stack, strand, strand->depth);
}

/* Whether a jcc jumps, by the low four bits of its opcode (Intel SDM, volume 1, appendix B). */
static __always_inline bool branch_is_taken(u64 flags, u32 condition)
{
	bool carry = flags & 1, parity = flags & 1 << 2, zero = flags & 1 << 6,
	     sign = flags & 1 << 7, overflow = flags & 1 << 11;
	bool holds;

	switch (condition >> 1) {
	case 0:
		holds = overflow;
		break;
	case 1:
		holds = carry;
		break;
	case 2:
		holds = zero;
		break;
	case 3:
		holds = carry | zero;
		break;
	case 4:
		holds = sign;
		break;
	case 5:
		holds = parity;
		break;
	case 6:
		holds = sign != overflow;
		break;
	default:
		holds = zero | (sign != overflow);
	}
	return holds != (condition & 1);
}

/* True if a frame was opened, so that the return is wanted. `arm`: the kernel is to arm it. */
static __always_inline bool enter(struct pt_regs *ctx, u64 cookie, bool arm)
{
	struct frame_stack *stack;
	struct task_struct *task;
	struct place place = {};
	struct frame *frame;
	u64 sp = ctx->sp;
	u32 depth;

	/* Read once: the verifier wants the context's members at fixed places. */
	barrier_var(sp);
	if (!recording)
		return false;
	if (cookie & MAAP_COOKIE_UNLESS && branch_is_taken(ctx->flags, MAAP_SITE_CONDITION(cookie)))
		return false;
	task = bpf_get_current_task_btf();
	stack = frame_stack__make(task);
	if (!stack)
		return false;
	stack__note_signal(stack, task);
	/* Goroutines' stacks tell of themselves. */
	if (!(cookie & MAAP_COOKIE_GO)) {
		/* Not known yet, or grown. */
		if (!stack->own_bytes || stack__of(stack, sp) == STACK_FOREIGN)
			stack__find_own(stack, task, sp);
		/* A fiber that was under way before anybody looked. */
		if (want_fibers && stack__of(stack, sp) == STACK_FOREIGN)
			stack->fiber = sp;
	}
	if (!place__find(&place, stack, task, cookie, sp, true)) {
		count_loss(MAAP_LOSS_STORAGE);
		return false;
	}
	depth = place.strand->depth;
	frame = depth ? strand__frame(stack, place.strand, depth - 1) : NULL;
	/* It is planned again at this moment, and the probe of its new plan was here already. */
	if (arm && frame && !frame->armed && frame->slot == place.slot &&
	    frame->function == (cookie & MAAP_COOKIE_FUNCTION))
		return false;
	if (frame && frame__judge(frame, cookie & MAAP_COOKIE_FUNCTION, place.slot, place.kind,
				  task) != FRAME_OPEN) {
		if (strand__settle(stack, place.strand, cookie & MAAP_COOKIE_FUNCTION, place.slot,
				   place.kind))
			return false;
	}
	if (arm && !may_arm(&place, task, cookie & MAAP_COOKIE_HARMLESS))
		return false;
	frame = strand__make_room(stack, place.strand);
	if (!frame) {
		strand__release(place.strand);
		return false;
	}
	depth = place.strand->depth;
	frame__place(frame, &place, depth);
	frame->armed = arm;
	frame->cost_class = (cookie & MAAP_COOKIE_STEPPED ? 1 : 0) | (arm ? 0 : 2);
	frame->call = next_call_number();
	frame->capture_ns = 0;
	frame->capture_lost = false;
	if (want_args && cookie & MAAP_COOKIE_CAPTURE)
		frame__capture(frame, &place, ctx, cookie);
	if (want_errors && cookie & MAAP_COOKIE_ERROR_RETURN)
		frame->errno_value = errno__read(task);
	place.strand->depth = depth + 1;
	frame__open(frame, stack, ctx, cookie, task);
	return true;
}

/* The frame on top if it is that of the function that leaves, else NULL. */
static __always_inline struct frame *top_of(struct frame_stack *stack, const struct place *place,
					    u64 cookie)
{
	u32 depth = place->strand->depth;
	struct frame *frame = depth ? strand__frame(stack, place->strand, depth - 1) : NULL;

	return frame && frame->function == (cookie & MAAP_COOKIE_FUNCTION) &&
			       frame->slot == place->slot
		       ? frame
		       : NULL;
}

/* Of the call that returns; what its function gives back by convention if that cannot be told. */
static __always_inline u64 first_argument(struct frame_stack *stack, const struct place *place,
					  u64 cookie, const struct pt_regs *ctx)
{
	u64 by_convention = ctx->ax;
	struct frame *frame;

	barrier_var(by_convention);
	frame = top_of(stack, place, cookie);
	return frame ? frame->args[0] : by_convention;
}

/* The call whose return address is or was at `slot` ends. */
static __always_inline void leave(struct pt_regs *ctx, u64 cookie, u64 slot, u8 outcome)
{
	struct task_struct *task = bpf_get_current_task_btf();
	/* A goroutine may come back on a thread that nothing traced was entered on. */
	struct frame_stack *stack = cookie & MAAP_COOKIE_GO
					    ? frame_stack__make(task)
					    : bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	struct call_end end = {};
	struct place place = {};

	if (!stack)
		return;
	clock__read(stack, &end.clock);
	if (!place__find(&place, stack, task, cookie, slot, false) || !place.strand->depth)
		return;
	call_end__read_rest(&end, stack, task);
	end.outcome = outcome;
	end.flags = MAAP_END_EXACT;
	end.result = want_args && outcome == MAAP_RETURNED ? ctx->ax : 0;
	if (want_args && outcome == MAAP_RETURNED && cookie & MAAP_COOKIE_CAPTURE_RESULT) {
		s32 held = capture__fill(ctx, stack, cookie, slot,
					 first_argument(stack, &place, cookie, ctx), true);

		end.captured = held < 0 ? 0 : held + 1;
		end.capture_lost = held == CAPTURE_LOST;
		end.capture_ns = bpf_ktime_get_ns() - end.clock.now_ns;
	}
	if (want_errors && outcome == MAAP_RETURNED && cookie & MAAP_COOKIE_ERROR_RETURN) {
		struct frame *frame = top_of(stack, &place, cookie);
		u64 result = ctx->ax;

		barrier_var(result);
		if (frame && error__is_error(cookie & MAAP_COOKIE_FUNCTION, result)) {
			end.error = tell_of_result(ctx, task, &place, frame, result);
			end.capture_ns = bpf_ktime_get_ns() - end.clock.now_ns;
		}
	}
	strand__leave(stack, place.strand, cookie & MAAP_COOKIE_FUNCTION, place.slot, &end);
	if (end.captured)
		capture__release(end.captured - 1);
	strand__release(place.strand);
}

static __always_inline void exit_site(struct pt_regs *ctx, u64 cookie)
{
	switch (MAAP_SITE_EXIT(cookie)) {
	case MAAP_EXIT_RETURN:
		leave(ctx, cookie, ctx->sp, MAAP_RETURNED);
		break;
	case MAAP_EXIT_BRANCH:
		if (!branch_is_taken(ctx->flags, MAAP_SITE_CONDITION(cookie)))
			break;
		/* fallthrough */
	case MAAP_EXIT_JUMP:
		leave(ctx, cookie, ctx->sp, MAAP_TAIL_CALLED);
		break;
	default:
		break;
	}
}

/* A return that the kernel has caught: `ret` has taken the return address off the stack. */
static __always_inline void leave_armed(struct pt_regs *ctx)
{
	leave(ctx, bpf_get_attach_cookie(ctx), ctx->sp - sizeof(u64), MAAP_RETURNED);
}

/* One link for both ends of a call. Returning 1 at entry tells the kernel to leave the return
 * alone. */
SEC("uprobe")
int call_session(struct pt_regs *ctx)
{
	if (bpf_session_is_return()) {
		leave_armed(ctx);
		return 0;
	}
	return !enter(ctx, bpf_get_attach_cookie(ctx), true);
}

SEC("uprobe")
int call_entry(struct pt_regs *ctx)
{
	enter(ctx, bpf_get_attach_cookie(ctx), true);
	return 0;
}

SEC("uprobe")
int call_return(struct pt_regs *ctx)
{
	leave_armed(ctx);
	return 0;
}

/* Places in the code itself: entries of functions whose returns are not armed, and exits. */
SEC("uprobe")
int call_site(struct pt_regs *ctx)
{
	u64 cookie = bpf_get_attach_cookie(ctx);

	if (cookie & MAAP_COOKIE_ENTRY)
		enter(ctx, cookie, false);
	exit_site(ctx, cookie);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
