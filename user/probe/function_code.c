// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "function_code.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int add_instruction(struct function_code *code, const struct instruction *instruction)
{
	if (code->count == code->room) {
		size_t room = code->room ? 2 * code->room : 256;
		struct instruction *grown = reallocarray(code->items, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		code->items = grown;
		code->room = room;
	}
	code->items[code->count++] = *instruction;
	return 0;
}

static int decode_part(struct function_code *code, struct code_part *part)
{
	size_t size = part->range.end - part->range.start, at = 0;

	while (at < size) {
		struct instruction instruction;

		if (!decode_instruction(part->bytes + at, size - at, part->range.start + at,
					&instruction)) {
			if (!code->undecoded)
				code->bad_address = part->range.start + at;
			code->undecoded = true;
			return 0;
		}
		if (add_instruction(code, &instruction))
			return -ENOMEM;
		part->count++;
		at += instruction.length;
	}
	return 0;
}

int function_code__add(struct function_code *code, uint64_t address, const unsigned char *bytes,
		       size_t size)
{
	struct code_part *grown = reallocarray(code->parts, code->part_count + 1, sizeof(*grown));
	struct code_part *part;

	if (!grown)
		return -ENOMEM;
	code->parts = grown;
	part = &grown[code->part_count];
	*part = (struct code_part){ .range = { address, address + size }, .first = code->count };
	part->bytes = malloc(size + 1);
	if (!part->bytes)
		return -ENOMEM;
	if (size)
		memcpy(part->bytes, bytes, size);
	code->part_count++;
	return decode_part(code, part);
}

void function_code__free(struct function_code *code)
{
	for (size_t i = 0; i < code->part_count; i++)
		free(code->parts[i].bytes);
	free(code->parts);
	free(code->items);
	free(code->targets);
	*code = (struct function_code){ 0 };
}

const struct code_part *function_code__part_at(const struct function_code *code, uint64_t address)
{
	for (size_t i = 0; i < code->part_count; i++)
		if (address >= code->parts[i].range.start && address < code->parts[i].range.end)
			return &code->parts[i];
	return NULL;
}

bool function_code__is_nowhere(const struct function_code *code, uint64_t address)
{
	for (size_t i = 0; i < code->part_count; i++)
		if (address == code->parts[i].range.start && address == code->parts[i].range.end)
			return true;
	return false;
}

static int compare_addresses(const void *key, const void *item)
{
	uint64_t address = *(const uint64_t *)key,
		 other = ((const struct instruction *)item)->address;

	return (address > other) - (address < other);
}

const struct instruction *function_code__at(const struct function_code *code, uint64_t address)
{
	const struct code_part *part = function_code__part_at(code, address);

	if (!part || !part->count)
		return NULL;
	return bsearch(&address, code->items + part->first, part->count, sizeof(*code->items),
		       compare_addresses);
}

const unsigned char *function_code__bytes(const struct function_code *code, uint64_t address,
					  size_t *left)
{
	const struct code_part *part = function_code__part_at(code, address);

	*left = part->range.end - address;
	return part->bytes + (address - part->range.start);
}

bool function_code__enters_instruction(const struct function_code *code, uint64_t target)
{
	struct instruction it;
	size_t left;
	const unsigned char *bytes = function_code__bytes(code, target, &left);

	return decode_instruction(bytes, left, target, &it) && it.flow == FLOW_NEXT &&
	       function_code__at(code, target + it.length);
}

static bool hints_at_data(const struct function_code *code, const struct instruction *it)
{
	bool table = (it->table_role == TABLE_ENTRY || it->table_role == TABLE_JUMP) &&
		     it->base == NO_REGISTER;

	if (it->flow == FLOW_JUMP || it->flow == FLOW_BRANCH)
		return function_code__part_at(code, it->target) &&
		       !function_code__at(code, it->target) &&
		       !function_code__enters_instruction(code, it->target);
	return (it->data && function_code__part_at(code, it->data)) ||
	       (table && function_code__part_at(code, it->table));
}

void function_code__look_for_data(struct function_code *code)
{
	code->mixed = code->undecoded;
	for (size_t i = 0; i < code->count && !code->mixed; i++)
		code->mixed = hints_at_data(code, &code->items[i]);
}

void function_code__each_target(const struct function_code *code,
				void (*each)(uint64_t target, void *context), void *context)
{
	for (size_t i = 0; i < code->count; i++)
		if (code->items[i].flow == FLOW_JUMP || code->items[i].flow == FLOW_BRANCH)
			each(code->items[i].target, context);
	for (size_t i = 0; i < code->target_count; i++)
		each(code->targets[i].target, context);
}
