// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which pieces of code a function is made of. */
#include "plan_rules.h"

#include <errno.h>
#include <stdlib.h>

#define MAX_PARTS 64

struct gathering {
	struct code_map *map;
	bool with_tails; /* functions that it is left to by jumps are taken for parts of it */
	struct function_code *code;
};

static int add_part(struct gathering *gathering, const struct code_range *range)
{
	size_t size = range->end - range->start;
	unsigned char *bytes;
	int err;

	if (!size)
		return function_code__add(gathering->code, range->start, NULL, 0);
	bytes = malloc(size);
	if (!bytes)
		return -ENOMEM;
	size = code_map__read(gathering->map, range->start, bytes, size);
	err = size ? function_code__add(gathering->code, range->start, bytes, size) : -EIO;
	free(bytes);
	return err;
}

static int part_with(struct gathering *gathering, const struct code_range *range)
{
	const struct function_code *code = gathering->code;

	if (code->part_count >= MAX_PARTS)
		return 0;
	for (size_t i = 0; i < code->part_count; i++)
		if (range->start < code->parts[i].range.end &&
		    code->parts[i].range.start < range->end)
			return 0;
	return add_part(gathering, range);
}

static bool calls(const struct function_code *code, uint64_t target)
{
	for (size_t i = 0; i < code->count; i++)
		if (code->items[i].flow == FLOW_CALL && code->items[i].target == target)
			return true;
	return false;
}

/* What code in a range does, seen from the function that jumps there. */
struct look {
	bool back; /* jumps to behind the entry of the body: its parts alone do that */
	bool out;  /* returns, or jumps elsewhere */
};

static void look_at(const struct instruction *it, const struct code_range *range,
		    const struct code_range *body, struct look *look)
{
	switch (it->flow) {
	case FLOW_JUMP:
	case FLOW_BRANCH:
		if (it->target > body->start && it->target < body->end)
			look->back = true;
		else if (it->target < range->start || it->target >= range->end)
			look->out = true;
		break;
	case FLOW_RETURN:
	case FLOW_INDIRECT_JUMP:
	case FLOW_ODD:
		look->out = true;
		break;
	default:
		break;
	}
}

static struct look look_into(struct gathering *gathering, const struct code_range *range)
{
	size_t size = range->end - range->start, at = 0;
	unsigned char *bytes = malloc(size);
	struct look look = { false, false };
	struct instruction it;

	size = bytes ? code_map__read(gathering->map, range->start, bytes, size) : 0;
	for (; at < size; at += it.length) {
		if (!decode_instruction(bytes + at, size - at, range->start + at, &it))
			break;
		look_at(&it, range, &gathering->code->parts[0].range, &look);
	}
	look.out |= !size || at < size;
	free(bytes);
	return look;
}

static bool is_own(struct gathering *gathering, const struct cold_part *part)
{
	/* LLVM's outlined parts are functions that are called. */
	if (calls(gathering->code, part->range.start))
		return false;
	return part->sure || look_into(gathering, &part->range).back;
}

/* Those that carry the function's name; exceptions enter some of them without any jump. */
static int add_named(struct gathering *gathering)
{
	struct cold_part parts[16];
	size_t count = code_map__cold_parts(gathering->map, gathering->code->parts[0].range.start,
					    parts, sizeof(parts) / sizeof(*parts));
	int err = 0;

	for (size_t i = 0; i < count && !err; i++)
		if (is_own(gathering, &parts[i]))
			err = part_with(gathering, &parts[i].range);
	return err;
}

/*
 * Whether a jump out of the function leads to a part of it that has no name. A tail call has its
 * frame gone and leads to a function: one that is aligned, does not jump back, and returns (a
 * function that never returns does no harm as a part: it has no exits).
 */
static bool is_nameless_part(struct gathering *gathering, const struct instruction *jump,
			     const struct code_range *range)
{
	struct look look;

	if (code_map__in_stubs(gathering->map, jump->target) ||
	    code_map__names_function(gathering->map, range->start))
		return false;
	if (code_map__frame_at(gathering->map, jump->address) == FRAME_THERE)
		return true;
	look = look_into(gathering, range);
	if (look.back || code_map__has_names(gathering->map))
		return look.back;
	return !look.out ||
	       (jump->flow == FLOW_BRANCH && jump->target == range->start && range->start % 16);
}

static int follow_jump(struct gathering *gathering, const struct instruction *jump)
{
	struct code_range range;

	if (function_code__part_at(gathering->code, jump->target) ||
	    function_code__is_nowhere(gathering->code, jump->target))
		return 0;
	if (code_map__cold_at(gathering->map, jump->target, &range))
		return calls(gathering->code, range.start) ? 0 : part_with(gathering, &range);
	if (code_map__frame_range_at(gathering->map, jump->target, &range) &&
	    is_nameless_part(gathering, jump, &range))
		return part_with(gathering, &range);
	if (gathering->with_tails && !code_map__in_stubs(gathering->map, jump->target) &&
	    code_map__function_at(gathering->map, jump->target, &range))
		return part_with(gathering, &range);
	return 0;
}

int plan_gather(struct code_map *map, const struct function *function,
		const struct code_source *source, struct function_code *code)
{
	/* A result that counts is given back by whoever the function has left it to. */
	struct gathering gathering = { .map = map, .code = code, .with_tails = function->judged };
	struct code_range body;
	int err;

	if (!code_map__function_at(map, function->address, &body))
		return -EFAULT;
	if (function->go && function->size && function->size < body.end - body.start)
		body.end = body.start + function->size;
	err = add_part(&gathering, &body);
	if (!err && !function->go)
		err = add_named(&gathering);
	/* Grows while it goes: parts jump to further parts. */
	for (size_t i = 0; i < code->count && !err && !function->go; i++)
		if (code->items[i].flow == FLOW_JUMP || code->items[i].flow == FLOW_BRANCH) {
			struct instruction jump = code->items[i];

			err = follow_jump(&gathering, &jump);
		}
	if (!err)
		err = function_code__read_tables(code, source);
	if (!err)
		function_code__look_for_data(code);
	return err;
}
