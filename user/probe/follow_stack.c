// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "function_code.h"

#include <stdlib.h>

#define MAX_PASSES 16

/* Distances from the value of %rsp at the entry. */
struct stack {
	int32_t rsp;
	int32_t rbp;
	bool reached; /* else nothing is known yet */
	bool rsp_known;
	bool rbp_known;
};

/* Two ways lead here: what they do not agree on is not known. */
static bool merge(struct stack *into, const struct stack *from)
{
	struct stack before = *into;

	if (!into->reached) {
		*into = *from;
		return true;
	}
	into->rsp_known &= from->rsp_known && into->rsp == from->rsp;
	into->rbp_known &= from->rbp_known && into->rbp == from->rbp;
	return before.rsp_known != into->rsp_known || before.rbp_known != into->rbp_known;
}

static struct stack after(struct stack stack, const struct instruction *it)
{
	struct stack out = stack;

	if (it->written & 1u << RBP)
		out.rbp_known = false;
	switch (it->stack_effect) {
	case STACK_MOVED:
		out.rsp += it->amount;
		break;
	case STACK_FROM_FRAME:
		out.rsp = stack.rbp + it->amount;
		out.rsp_known = stack.rbp_known;
		break;
	case STACK_LEAVE:
		out.rsp = stack.rbp + 8;
		out.rsp_known = stack.rbp_known;
		break;
	case STACK_TO_FRAME:
		out.rbp = stack.rsp + it->amount;
		out.rbp_known = stack.rsp_known;
		break;
	case STACK_LOST:
		out.rsp_known = false;
		break;
	default:
		break;
	}
	return out;
}

static bool flow_to(const struct function_code *code, struct stack *stacks, uint64_t target,
		    const struct stack *stack)
{
	const struct instruction *it = function_code__at(code, target);

	return it && merge(&stacks[it - code->items], stack);
}

static bool goes_on(const struct instruction *it)
{
	return it->flow == FLOW_NEXT || it->flow == FLOW_CALL || it->flow == FLOW_BRANCH ||
	       it->flow == FLOW_SYSTEM_CALL;
}

static bool one_pass(const struct function_code *code, struct stack *stacks)
{
	bool changed = false;

	for (size_t i = 0; i < code->count; i++) {
		const struct instruction *it = &code->items[i];
		struct stack stack;

		if (!stacks[i].reached)
			continue;
		stack = after(stacks[i], it);
		if (it->flow == FLOW_JUMP || it->flow == FLOW_BRANCH)
			changed |= flow_to(code, stacks, it->target, &stack);
		if (goes_on(it) && i + 1 < code->count &&
		    code->items[i + 1].address == it->address + it->length)
			changed |= merge(&stacks[i + 1], &stack);
	}
	for (size_t i = 0; i < code->target_count; i++) {
		const struct table_target *target = &code->targets[i];

		if (stacks[target->from].reached)
			changed |= flow_to(code, stacks, target->target, &stacks[target->from]);
	}
	return changed;
}

/* Whether the instruction reads what lies where %rsp pointed at the entry. */
static bool looks_back(const struct stack *stack, const struct instruction *it)
{
	if (!stack->reached || it->flow == FLOW_RETURN)
		return false;
	if (it->read_base == RSP)
		return stack->rsp_known && stack->rsp + it->read_at == 0;
	return it->read_base == RBP && stack->rbp_known && stack->rbp + it->read_at == 0;
}

static void settle(const struct function_code *code, struct stack *stacks,
		   struct followed *followed)
{
	int passes = 0;

	stacks[0] = (struct stack){ .reached = true, .rsp_known = true };
	while (one_pass(code, stacks))
		/* Not settled: nothing is certain. */
		if (++passes == MAX_PASSES)
			return;
	for (size_t i = 0; i < code->count; i++) {
		followed[i].reached = stacks[i].reached;
		followed[i].looks_back = looks_back(&stacks[i], &code->items[i]);
		if (stacks[i].reached && stacks[i].rsp_known)
			followed[i].frame = stacks[i].rsp ? FRAME_THERE : FRAME_GONE;
	}
}

struct followed *function_code__follow_stack(const struct function_code *code)
{
	struct followed *followed = calloc(code->count + 1, sizeof(*followed));
	struct stack *stacks = calloc(code->count + 1, sizeof(*stacks));

	if (followed && stacks) {
		settle(code, stacks, followed);
	} else {
		free(followed);
		followed = NULL;
	}
	free(stacks);
	return followed;
}
