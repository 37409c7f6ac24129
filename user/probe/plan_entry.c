// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Where the entry probe goes: the first instruction that the kernel emulates, else +0. */
#include "plan_rules.h"

#include <errno.h>
#include <stdio.h>

#include "emulate.h"

#define BIT(number) (1u << (number))

#define C_ARGS (BIT(RDI) | BIT(RSI) | BIT(RDX) | BIT(RCX) | BIT(R8) | BIT(R9))
/* cmd/compile/abi-internal.md of Go: integer arguments in order; R14 is the goroutine. */
#define GO_ARGS                                                                                    \
	(BIT(RAX) | BIT(RBX) | BIT(RCX) | BIT(RDI) | BIT(RSI) | BIT(R8) | BIT(R9) | BIT(R10) |     \
	 BIT(R11))

/* Where jumps inside the function land. */
struct landings {
	uint64_t entry;
	uint64_t first; /* the first past the entry */
	bool on_entry;
};

static void note_landing(uint64_t target, void *context)
{
	struct landings *landings = context;

	if (target == landings->entry)
		landings->on_entry = true;
	else if (target > landings->entry && target < landings->first)
		landings->first = target;
}

static const char *const its_fast = "the kernel emulates it";

/* Why the entry probe must not lie past the instruction, NULL if it may. */
static const char *cannot_pass(const struct plan_subject *subject, const struct instruction *it,
			       const struct landings *landings)
{
	uint16_t kept = subject->args ? (subject->go ? GO_ARGS : C_ARGS) | subject->captured : 0;

	if (subject->go)
		kept |= BIT(R14);
	if (it->flow != FLOW_NEXT)
		return "nothing that the kernel emulates comes before an instruction that leads "
		       "elsewhere";
	if (it->written & BIT(RSP) || it->stack_effect != STACK_KEPT)
		return "the stack pointer is moved before anything that the kernel emulates";
	if (it->written & kept)
		return "an argument is overwritten before anything that the kernel emulates";
	if (landings->first <= it->address + it->length)
		return "a jump lands before anything that the kernel emulates";
	return NULL;
}

static const char *fast_reason(const struct function_code *code, size_t index)
{
	size_t left;
	const unsigned char *bytes = function_code__bytes(code, code->parts[0].range.start, &left);

	if (!index)
		return its_fast;
	if (index == 1 && left >= 4 && bytes[0] == 0xf3 && bytes[1] == 0x0f && bytes[2] == 0x1e &&
	    bytes[3] == 0xfa)
		return "the kernel emulates it; endbr64 before it would cost a single step";
	return "the kernel emulates it; what is before it would cost a single step";
}

static void set_entry(const struct plan_subject *subject, struct probe_plan *plan, size_t index,
		      bool stepped, const char *reason)
{
	const struct instruction *it = &subject->code->items[index];
	size_t left;
	const unsigned char *bytes = function_code__bytes(subject->code, it->address, &left);

	plan->entry = (struct probe_site){ it->address, SITE_ENTRY, stepped, 0 };
	plan->entry_address = it->address;
	plan->entry_reason = reason;
	decode_text(bytes, left, it->address, plan->entry_code, sizeof(plan->entry_code));
}

/* The 5-byte nop becomes a call, whose pushed address could land in a leaf's red zone. */
static bool may_be_called(const struct function_code *code, size_t index,
			  const unsigned char *bytes, size_t left)
{
	return !is_call_nop(bytes, left) || !index ||
	       (index == 1 && fast_reason(code, 1) != fast_reason(code, 2));
}

static int refuse(struct probe_plan *plan, const char *why)
{
	if (asprintf(&plan->refusal, "the kernel cannot probe its first instruction: %s", why) <
	    0) {
		plan->refusal = NULL;
		return -ENOMEM;
	}
	return 0;
}

/* Goes through the straight code from the entry on. */
static int search(const struct plan_subject *subject, const struct landings *landings,
		  struct probe_plan *plan)
{
	const struct function_code *code = subject->code;
	const char *why = NULL, *stop = NULL;
	size_t i, stepped = SIZE_MAX;

	for (i = 0; i < code->parts[0].count && !stop; i++) {
		size_t left;
		const unsigned char *bytes =
			function_code__bytes(code, code->items[i].address, &left);
		enum kernel_way way = kernel_way_with(bytes, left, i ? NULL : &why);

		if (way == KERNEL_EMULATES && may_be_called(code, i, bytes, left)) {
			set_entry(subject, plan, i, false, fast_reason(code, i));
			return 0;
		}
		if (way != KERNEL_REFUSES && stepped == SIZE_MAX)
			stepped = i;
		stop = cannot_pass(subject, &code->items[i], landings);
		/* What an argument points to may be written. One that cannot be probed has to be
		 * passed. */
		if (!stop && subject->args && code->items[i].writes_memory && stepped != SIZE_MAX)
			stop = "memory is written before anything that the kernel emulates";
		/* What lies past cannot be looked through for jumps that land here. */
		if (!stop && code->mixed)
			stop = "not all of the function can be told to be code";
	}
	if (stepped == SIZE_MAX)
		return refuse(plan, why ? why : "none of those before the first branch");
	if (stepped)
		stop = "the kernel cannot probe what is before it";
	set_entry(subject, plan, stepped, true,
		  stop ? stop : "the kernel emulates none of its instructions");
	return 0;
}

/* How often jumps land on the entry, and in the block that leads back to it. */
struct detour {
	uint64_t entry, first, last;
	size_t on_entry, on_first, inside;
};

static void note_detour(uint64_t target, void *context)
{
	struct detour *detour = context;

	detour->on_entry += target == detour->entry;
	detour->on_first += target == detour->first;
	detour->inside += target > detour->first && target <= detour->last;
}

/*
 * Go's functions begin by a look at their stack's size. Where it is too small a branch leads to a
 * block that has it moved and jumps back to the entry. The branch itself is a good place, once a
 * call that goes on, if it alone leads to the block and the block alone leads back.
 */
static bool is_stack_check(const struct plan_subject *subject, const struct instruction *branch)
{
	const struct function_code *code = subject->code;
	struct detour detour = { .entry = code->parts[0].range.start, .first = branch->target };
	const struct instruction *it = function_code__at(code, branch->target);
	const struct instruction *end = code->items + code->parts[0].count;

	if (!subject->go || branch->flow != FLOW_BRANCH || branch->condition == 0xff || !it ||
	    it <= branch)
		return false;
	while (it < end && (it->flow == FLOW_NEXT || it->flow == FLOW_CALL))
		it++;
	if (it >= end || it->flow != FLOW_JUMP || it->target != detour.entry)
		return false;
	detour.last = it->address;
	function_code__each_target(code, note_detour, &detour);
	return detour.on_entry == 1 && detour.on_first == 1 && !detour.inside;
}

int plan_entry(const struct plan_subject *subject, struct probe_plan *plan)
{
	const struct function_code *code = subject->code;
	const struct instruction *place;
	struct landings landings = { .entry = code->parts[0].range.start, .first = UINT64_MAX };
	int err;

	if (!code->parts[0].count)
		return refuse(plan, "it is none");
	function_code__each_target(code, note_landing, &landings);
	err = search(subject, &landings, plan);
	/* Nothing else lands up to the place: that is how it was chosen. */
	plan->reenters = landings.on_entry;
	place = plan->refusal || err ? NULL : function_code__at(code, plan->entry_address);
	if (place && is_stack_check(subject, place)) {
		plan->entry_unless = true;
		plan->entry.condition = place->condition;
		plan->entry_reason =
			"the kernel emulates it; where it is taken, the stack is moved "
			"first, and the function begun again";
		plan->reenters = false;
	}
	return err;
}
