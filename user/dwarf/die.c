// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "die.h"

#include <dwarf.h>

#define POINTER_BYTES 8

const char *die_name(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	return dwarf_formstring(dwarf_attr_integrate(die, DW_AT_name, &attr));
}

const char *die_linkage_name(Dwarf_Die *die)
{
	Dwarf_Attribute attr;

	if (!dwarf_attr_integrate(die, DW_AT_linkage_name, &attr) &&
	    !dwarf_attr_integrate(die, DW_AT_MIPS_linkage_name, &attr))
		return NULL;
	return dwarf_formstring(&attr);
}

bool die_number(Dwarf_Die *die, unsigned int attribute, uint64_t *number)
{
	Dwarf_Attribute attr;

	return dwarf_attr_integrate(die, attribute, &attr) && !dwarf_formudata(&attr, number);
}

bool die_flag(Dwarf_Die *die, unsigned int attribute)
{
	Dwarf_Attribute attr;
	bool flag;

	return dwarf_attr_integrate(die, attribute, &attr) && !dwarf_formflag(&attr, &flag) && flag;
}

bool die_own_reference(Dwarf_Die *die, unsigned int attribute, Dwarf_Die *to)
{
	Dwarf_Attribute attr;

	return dwarf_attr(die, attribute, &attr) && dwarf_formref_die(&attr, to);
}

bool die_reference(Dwarf_Die *die, unsigned int attribute, Dwarf_Die *to)
{
	Dwarf_Attribute attr;

	return dwarf_attr_integrate(die, attribute, &attr) && dwarf_formref_die(&attr, to);
}

bool die_type(Dwarf_Die *die, Dwarf_Die *type)
{
	return die_reference(die, DW_AT_type, type);
}

bool is_type_qualifier(unsigned int tag)
{
	switch (tag) {
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
	case DW_TAG_immutable_type:
	case DW_TAG_packed_type:
	case DW_TAG_shared_type:
		return true;
	default:
		return false;
	}
}

static bool may_be_elsewhere(unsigned int tag)
{
	switch (tag) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
		return true;
	default:
		return false;
	}
}

bool die_peel(const Dwarf_Die *type, Dwarf_Die *peeled)
{
	Dwarf_Die at = *type, next;

	for (int i = 0; i < MAX_TYPE_DEPTH; i++) {
		unsigned int tag = dwarf_tag(&at);

		/* A declaration whose definition is in a type unit. */
		if (may_be_elsewhere(tag) && dwarf_hasattr(&at, DW_AT_signature) &&
		    die_own_reference(&at, DW_AT_signature, &next)) {
			at = next;
			continue;
		}
		if (tag != DW_TAG_typedef && !is_type_qualifier(tag)) {
			*peeled = at;
			return tag != DW_TAG_invalid;
		}
		if (!die_type(&at, &next))
			return false;
		at = next;
	}
	return false;
}

void die_children(struct debug_units *units, const Dwarf_Die *die, struct die_cursor *cursor)
{
	const struct debug_unit *unit = debug_units__get(units, die->cu);

	if (unit)
		die_cursor__children(cursor, unit, die);
	else
		*cursor = (struct die_cursor){ 0 };
}

bool array_element_count(struct debug_units *units, const Dwarf_Die *array, uint64_t *count)
{
	struct die_cursor cursor;
	bool dimensions = false;

	*count = 1;
	die_children(units, array, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die range = die_cursor__die(&cursor);
		uint64_t bound, lower = 0;

		if (cursor.abbrev->tag != DW_TAG_subrange_type)
			continue;
		dimensions = true;
		if (!die_number(&range, DW_AT_count, &bound)) {
			if (!die_number(&range, DW_AT_upper_bound, &bound))
				return false;
			die_number(&range, DW_AT_lower_bound, &lower);
			/* Zero elements: the upper bound is -1. */
			bound = bound + 1 - lower;
		}
		if (__builtin_mul_overflow(*count, bound, count))
			return false;
	}
	return dimensions;
}

static bool size_of(struct debug_units *units, const Dwarf_Die *type, uint64_t *bytes, int depth)
{
	Dwarf_Die at, element;
	uint64_t count;

	if (!depth || !die_peel(type, &at))
		return false;
	if (die_number(&at, DW_AT_byte_size, bytes))
		return true;
	switch (dwarf_tag(&at)) {
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
	case DW_TAG_unspecified_type: /* std::nullptr_t */
		*bytes = POINTER_BYTES;
		return true;
	case DW_TAG_ptr_to_member_type:
		/* A member function: its address and an adjustment of `this`. */
		*bytes = die_type(&at, &element) && dwarf_tag(&element) == DW_TAG_subroutine_type
				 ? 2 * POINTER_BYTES
				 : POINTER_BYTES;
		return true;
	case DW_TAG_array_type:
		return die_type(&at, &element) && size_of(units, &element, bytes, depth - 1) &&
		       array_element_count(units, &at, &count) &&
		       !__builtin_mul_overflow(*bytes, count, bytes);
	case DW_TAG_enumeration_type:
	case DW_TAG_subrange_type:
		return die_type(&at, &element) && size_of(units, &element, bytes, depth - 1);
	default:
		return false;
	}
}

bool die_size(struct debug_units *units, const Dwarf_Die *type, uint64_t *bytes)
{
	return size_of(units, type, bytes, MAX_TYPE_DEPTH);
}

bool member_offset(Dwarf_Die *member, uint64_t *offset)
{
	Dwarf_Attribute attr;
	Dwarf_Op *ops;
	size_t count;

	*offset = 0;
	if (!dwarf_attr_integrate(member, DW_AT_data_member_location, &attr))
		return true; /* of a union, or a bit field of DWARF 5 */
	if (!dwarf_formudata(&attr, offset))
		return true;
	if (dwarf_getlocation(&attr, &ops, &count) || count != 1)
		return false;
	*offset = ops[0].number;
	return ops[0].atom == DW_OP_plus_uconst;
}
