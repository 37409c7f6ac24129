// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Where Go passes arguments and results: ABIInternal of Go 1.17 and later (src/cmd/compile/
 * abi-internal.md), the stack before that.
 *
 * Blank parameters (`_ int`) are not in the debug information, although they take their registers.
 * Where it tells the place of a later one, counting goes on from there.
 */
#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "formals.h"

#define RETURN_ADDRESS_BYTES 8
#define VECTOR_REGISTERS     15
#define MAX_PARTS	     64

static const uint8_t go_registers[] = { GPR_RAX, GPR_RBX, GPR_RCX, GPR_RDI, GPR_RSI,
					GPR_R8,	 GPR_R9,  GPR_R10, GPR_R11 };

#define GENERAL_REGISTERS sizeof(go_registers)

struct go_part {
	uint32_t offset, bytes;
	bool is_float;
};

/* A type as the numbers it is made of. */
struct go_value {
	uint64_t bytes;
	uint32_t align;
	bool in_registers; /* if there are enough */
	unsigned int count, floats;
	struct go_part parts[MAX_PARTS];
};

struct go_arguments {
	bool registers; /* the ABI knows them */
	unsigned int general, vector;
	uint64_t stack_offset; /* from the stack pointer at entry */
};

static void take_apart(struct debug_info *info, const Dwarf_Die *type, uint64_t offset,
		       struct go_value *value, int depth);

static void add_part(struct go_value *value, uint64_t offset, uint64_t bytes, bool is_float)
{
	if (bytes > value->align)
		value->align = bytes;
	if (value->count == MAX_PARTS || offset > UINT16_MAX) {
		value->in_registers = false;
		return;
	}
	value->parts[value->count++] =
		(struct go_part){ .offset = offset, .bytes = bytes, .is_float = is_float };
	value->floats += is_float;
}

static void take_struct_apart(struct debug_info *info, const Dwarf_Die *type, uint64_t offset,
			      struct go_value *value, int depth)
{
	struct die_cursor cursor;

	die_children(&info->units, type, &cursor);
	while (value->count < MAX_PARTS && die_cursor__next_child(&cursor)) {
		Dwarf_Die member = die_cursor__die(&cursor), of;
		uint64_t at;

		if (cursor.abbrev->tag != DW_TAG_member)
			continue;
		if (die_type(&member, &of) && member_offset(&member, &at))
			take_apart(info, &of, offset + at, value, depth - 1);
		else
			value->in_registers = false;
	}
}

static void take_base_apart(Dwarf_Die *type, uint64_t offset, uint64_t bytes,
			    struct go_value *value)
{
	uint64_t encoding = 0;

	die_number(type, DW_AT_encoding, &encoding);
	if (encoding == DW_ATE_complex_float) {
		add_part(value, offset, bytes / 2, true);
		add_part(value, offset + bytes / 2, bytes / 2, true);
	} else {
		add_part(value, offset, bytes, encoding == DW_ATE_float);
	}
}

static void take_apart(struct debug_info *info, const Dwarf_Die *type, uint64_t offset,
		       struct go_value *value, int depth)
{
	Dwarf_Die at, element;
	uint64_t bytes, count;

	if (depth <= 0 || !die_peel(type, &at)) {
		value->in_registers = false;
		return;
	}
	switch (dwarf_tag(&at)) {
	case DW_TAG_base_type:
		if (die_size(&info->units, &at, &bytes) && bytes && bytes <= 16)
			take_base_apart(&at, offset, bytes, value);
		else
			value->in_registers = false;
		return;
	case DW_TAG_structure_type:
		take_struct_apart(info, &at, offset, value, depth);
		return;
	case DW_TAG_array_type:
		if (!array_element_count(&info->units, &at, &count) || !die_type(&at, &element)) {
			value->in_registers = false;
			return;
		}
		/* Only arrays of no or one element go in registers; others still have an align. */
		if (count > 1)
			value->in_registers = false;
		if (count)
			take_apart(info, &element, offset, value, depth - 1);
		return;
	default: /* pointers, maps, channels, functions */
		add_part(value, offset, 8, false);
	}
}

static void read_value(struct debug_info *info, const struct formal *formal, struct go_value *value)
{
	*value = (struct go_value){ .align = 1, .in_registers = formal->has_type };
	value->bytes = formal->bytes;
	if (formal->has_type)
		take_apart(info, &formal->type, 0, value, MAX_TYPE_DEPTH);
	/* Functions are pointers, whose type tells no size. */
	if (!value->bytes && value->count == 1)
		value->bytes = value->parts[0].bytes;
}

static struct value_place stack_place(struct go_arguments *arguments, const struct go_value *value)
{
	struct value_place place = { .kind = PLACE_STACK };

	arguments->stack_offset =
		(arguments->stack_offset + value->align - 1) / value->align * value->align;
	if (value->bytes > INT32_MAX / 2 || arguments->stack_offset > INT32_MAX / 2)
		return (struct value_place){ .kind = PLACE_GONE };
	place.stack_offset = arguments->stack_offset;
	arguments->stack_offset += value->bytes;
	return place;
}

static struct value_place next_place(struct go_arguments *arguments, const struct go_value *value)
{
	struct value_place place = { .kind = PLACE_REGISTERS };
	unsigned int integers = value->count - value->floats;

	if (!arguments->registers || !value->in_registers ||
	    arguments->general + integers > GENERAL_REGISTERS ||
	    arguments->vector + value->floats > VECTOR_REGISTERS || integers > MAX_PIECES)
		return stack_place(arguments, value);
	arguments->vector += value->floats;
	for (unsigned int i = 0; i < value->count; i++) {
		const struct go_part *part = &value->parts[i];

		if (!part->is_float)
			place.pieces[place.piece_count++] = (struct value_piece){
				.reg = go_registers[arguments->general++],
				.offset = part->offset,
				.size = part->bytes,
			};
	}
	return value->floats ? (struct value_place){ .kind = PLACE_VECTOR } : place;
}

/* How many registers stand before this one. */
static bool register_index(uint8_t reg, unsigned int *index)
{
	for (*index = 0; *index < GENERAL_REGISTERS; ++*index)
		if (go_registers[*index] == reg)
			return true;
	return false;
}

/* Passes over the registers of blank parameters, if this one tells that it lies behind them. */
static void pass_over_blank(struct go_arguments *arguments, const struct formal *formal)
{
	unsigned int index;

	if (formal->located == LOCATION_PLACE && formal->location.kind == PLACE_REGISTERS &&
	    formal->location.piece_count &&
	    register_index(formal->location.pieces[0].reg, &index) && index > arguments->general)
		arguments->general = index;
}

static void align_stack(struct go_arguments *arguments)
{
	arguments->stack_offset = (arguments->stack_offset + 7) / 8 * 8;
}

void place_by_go(struct debug_info *info, struct formals *formals, const char *producer)
{
	struct go_arguments arguments = { .stack_offset = RETURN_ADDRESS_BYTES };
	struct go_value value;

	arguments.registers = producer && strstr(producer, "regabi");
	for (int results = 0; results <= 1; results++) {
		for (size_t i = 0; i < formals->count; i++) {
			struct formal *formal = &formals->items[i];

			if (formal->is_result != results)
				continue;
			read_value(info, formal, &value);
			if (!results)
				pass_over_blank(&arguments, formal);
			formal->place = next_place(&arguments, &value);
		}
		align_stack(&arguments);
		arguments.general = arguments.vector = 0;
	}
}
