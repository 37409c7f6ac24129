// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "frames.bpf.h"

/* Takes the frame's call out of the record: its event is sent, its place waits to be dropped. */
static __always_inline void frame__finish(struct frame_stack *stack, const struct strand *strand,
					  struct frame *frame, const struct call_end *end)
{
	struct frame *parent = NULL;

	if (frame->parent >= 0)
		parent = strand__frame(stack, strand, frame->parent);
	call__end(frame, parent ? parent : frame, end);
}

/* Ends the topmost frame. False if there was none. */
static __always_inline bool strand__pop(struct frame_stack *stack, struct strand *strand,
					const struct call_end *end)
{
	u32 depth = strand->depth;
	struct frame *top;

	if (!depth)
		return false;
	top = strand__frame(stack, strand, depth - 1);
	if (top && top->function == FRAME_ENDED)
		strand->ended--;
	else if (top)
		frame__finish(stack, strand, top, end);
	strand__drop_top(strand);
	return true;
}

/* What calls that are found to be gone were left by, as far as that is known. */
static __always_inline u32 strand__error(const struct frame_stack *stack,
					 const struct strand *strand)
{
	if (strand->recovered)
		return strand->recovered;
	return stack->raising ? stack->flying[(stack->raising - 1) & (MAX_FLYING - 1)] : 0;
}

struct ending {
	struct frame_stack *stack;
	struct strand *strand;
	const struct call_end *end;
	u32 depth;	      /* frames below are left alone */
	enum stack_kind kind; /* of the frame that is left */
};

static long pop_ended(u32 turn, struct ending *ending)
{
	struct strand *strand = ending->strand;
	struct frame *top;

	if (!strand->ended || !strand->depth)
		return 1;
	top = strand__frame(ending->stack, strand, strand->depth - 1);
	if (top && top->function != FRAME_ENDED)
		return 1;
	strand->ended--;
	strand__drop_top(strand);
	return 0;
}

static long end_top(u32 turn, struct ending *ending)
{
	if (ending->strand->depth <= ending->depth)
		return 1;
	return !strand__pop(ending->stack, ending->strand, ending->end);
}

#define MAX_STRAND_FRAMES (1 << 20) /* more than strand_frames has room for */

int strand__end_all(struct frame_stack *stack, struct strand *strand, const struct call_end *end)
{
	struct ending ending = { .stack = stack, .strand = strand, .end = end };

	if (!stack || !strand || !end)
		return 0;
	bpf_loop(MAX_STRAND_FRAMES, end_top, &ending, 0);
	return 0;
}

/* One frame above that which is left, from the top down. */
static long end_above(u32 turn, struct ending *ending)
{
	u32 index = ending->strand->depth - 1 - turn;
	struct frame *frame;

	if (index < ending->depth || index >= ending->strand->depth)
		return 1;
	frame = strand__frame(ending->stack, ending->strand, index);
	if (!frame || frame->function == FRAME_ENDED)
		return 0;
	/* What lies on a stack of unknown bounds may be suspended there. */
	if (frame->stack == STACK_FOREIGN ||
	    (frame->stack == STACK_OWN && ending->kind == STACK_FOREIGN))
		return 0;
	frame__finish(ending->stack, ending->strand, frame, ending->end);
	frame->function = FRAME_ENDED;
	ending->strand->ended++;
	return 0;
}

/*
 * The call at `index` ends, and those above it have been left unseen: all but those whose stack may
 * merely not be in use.
 */
static __always_inline void strand__leave_below(struct frame_stack *stack, struct strand *strand,
						u32 index, struct frame *frame,
						const struct call_end *end)
{
	struct call_end unwound = *end;
	struct ending ending = {
		.stack = stack,
		.strand = strand,
		.end = &unwound,
		.depth = index + 1,
		.kind = frame->stack,
	};

	unwound.outcome = MAAP_UNWOUND;
	unwound.flags = 0;
	unwound.error = strand__error(stack, strand);
	/* That is the cost of the call that returns. */
	unwound.capture_ns = 0;
	unwound.captured = 0;
	bpf_loop(MAX_STRAND_FRAMES, end_above, &ending, 0);
	frame__finish(stack, strand, frame, end);
	frame->function = FRAME_ENDED;
	strand->ended++;
	bpf_loop(MAX_STRAND_FRAMES, pop_ended, &ending, 0);
}

static __always_inline bool frame__matches(const struct frame *frame, u32 function, u64 slot)
{
	return frame->slot == slot && frame->function == function;
}

struct search {
	struct frame_stack *stack;
	struct strand *strand;
	u64 slot;
	u32 function;
	u32 found; /* index + 1, 0: none */
};

static long search_below(u32 turn, struct search *search)
{
	u32 index = search->strand->depth - 1 - turn;
	struct frame *frame;

	if (index >= search->strand->depth)
		return 1;
	frame = strand__frame(search->stack, search->strand, index);
	if (!frame || !frame__matches(frame, search->function, search->slot))
		return 0;
	search->found = index + 1;
	return 1;
}

/* Where the open call of `function` is whose return address lies at `slot`: index + 1, 0 if there
 * is none. */
static __always_inline u32 strand__search(struct frame_stack *stack, struct strand *strand,
					  u32 function, u64 slot)
{
	struct search search = {
		.stack = stack, .strand = strand, .slot = slot, .function = function
	};

	bpf_loop(MAX_STRAND_FRAMES, search_below, &search, 0);
	return search.found;
}

int strand__leave(struct frame_stack *stack, struct strand *strand, u32 function, u64 slot,
		  const struct call_end *end)
{
	struct ending ending = { .stack = stack, .strand = strand, .end = end };
	struct frame *frame;
	u32 found;

	if (!stack || !strand || !end || !strand->depth)
		return 0;
	frame = strand__frame(stack, strand, strand->depth - 1);
	if (frame && frame__matches(frame, function, slot)) {
		frame__finish(stack, strand, frame, end);
		strand__drop_top(strand);
		if (strand->ended)
			bpf_loop(MAX_STRAND_FRAMES, pop_ended, &ending, 0);
		return 0;
	}
	found = strand__search(stack, strand, function, slot);
	if (!found)
		return 0;
	frame = strand__frame(stack, strand, found - 1);
	if (frame)
		strand__leave_below(stack, strand, found - 1, frame, end);
	/* All that it explains has been told. */
	strand->recovered = 0;
	return 0;
}

struct clearing {
	struct ending ending;
	u64 limit;
};

static long clear_top(u32 turn, struct clearing *clearing)
{
	struct ending *ending = &clearing->ending;
	struct strand *strand = ending->strand;
	struct frame *top;

	if (!strand->depth)
		return 1;
	top = strand__frame(ending->stack, strand, strand->depth - 1);
	if (!top)
		return 1;
	if (top->function != FRAME_ENDED) {
		bool left = top->stack == ending->kind ? top->slot < clearing->limit
						       : top->stack == STACK_SIGNAL;

		if (!left)
			return 1;
	}
	return !strand__pop(ending->stack, strand, ending->end);
}

int strand__clear_below(struct frame_stack *stack, struct strand *strand, u32 kind, u64 limit,
			const struct call_end *end)
{
	struct clearing clearing = {
		.ending = { .stack = stack, .strand = strand, .end = end, .kind = kind },
		.limit = limit,
	};

	if (!stack || !strand || !end || kind == STACK_FOREIGN)
		return 0;
	bpf_loop(MAX_STRAND_FRAMES, clear_top, &clearing, 0);
	return 0;
}

struct settling {
	struct frame_stack *stack;
	struct strand *strand;
	u64 slot;
	u32 function;
	u32 kind;
	bool same_call;
	struct call_end end;
};

static long settle_top(u32 turn, struct settling *settling)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct strand *strand = settling->strand;
	enum verdict verdict;
	struct frame *top;

	if (!strand->depth)
		return 1;
	top = strand__frame(settling->stack, strand, strand->depth - 1);
	if (!top)
		return 1;
	verdict = frame__judge(top, settling->function, settling->slot, settling->kind, task);
	settling->same_call = verdict == FRAME_SAME_CALL;
	if (verdict == FRAME_OPEN || verdict == FRAME_SAME_CALL)
		return 1;
	settling->end.outcome = verdict == FRAME_JUMPED ? MAAP_TAIL_CALLED : MAAP_UNWOUND;
	settling->end.flags = verdict == FRAME_JUMPED ? MAAP_END_EXACT : 0;
	return !strand__pop(settling->stack, strand, &settling->end);
}

int strand__settle(struct frame_stack *stack, struct strand *strand, u32 function, u64 slot,
		   u32 kind)
{
	struct settling settling = {
		.stack = stack, .strand = strand, .slot = slot, .function = function, .kind = kind
	};

	if (!stack || !strand)
		return 0;
	call_end__read(&settling.end, stack, bpf_get_current_task_btf());
	settling.end.error = strand__error(stack, strand);
	bpf_loop(MAX_STRAND_FRAMES, settle_top, &settling, 0);
	return settling.same_call;
}

struct compacting {
	struct frame_stack *stack;
	u32 live;
};

#define MOVED_AWAY 0xffff

static long compact_one(u32 index, struct compacting *compacting)
{
	struct frame_stack *stack = compacting->stack;
	u32 from = index & (MAAP_MAX_FRAMES - 1);
	u32 to = compacting->live & (MAAP_MAX_FRAMES - 1);
	struct frame *frame = &stack->frames[from];

	if (index >= stack->own.depth)
		return 1;
	if (frame->function == FRAME_ENDED) {
		stack->moved[from] = MOVED_AWAY;
		return 0;
	}
	if (frame->parent >= 0) {
		u16 parent = stack->moved[frame->parent & (MAAP_MAX_FRAMES - 1)];

		frame->parent = parent == MOVED_AWAY ? -1 : parent;
	}
	if (to != from)
		stack->frames[to] = *frame;
	stack->moved[from] = to;
	compacting->live++;
	return 0;
}

int strand__compact(struct frame_stack *stack)
{
	struct compacting compacting = { .stack = stack };

	if (!stack)
		return 0;
	bpf_loop(MAAP_MAX_FRAMES, compact_one, &compacting, 0);
	stack->own.depth = compacting.live;
	stack->own.ended = 0;
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
