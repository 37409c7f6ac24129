// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What leaves the function: every ret, every jump out with the frame gone. */
#include "plan_rules.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emulate.h"

struct exits {
	const struct plan_subject *subject;
	struct probe_plan *plan;
	struct followed *followed;
	size_t room;
	size_t unseen; /* how many, the first of which is told */
	bool out_of_memory;
};

__attribute__((format(printf, 2, 3))) static void unseen(struct exits *exits, const char *format,
							 ...)
{
	struct probe_plan *plan = exits->plan;
	va_list args;

	if (exits->unseen++)
		return;
	va_start(args, format);
	if (vasprintf(&plan->exits_unseen, format, args) < 0) {
		plan->exits_unseen = NULL;
		exits->out_of_memory = true;
	}
	va_end(args);
}

static void add_site(struct exits *exits, size_t index, enum site_kind kind)
{
	const struct function_code *code = exits->subject->code;
	const struct instruction *it = &code->items[index];
	struct probe_plan *plan = exits->plan;
	size_t left;
	const unsigned char *bytes = function_code__bytes(code, it->address, &left);
	const char *why;
	enum kernel_way way = kernel_way_with(bytes, left, &why);

	/* A breakpoint in data would change it. */
	if (code->mixed && !exits->followed[index].reached) {
		unseen(exits, "0x%lx looks like an exit, but may be data",
		       (unsigned long)it->address);
		return;
	}
	if (way == KERNEL_REFUSES) {
		unseen(exits, "the kernel cannot probe the exit at 0x%lx: %s",
		       (unsigned long)it->address, why);
		return;
	}
	if (plan->exit_count == exits->room) {
		size_t room = exits->room ? 2 * exits->room : 8;
		struct probe_site *grown = reallocarray(plan->exits, room, sizeof(*grown));

		if (!grown) {
			exits->out_of_memory = true;
			return;
		}
		plan->exits = grown;
		exits->room = room;
	}
	plan->exits[plan->exit_count++] = (struct probe_site){
		.offset = it->address,
		.kind = kind,
		.stepped = way == KERNEL_STEPS,
		.condition = kind == SITE_BRANCH_OUT ? it->condition : 0,
	};
	plan->return_count += kind == SITE_RETURN;
}

enum frame_state plan_frame_before(const struct plan_subject *subject, size_t index,
				   const struct followed *followed)
{
	uint64_t address = subject->code->items[index].address;
	enum frame_state told = FRAME_UNKNOWN;

	if (subject->source->frame_at)
		told = subject->source->frame_at(subject->source->context, address);
	if (told == FRAME_UNKNOWN)
		return followed[index].frame;
	/* Assembly's annotations can be missing; then neither is believed. */
	if (followed[index].frame != FRAME_UNKNOWN && followed[index].frame != told)
		return FRAME_UNKNOWN;
	return told;
}

static bool is_end(const struct function_code *code, uint64_t address)
{
	for (size_t i = 0; i < code->part_count; i++)
		if (address == code->parts[i].range.end)
			return true;
	return false;
}

static void take_jump_out(struct exits *exits, size_t index, enum site_kind kind)
{
	const struct instruction *it = &exits->subject->code->items[index];
	unsigned long address = it->address;

	exits->plan->leaf = false;
	switch (plan_frame_before(exits->subject, index, exits->followed)) {
	case FRAME_GONE:
		if (kind == SITE_BRANCH_OUT && it->condition > 0x0f)
			unseen(exits, "jump out at 0x%lx on %%rcx", address);
		else
			add_site(exits, index, kind);
		break;
	case FRAME_THERE:
		/* The end of a part, its frame in place: a way that is never gone. */
		if (is_end(exits->subject->code, it->target))
			break;
		unseen(exits, "jump out at 0x%lx with the frame in place", address);
		break;
	default:
		unseen(exits, "jump out at 0x%lx, frame unknown", address);
	}
}

static void take_jump(struct exits *exits, size_t index)
{
	const struct function_code *code = exits->subject->code;
	const struct instruction *it = &code->items[index];

	if (function_code__is_nowhere(code, it->target))
		return;
	if (!function_code__part_at(code, it->target))
		take_jump_out(exits, index,
			      it->flow == FLOW_JUMP ? SITE_TAIL_JUMP : SITE_BRANCH_OUT);
	else if (!code->undecoded && !function_code__at(code, it->target) &&
		 !function_code__enters_instruction(code, it->target)) {
		exits->plan->leaf = false;
		unseen(exits, "jump at 0x%lx into the middle of an instruction",
		       (unsigned long)it->address);
	}
}

static void take_indirect_jump(struct exits *exits, size_t index)
{
	const struct plan_subject *subject = exits->subject;
	enum frame_state frame;

	switch (function_code__indirect(subject->code, index, subject->source)) {
	case INDIRECT_TABLE:
		return;
	case INDIRECT_OUT:
		frame = plan_frame_before(subject, index, exits->followed);
		if (frame == FRAME_GONE) {
			take_jump_out(exits, index, SITE_TAIL_JUMP);
			return;
		}
		/* With its frame in place it stays inside: a computed goto. */
		if (frame == FRAME_THERE)
			return;
		break;
	case INDIRECT_UNSURE:
		break;
	}
	exits->plan->leaf = false;
	unseen(exits, "unknown indirect jump at 0x%lx",
	       (unsigned long)subject->code->items[index].address);
}

static void take_call(struct exits *exits, const struct instruction *it)
{
	exits->plan->leaf = false;
	if (it->target && it->target == exits->subject->code->parts[0].range.start)
		exits->plan->recursive = true;
}

static void take(struct exits *exits, size_t index)
{
	const struct instruction *it = &exits->subject->code->items[index];

	switch (it->flow) {
	case FLOW_RETURN:
		add_site(exits, index, SITE_RETURN);
		break;
	case FLOW_CALL:
		take_call(exits, it);
		break;
	case FLOW_JUMP:
	case FLOW_BRANCH:
		take_jump(exits, index);
		break;
	case FLOW_INDIRECT_JUMP:
		take_indirect_jump(exits, index);
		break;
	case FLOW_SYSTEM_CALL:
		exits->plan->leaf = false;
		break;
	case FLOW_ODD:
		exits->plan->leaf = false;
		unseen(exits, "odd jump at 0x%lx", (unsigned long)it->address);
		break;
	default:
		break;
	}
}

/* A part that does not end in a jump goes on into what follows it: hand-written code does. */
static void take_end(struct exits *exits, const struct code_part *part)
{
	const struct function_code *code = exits->subject->code;
	size_t last = part->first + part->count;

	if (part->range.start == part->range.end)
		return;
	while (last > part->first && code->items[last - 1].nop)
		last--;
	if (last > part->first) {
		enum flow flow = code->items[last - 1].flow;

		/* The last call of a function does not return. */
		if (flow != FLOW_NEXT && flow != FLOW_BRANCH && flow != FLOW_SYSTEM_CALL)
			return;
		if (function_code__part_at(code, part->range.end))
			return;
	}
	exits->plan->leaf = false;
	unseen(exits, "it runs on into what follows at 0x%lx", (unsigned long)part->range.end);
}

static int compare_sites(const void *a, const void *b)
{
	const struct probe_site *x = a, *y = b;

	if ((x->kind == SITE_RETURN) != (y->kind == SITE_RETURN))
		return x->kind == SITE_RETURN ? -1 : 1;
	return (x->offset > y->offset) - (x->offset < y->offset);
}

static void tell_how_many(struct exits *exits)
{
	char *text;

	if (exits->unseen < 2 || !exits->plan->exits_unseen)
		return;
	if (asprintf(&text, "%s and %zu more", exits->plan->exits_unseen, exits->unseen - 1) < 0) {
		exits->out_of_memory = true;
		return;
	}
	free(exits->plan->exits_unseen);
	exits->plan->exits_unseen = text;
}

int plan_exits(const struct plan_subject *subject, struct probe_plan *plan)
{
	const struct function_code *code = subject->code;
	struct exits exits = { .subject = subject, .plan = plan };

	plan->decoded = !code->undecoded;
	plan->leaf = plan->decoded && !code->mixed;
	exits.followed = function_code__follow_stack(code);
	for (size_t i = 0; exits.followed && i < code->count; i++)
		plan->looks_back |= exits.followed[i].looks_back;
	if (!exits.followed)
		return -ENOMEM;
	if (code->undecoded)
		unseen(&exits, "what is at 0x%lx cannot be decoded",
		       (unsigned long)code->bad_address);
	for (size_t i = 0; i < code->count; i++)
		take(&exits, i);
	for (size_t i = 0; plan->decoded && i < code->part_count; i++)
		take_end(&exits, &code->parts[i]);
	free(exits.followed);
	if (plan->exit_count)
		qsort(plan->exits, plan->exit_count, sizeof(*plan->exits), compare_sites);
	tell_how_many(&exits);
	return exits.out_of_memory ? -ENOMEM : 0;
}
