// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Jump tables, told by their shapes as compilers leave them (any of the jumps with notrack):
 *
 *	jmp *TABLE(,%i,8)				absolute addresses
 *	lea TABLE, %b; jmp *(%b,%i,8)			the same: clang, Go
 *	mov TABLE(,%i,8), %t; jmp *%t			the same: computed goto
 *	lea TABLE, %b; movslq (%b,%i,4), %t; add %b, %t; jmp *%t	relative to the table
 *
 * and by what the table holds, where it can be found: its first entry leads into the function.
 */
#include "function_code.h"

#include <errno.h>
#include <stdlib.h>

#define LOOK_BACK   24	 /* instructions between the parts of one jump */
#define MAX_ENTRIES 4096 /* of one table */

struct table {
	uint64_t address;
	size_t entry_size; /* 8: addresses; 4: distances from the table; 0: no table */
	bool found;	   /* `address` is known */
};

/* The instruction before `index` that last wrote the register, in straight code. */
static bool find_writer(const struct function_code *code, size_t index, uint8_t number,
			size_t *writer)
{
	for (size_t i = index; i-- > 0 && index - i <= LOOK_BACK;) {
		const struct instruction *it = &code->items[i];

		if (it->flow != FLOW_NEXT && it->flow != FLOW_BRANCH && it->flow != FLOW_CALL)
			return false;
		if (it->written & 1u << number) {
			*writer = i;
			return true;
		}
	}
	return false;
}

/* The table's address is often loaded far ahead, out of a loop: the nearest load counts. */
static bool find_address(const struct function_code *code, size_t index, uint8_t number,
			 uint64_t *address)
{
	for (size_t i = index; i-- > 0;) {
		const struct instruction *it = &code->items[i];

		if (number == NO_REGISTER || !(it->written & 1u << number))
			continue;
		if (it->table_role != TABLE_ADDRESS)
			return false;
		*address = it->table;
		return true;
	}
	return false;
}

static struct table table_of(const struct function_code *code, size_t index, size_t entry_size)
{
	const struct instruction *it = &code->items[index];
	struct table table = { .entry_size = entry_size };

	if (it->base == NO_REGISTER) {
		table.address = it->table;
		table.found = true;
	} else if (find_address(code, index, it->base, &table.address)) {
		table.address += it->table;
		table.found = true;
	}
	return table;
}

static struct table find_table(const struct function_code *code, size_t index)
{
	const struct instruction *jump = &code->items[index];
	const struct table none = { 0 };
	size_t writer, other;

	if (jump->table_role == TABLE_JUMP)
		return jump->scale == 8 ? table_of(code, index, 8) : none;
	if (jump->to == NO_REGISTER || !find_writer(code, index, jump->to, &writer))
		return none;
	if (code->items[writer].table_role == TABLE_ENTRY)
		return code->items[writer].scale == 8 ? table_of(code, writer, 8) : none;
	if (code->items[writer].table_role != TABLE_ADD)
		return none;
	/* Either of the two added may be the distance, the other is then the table. */
	if (find_writer(code, writer, jump->to, &other) &&
	    code->items[other].table_role == TABLE_ENTRY && code->items[other].scale == 4)
		return table_of(code, other, 4);
	if (code->items[writer].base != NO_REGISTER &&
	    find_writer(code, writer, code->items[writer].base, &other) &&
	    code->items[other].table_role == TABLE_ENTRY && code->items[other].scale == 4)
		return table_of(code, other, 4);
	return none;
}

static bool read_entry(const struct code_source *source, const struct table *table, size_t number,
		       uint64_t *target)
{
	uint64_t value, address = table->address + number * table->entry_size;

	if (!table->found || !source->read_word ||
	    !source->read_word(source->context, address, table->entry_size, &value))
		return false;
	*target = table->entry_size == 8 ? value : table->address + (int64_t)(int32_t)value;
	return true;
}

static int add_target(struct function_code *code, size_t from, uint64_t target)
{
	struct table_target *grown;

	/* Room for a power of two. */
	if (!(code->target_count & (code->target_count - 1))) {
		size_t room = code->target_count ? 2 * code->target_count : 1;

		grown = reallocarray(code->targets, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		code->targets = grown;
	}
	code->targets[code->target_count++] = (struct table_target){ from, target };
	return 0;
}

int function_code__read_tables(struct function_code *code, const struct code_source *source)
{
	code->target_count = 0;
	free(code->targets);
	code->targets = NULL;
	for (size_t i = 0; i < code->count; i++) {
		struct table table;
		uint64_t target;

		if (code->items[i].flow != FLOW_INDIRECT_JUMP)
			continue;
		table = find_table(code, i);
		for (size_t n = 0; table.entry_size && n < MAX_ENTRIES; n++) {
			/* A table has no mark at its end: what follows it leads elsewhere. */
			if (!read_entry(source, &table, n, &target) ||
			    !function_code__at(code, target))
				break;
			if (add_target(code, i, target))
				return -ENOMEM;
		}
	}
	return 0;
}

enum indirect function_code__indirect(const struct function_code *code, size_t index,
				      const struct code_source *source)
{
	struct table table = find_table(code, index);
	uint64_t target;

	if (!table.entry_size)
		return INDIRECT_OUT;
	if (read_entry(source, &table, 0, &target))
		return function_code__part_at(code, target) ? INDIRECT_TABLE
		       : table.entry_size == 8		    ? INDIRECT_OUT
							    : INDIRECT_UNSURE;
	/* Nothing else computes distances so. Addresses may be of other functions. */
	return table.entry_size == 4 ? INDIRECT_TABLE : INDIRECT_UNSURE;
}
