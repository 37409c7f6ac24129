// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../dwarf/signature.h"
#include "plan_rules.h"

static enum frame_state frame_at(void *context, uint64_t address)
{
	return code_map__frame_at(context, address);
}

static bool read_word(void *context, uint64_t address, size_t size, uint64_t *value)
{
	uint32_t half;

	if (size == 8)
		return code_map__read_pointer(context, address, value);
	if (code_map__read(context, address, &half, sizeof(half)) != sizeof(half))
		return false;
	*value = half;
	return true;
}

/* The rules' sites are addresses in the file's address space. */
static void to_offsets(struct code_map *map, struct probe_plan *plan)
{
	code_map__offset_of(map, plan->entry_address, &plan->entry.offset);
	for (size_t i = 0; i < plan->exit_count; i++)
		code_map__offset_of(map, plan->exits[i].offset, &plan->exits[i].offset);
}

/*
 * Functions of the C libraries that pass the address they were called from on to another, or keep
 * it, where the code at hand does not show it: by a jump, in a variant chosen later.
 */
static bool is_known_to_look_back(const char *symbol)
{
	static const char *const names[] = {
		"setjmp", "_setjmp", "__sigsetjmp", "sigsetjmp",   "getcontext", "__getcontext",
		"dlopen", "dlsym",   "dlvsym",	    "dlmopen",	   "vfork",	 "__vfork",
		"mcount", "_mcount", "__fentry__",  "makecontext",
	};

	for (size_t i = 0; symbol && i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i]);

		if (!strncmp(symbol, names[i], len) && (!symbol[len] || symbol[len] == '@'))
			return true;
	}
	return false;
}

/* The registers that hold arguments at entry, where the compiler may have chosen others. */
static uint16_t registers_of(const struct signature *signature)
{
	/* Hardware's number by DWARF's. */
	static const uint8_t numbers[REGISTERS] = { RAX, RDX, RCX, RBX, RSI, RDI, RBP, RSP,
						    R8,	 R9,  R10, R11, R12, R13, R14, R15 };
	uint16_t mask = 0;

	for (size_t i = 0; signature && i < signature->parameter_count; i++) {
		const struct value_place *place = &signature->parameters[i].place;

		for (size_t j = 0; j < place->piece_count; j++)
			mask |= 1u << numbers[place->pieces[j].reg % REGISTERS];
	}
	return mask;
}

int probe_plan__make(struct code_map *map, const struct function *function, bool args,
		     struct probe_plan *plan)
{
	const struct code_source source = { frame_at, read_word, map };
	struct function_code code = { 0 };
	struct plan_subject subject = { &code, &source, args, function->go,
					registers_of(function->signature) };
	struct probe_plan made = { .function = function };
	int err;

	err = plan_gather(map, function, &source, &code);
	if (!err && !function->go && code_map__frame_at(map, function->address) == FRAME_THERE) {
		made.refusal = strdup("by .eh_frame it is not entered by a call: a part of a "
				      "function, or code with a stack of its own making");
		err = made.refusal ? 0 : -ENOMEM;
	} else if (!err) {
		err = plan_entry(&subject, &made);
	}
	if (!err)
		err = plan_exits(&subject, &made);
	function_code__free(&code);
	if (err) {
		probe_plan__free(&made);
		return err;
	}
	made.looks_back |= is_known_to_look_back(function->symbol);
	to_offsets(map, &made);
	*plan = made;
	return 0;
}

void probe_plan__free(struct probe_plan *plan)
{
	free(plan->refusal);
	free(plan->exits);
	free(plan->exits_unseen);
	*plan = (struct probe_plan){ 0 };
}

/* What makes a return probe on the function a danger, NULL if nothing does. */
static const char *danger(const struct probe_plan *plan, const struct exit_evidence *evidence)
{
	if (plan->function->go)
		return "Go moves its stacks";
	if (plan->looks_back)
		return "it uses its own return address";
	if (evidence->forbids)
		return evidence->reason;
	if ((evidence->unwinds || evidence->switches) && !plan->leaf)
		return evidence->reason;
	return NULL;
}

static void choose(struct exit_choice *choice, enum exit_method method, const char *reason)
{
	choice->method = method;
	snprintf(choice->reason, sizeof(choice->reason), "%s", reason);
}

static void choose_instructions(const struct probe_plan *plan, const char *reason,
				struct exit_choice *choice)
{
	if (!plan->decoded) {
		choice->method = EXIT_REFUSED;
		snprintf(choice->reason, sizeof(choice->reason), "%s; but %s", reason,
			 plan->exits_unseen ? plan->exits_unseen : "it cannot be decoded");
	} else if (plan->exits_unseen) {
		choice->method = EXIT_INSTRUCTIONS;
		snprintf(choice->reason, sizeof(choice->reason), "%s; not all exits are seen: %s",
			 reason, plan->exits_unseen);
	} else {
		choose(choice, EXIT_INSTRUCTIONS, reason);
	}
}

static void choose_return_probe(const struct probe_plan *plan, const struct exit_evidence *evidence,
				struct exit_choice *choice)
{
	const char *why = danger(plan, evidence);

	choice->dangerous = why;
	choose(choice, EXIT_RETURN_PROBE, why ? why : "asked for");
}

/* One breakpoint is both ends then, which takes one program. */
static bool enters_at_jump(const struct probe_plan *plan)
{
	for (size_t i = plan->return_count; i < plan->exit_count; i++)
		if (plan->exits[i].offset == plan->entry.offset)
			return true;
	return false;
}

static void choose_by_itself(const struct probe_plan *plan, const struct exit_evidence *evidence,
			     struct exit_choice *choice)
{
	const char *why = danger(plan, evidence);

	if (why)
		choose_instructions(plan, why, choice);
	else if (plan->recursive && plan->decoded && !plan->exits_unseen)
		choose_instructions(plan, "calls itself: return probes stop at 64 pending returns",
				    choice);
	else if (enters_at_jump(plan))
		choose_instructions(plan, "is left by the jump that it is entered at", choice);
	else if (plan->leaf)
		choose(choice, EXIT_RETURN_PROBE, "leaf: nothing can unwind through it");
	else
		choose(choice, EXIT_RETURN_PROBE, "nothing in the process unwinds its stack");
}

void probe_plan__choose_exit(const struct probe_plan *plan, const struct exit_evidence *evidence,
			     enum exit_wish wish, struct exit_choice *choice)
{
	*choice = (struct exit_choice){ .method = EXIT_REFUSED };
	if (plan->refusal) {
		choose(choice, EXIT_REFUSED, plan->refusal);
		return;
	}
	switch (wish) {
	case EXIT_WISH_RETURN_PROBE:
		choose_return_probe(plan, evidence, choice);
		break;
	case EXIT_WISH_INSTRUCTIONS:
		choose_instructions(plan, "asked for", choice);
		break;
	default:
		choose_by_itself(plan, evidence, choice);
	}
}
