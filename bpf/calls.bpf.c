// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Entry and return of a traced function. */
#define MAAP_TYPED_LOADS
#include "emit.bpf.h"

/* In uprobe.session programs only (kernel 6.13 and later). */
extern bool bpf_session_is_return(void) __ksym __weak;

/* What became of the frame on top, now that another function is entered at `slot`. */
enum verdict { FRAME_OPEN, FRAME_DEAD, FRAME_JUMPED, FRAME_SAME_CALL };

static __always_inline enum verdict frame__judge(const struct frame *top, u32 function, u64 slot,
						 enum stack_kind stack, struct task_struct *task)
{
	if (top->stack != stack)
		/* A handler interrupts the thread's stack; code there means that the handler is
		 * gone. */
		return stack == STACK_SIGNAL ? FRAME_OPEN : FRAME_DEAD;
	/* Overwritten by a newer frame: left by longjmp. */
	if (top->slot > slot)
		return return_is_armed(task, top->slot) ? FRAME_OPEN : FRAME_DEAD;
	if (top->slot < slot || !return_is_armed(task, slot))
		return FRAME_DEAD;
	return top->function == function ? FRAME_SAME_CALL : FRAME_JUMPED;
}

struct settling {
	struct frame_stack *stack;
	struct call_end end;
	u64 slot;
	u32 function;
	bool same_call;
};

static long settle_top(u32 turn, struct settling *settling)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct frame_stack *stack = settling->stack;
	u32 depth = stack->depth;
	enum verdict verdict;

	if (!depth)
		return 1;
	verdict = frame__judge(frame_stack__at(stack, depth - 1), settling->function,
			       settling->slot, stack__of(stack, settling->slot), task);
	settling->same_call = verdict == FRAME_SAME_CALL;
	if (verdict == FRAME_OPEN || verdict == FRAME_SAME_CALL)
		return 1;
	settling->end.outcome = verdict == FRAME_JUMPED ? MAAP_TAIL_CALLED : MAAP_UNWOUND;
	settling->end.flags = verdict == FRAME_JUMPED ? MAAP_END_EXACT : 0;
	frame_stack__pop(stack, &settling->end);
	return 0;
}

/* Ends the frames that the program has left unseen. True if this entry is a jump within an open
 * call. */
static __noinline bool frame_stack__settle(struct frame_stack *stack, u32 function, u64 slot)
{
	struct settling settling = { .stack = stack, .function = function, .slot = slot };

	call_end__read(&settling.end, stack, bpf_get_current_task_btf());
	bpf_loop(MAAP_MAX_FRAMES, settle_top, &settling, 0);
	return settling.same_call;
}

static __always_inline u64 next_call_number(void)
{
	u32 zero = 0;
	u64 *count = bpf_map_lookup_elem(&call_numbers, &zero);

	/* Interleaved by CPU: unique without a shared counter. */
	return count ? __sync_fetch_and_add(count, 1) * possible_cpus + bpf_get_smp_processor_id() +
			       1
		     : 0;
}

static __always_inline void frame__place(struct frame *frame, const struct frame_stack *stack,
					 struct frame *below)
{
	if (below && below->stack == frame->stack) {
		frame->parent = stack->depth - 1;
		frame->depth = below->depth + 1;
	} else {
		frame->parent = -1;
		frame->depth = 0;
	}
}

/* Fills the frame; the clock is read last, so that little of the probe counts as the call's time.
 */
static __always_inline void frame__open(struct frame *frame, const struct frame_stack *stack,
					const struct pt_regs *ctx, struct task_struct *task)
{
	struct clock_reading clock = {};

	frame->call = next_call_number();
	frame->child_ns = 0;
	frame->nested_probe_ns = 0;
	if (want_args) {
		frame->args[0] = ctx->di;
		frame->args[1] = ctx->si;
		frame->args[2] = ctx->dx;
		frame->args[3] = ctx->cx;
		frame->args[4] = ctx->r8;
		frame->args[5] = ctx->r9;
	}
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

/* True if a frame was opened, so that the return is wanted. */
static __always_inline bool enter(struct pt_regs *ctx)
{
	u64 cookie = bpf_get_attach_cookie(ctx);
	struct frame_stack *stack;
	struct frame *frame;
	struct task_struct *task;
	enum stack_kind kind;
	u64 slot = ctx->sp;
	u32 depth;

	if (!recording)
		return false;
	task = bpf_get_current_task_btf();
	stack = frame_stack__make(task);
	if (!stack)
		return false;
	stack__note(stack, task);
	kind = stack__of(stack, slot);
	depth = stack->depth;
	if (depth && frame__judge(frame_stack__at(stack, depth - 1), cookie & MAAP_COOKIE_FUNCTION,
				  slot, kind, task) != FRAME_OPEN) {
		if (frame_stack__settle(stack, cookie & MAAP_COOKIE_FUNCTION, slot))
			return false;
	}
	if (arming_would_kill(stack, task, slot, kind)) {
		count_loss(MAAP_LOSS_SIGNAL_STACK);
		return false;
	}
	if (!return_will_be_armed(task)) {
		count_loss(MAAP_LOSS_NESTING);
		return false;
	}
	depth = stack->depth;
	if (depth >= MAAP_MAX_FRAMES) {
		count_loss(MAAP_LOSS_DEPTH);
		return false;
	}
	frame = frame_stack__at(stack, depth);
	frame->slot = slot;
	frame->function = cookie & MAAP_COOKIE_FUNCTION;
	frame->cost_class = cookie & MAAP_COOKIE_STEPPED ? MAAP_COST_STEPPED : MAAP_COST_FAST;
	frame->stack = kind;
	frame__place(frame, stack, depth ? frame_stack__at(stack, depth - 1) : NULL);
	stack->depth = depth + 1;
	frame__open(frame, stack, ctx, task);
	return true;
}

static __always_inline bool frame__matches(const struct frame *frame, u32 function, u64 slot)
{
	return frame->slot == slot && frame->function == function;
}

struct search {
	struct frame_stack *stack;
	u64 slot;
	u32 function;
	u32 depth; /* the answer */
};

static long search_below(u32 turn, struct search *search)
{
	u32 index = search->stack->depth - 1 - turn;

	if (index >= MAAP_MAX_FRAMES)
		return 1;
	if (!frame__matches(frame_stack__at(search->stack, index), search->function, search->slot))
		return 0;
	search->depth = index + 1;
	return 1;
}

/* Depth at which the open call of `function` whose return address lay at `slot` is on top; 0 if
 * none. */
static __noinline u32 frame_stack__search(struct frame_stack *stack, u32 function, u64 slot)
{
	struct search search = { .stack = stack, .function = function, .slot = slot };

	bpf_loop(MAAP_MAX_FRAMES, search_below, &search, 0);
	return search.depth;
}

static __always_inline void leave(struct pt_regs *ctx)
{
	u32 function = bpf_get_attach_cookie(ctx) & MAAP_COOKIE_FUNCTION;
	struct task_struct *task = bpf_get_current_task_btf();
	struct frame_stack *stack = bpf_task_storage_get(&frame_stacks, task, NULL, 0);
	/* `ret` has taken the return address off the stack. */
	u64 slot = ctx->sp - sizeof(u64);
	struct call_end end = {};
	u32 depth;

	if (!stack)
		return;
	clock__read(stack, &end.clock);
	depth = stack->depth;
	if (!depth)
		return;
	if (!frame__matches(frame_stack__at(stack, depth - 1), function, slot)) {
		depth = frame_stack__search(stack, function, slot);
		if (!depth)
			return;
	}
	call_end__read_rest(&end, task);
	if (stack->depth != depth) {
		/* Those above were left without a return of their own. */
		end.outcome = MAAP_UNWOUND;
		frame_stack__end_down_to(stack, depth, &end);
	}
	end.outcome = MAAP_RETURNED;
	end.flags = MAAP_END_EXACT;
	end.result = want_args ? ctx->ax : 0;
	frame_stack__pop(stack, &end);
}

/* One link for both ends of a call. Returning 1 at entry tells the kernel to leave the return
 * alone. */
SEC("uprobe")
int call_session(struct pt_regs *ctx)
{
	if (bpf_session_is_return()) {
		leave(ctx);
		return 0;
	}
	return !enter(ctx);
}

SEC("uprobe")
int call_entry(struct pt_regs *ctx)
{
	enter(ctx);
	return 0;
}

SEC("uprobe")
int call_return(struct pt_regs *ctx)
{
	leave(ctx);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
