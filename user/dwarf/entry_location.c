// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "entry_location.h"

#include <dwarf.h>
#include <string.h>

#include "die.h"

#define RETURN_ADDRESS_BYTES  8
#define FIRST_VECTOR_REGISTER 17
#define MAX_LIST_ENTRIES      4096

/* One parameter's expression. */
struct expression {
	Dwarf_Attribute *attr;
	Dwarf_Op *ops;
	size_t count;
	bool from_cfa;	     /* DW_OP_fbreg counts from the canonical frame address */
	bool go;	     /* where no register survives a call */
	bool vector;	     /* part of it is in a vector register */
	uint64_t used_bytes; /* of the object: what comes after is padding */
};

static bool register_number(const Dwarf_Op *op, uint64_t *number)
{
	if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31)
		*number = op->atom - DW_OP_reg0;
	else if (op->atom == DW_OP_regx)
		*number = op->number;
	else
		return false;
	return true;
}

/* Others are where the function keeps it later, or its cold part finds it. */
static bool brings_arguments(const struct expression *expression, uint64_t number)
{
	switch (number) {
	case GPR_RDI:
	case GPR_RSI:
	case GPR_RDX:
	case GPR_RCX:
	case GPR_R8:
	case GPR_R9:
		return true;
	default:
		return expression->go && number < REGISTERS && number != GPR_RSP;
	}
}

static bool add_register(struct expression *expression, uint64_t number, uint64_t offset,
			 uint64_t bytes, struct value_place *place)
{
	if (number >= FIRST_VECTOR_REGISTER && number < FIRST_VECTOR_REGISTER + 16) {
		expression->vector = true;
		return true;
	}
	if (!brings_arguments(expression, number) || place->piece_count == MAX_PIECES ||
	    bytes > 8 || offset + bytes > UINT8_MAX)
		return false;
	place->pieces[place->piece_count++] = (struct value_piece){
		.reg = number,
		.offset = offset,
		.size = bytes,
	};
	return true;
}

/* DW_OP_entry_value around one register. */
static bool entry_register(struct expression *expression, const Dwarf_Op *op, uint64_t *number)
{
	Dwarf_Attribute inner;
	Dwarf_Op *ops;
	size_t count;

	if (op->atom != DW_OP_entry_value && op->atom != DW_OP_GNU_entry_value)
		return false;
	return !dwarf_getlocation_attr(expression->attr, op, &inner) &&
	       !dwarf_getlocation(&inner, &ops, &count) && count == 1 &&
	       register_number(&ops[0], number);
}

static bool is_composite(const struct expression *expression)
{
	for (size_t i = 0; i < expression->count; i++)
		if (expression->ops[i].atom == DW_OP_piece)
			return true;
	return false;
}

/* Registers with DW_OP_piece behind each. */
static bool composite(struct expression *expression, uint64_t bytes, struct value_place *place)
{
	uint64_t offset = 0, number;

	for (size_t i = 0; i < expression->count; i += 2) {
		const Dwarf_Op *op = &expression->ops[i];

		if (i + 1 == expression->count || op[1].atom != DW_OP_piece ||
		    op[1].number > bytes - offset || !register_number(op, &number) ||
		    !add_register(expression, number, offset, op[1].number, place))
			return false;
		offset += op[1].number;
	}
	return offset <= bytes && offset >= expression->used_bytes;
}

/* An offset from the canonical frame address: the stack pointer at entry + 8. */
static bool frame_offset(const struct expression *expression, int64_t *offset)
{
	const Dwarf_Op *ops = expression->ops;
	size_t count = expression->count;

	*offset = 0;
	if (count == 1 && ops[0].atom == DW_OP_fbreg && expression->from_cfa) {
		*offset = (int64_t)ops[0].number;
		return true;
	}
	if (!count || ops[0].atom != DW_OP_call_frame_cfa)
		return false;
	if (count == 2 && ops[1].atom == DW_OP_plus_uconst)
		*offset = (int64_t)ops[1].number;
	else if (count == 3 && ops[1].atom == DW_OP_consts && ops[2].atom == DW_OP_plus)
		*offset = (int64_t)ops[1].number;
	else
		return count == 1;
	return true;
}

static bool constant(struct expression *expression, int64_t *value)
{
	const Dwarf_Op *ops = expression->ops;
	Dwarf_Block block;

	if (expression->count == 1 && ops[0].atom == DW_OP_implicit_value &&
	    !dwarf_getlocation_implicit_value(expression->attr, ops, &block) && block.length <= 8) {
		*value = 0;
		memcpy(value, block.data, block.length);
		return true;
	}
	if (expression->count != 2 || ops[1].atom != DW_OP_stack_value)
		return false;
	*value = (int64_t)ops[0].number;
	switch (ops[0].atom) {
	case DW_OP_const1u ... DW_OP_consts:
		return true;
	case DW_OP_lit0 ... DW_OP_lit31:
		*value = ops[0].atom - DW_OP_lit0;
		return true;
	default:
		return false;
	}
}

/* A register of which the low bits count: how LLVM tells of numbers that it has made wider. */
static bool masked_register(const struct expression *expression, uint64_t *number)
{
	const Dwarf_Op *ops = expression->ops;
	size_t count = expression->count;

	if (count < 4 || count % 2 || ops[0].atom < DW_OP_breg0 || ops[0].atom > DW_OP_breg31 ||
	    ops[0].number || ops[count - 1].atom != DW_OP_stack_value)
		return false;
	for (size_t i = 1; i + 1 < count; i += 2)
		if (ops[i].atom != DW_OP_constu || ops[i].number & (ops[i].number + 1) ||
		    ops[i + 1].atom != DW_OP_and)
			return false;
	*number = ops[0].atom - DW_OP_breg0;
	return true;
}

static bool read_place(struct expression *expression, uint64_t bytes, struct value_place *place)
{
	const Dwarf_Op *ops = expression->ops;
	size_t count = expression->count;
	uint64_t number;
	int64_t offset;

	*place = (struct value_place){ .kind = PLACE_REGISTERS };
	if (is_composite(expression))
		return composite(expression, bytes, place);
	if ((count == 1 && register_number(&ops[0], &number)) ||
	    (count == 2 && ops[1].atom == DW_OP_stack_value &&
	     entry_register(expression, &ops[0], &number)))
		return add_register(expression, number, 0, bytes, place);
	if (masked_register(expression, &number))
		return add_register(expression, number, 0, bytes, place);
	if (frame_offset(expression, &offset)) {
		/* Below it are the function's own slots, empty yet. */
		if (offset < 0 || offset > INT32_MAX - RETURN_ADDRESS_BYTES)
			return false;
		place->kind = PLACE_STACK;
		place->stack_offset = offset + RETURN_ADDRESS_BYTES;
		return true;
	}
	if (constant(expression, &place->constant)) {
		place->kind = PLACE_CONSTANT;
		return true;
	}
	/* The object lies where a register points: a copy that the caller has made. */
	if (count == 1 && ops[0].atom >= DW_OP_breg0 && ops[0].atom <= DW_OP_breg31 &&
	    !ops[0].number && brings_arguments(expression, ops[0].atom - DW_OP_breg0)) {
		place->kind = PLACE_REFERENCE;
		return add_register(expression, ops[0].atom - DW_OP_breg0, 0, 8, place);
	}
	return false;
}

static bool frame_base_is_cfa(Dwarf_Die *function, uint64_t pc)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;

	if (!dwarf_attr_integrate(function, DW_AT_frame_base, &attr) ||
	    dwarf_getlocation_addr(&attr, pc, &ops, &count, 1) != 1 || count != 1)
		return false;
	return ops[0].atom == DW_OP_call_frame_cfa;
}

static enum entry_location from_const_value(Dwarf_Die *parameter, struct value_place *place)
{
	Dwarf_Attribute attr;
	Dwarf_Block block;
	Dwarf_Sword number;
	int64_t value = 0;

	if (!dwarf_attr_integrate(parameter, DW_AT_const_value, &attr))
		return LOCATION_NONE;
	if (!dwarf_formsdata(&attr, &number))
		value = number;
	else if (!dwarf_formblock(&attr, &block) && block.length <= 8)
		memcpy(&value, block.data, block.length);
	else
		return LOCATION_UNUSABLE;
	*place = (struct value_place){ .kind = PLACE_CONSTANT, .constant = value };
	return LOCATION_PLACE;
}

/* A later place of the list can tell what the register held at entry. */
static bool is_entry_value(struct expression *expression)
{
	uint64_t number;

	return expression->count == 2 && expression->ops[1].atom == DW_OP_stack_value &&
	       entry_register(expression, &expression->ops[0], &number);
}

/* Constants, or pieces of which some are missing: no slot of memory that is filled later. */
static bool is_computed(const struct expression *expression)
{
	for (size_t i = 0; i < expression->count; i++)
		if (expression->ops[i].atom == DW_OP_stack_value ||
		    expression->ops[i].atom == DW_OP_piece)
			return true;
	return !expression->count;
}

enum entry_location entry_location(Dwarf_Die *function, Dwarf_Die *parameter, uint64_t pc,
				   uint64_t bytes, uint64_t used_bytes, bool go,
				   struct value_place *place)
{
	struct expression expression = { .go = go, .used_bytes = used_bytes };
	Dwarf_Addr base, start, end;
	Dwarf_Attribute attr;
	struct value_place found;
	enum entry_location best = LOCATION_NOT_HERE;
	ptrdiff_t at = 0;

	if (!dwarf_attr_integrate(parameter, DW_AT_location, &attr))
		return from_const_value(parameter, place);
	expression.attr = &attr;
	expression.from_cfa = frame_base_is_cfa(function, pc);
	for (int i = 0; i < MAX_LIST_ENTRIES; i++) {
		at = dwarf_getlocations(&attr, at, &base, &start, &end, &expression.ops,
					&expression.count);
		if (at <= 0)
			break;
		if ((pc < start || pc >= end) && !is_entry_value(&expression))
			continue;
		best = is_computed(&expression) ? LOCATION_COMPUTED : LOCATION_UNUSABLE;
		if (!read_place(&expression, bytes, &found))
			continue;
		if (expression.vector)
			found = (struct value_place){ .kind = PLACE_VECTOR };
		*place = found;
		return LOCATION_PLACE;
	}
	return best;
}

bool is_ever_at(Dwarf_Die *function, Dwarf_Die *parameter, uint64_t pc, uint64_t bytes,
		const struct value_place *place)
{
	struct expression expression = { .used_bytes = bytes };
	Dwarf_Addr base, start, end;
	Dwarf_Attribute attr;
	struct value_place found;
	ptrdiff_t at = 0;

	if (!dwarf_attr_integrate(parameter, DW_AT_location, &attr))
		return false;
	expression.attr = &attr;
	expression.from_cfa = frame_base_is_cfa(function, pc);
	for (int i = 0; i < MAX_LIST_ENTRIES; i++) {
		at = dwarf_getlocations(&attr, at, &base, &start, &end, &expression.ops,
					&expression.count);
		if (at <= 0)
			return false;
		if (read_place(&expression, bytes, &found) && same_place(&found, place))
			return true;
	}
	return false;
}

bool same_place(const struct value_place *a, const struct value_place *b)
{
	if (a->kind != b->kind || a->piece_count != b->piece_count)
		return false;
	if (a->kind == PLACE_STACK || (a->kind == PLACE_REFERENCE && !a->piece_count))
		return a->stack_offset == b->stack_offset;
	for (unsigned int i = 0; i < a->piece_count; i++)
		if (a->pieces[i].reg != b->pieces[i].reg ||
		    a->pieces[i].offset != b->pieces[i].offset)
			return false;
	return true;
}
