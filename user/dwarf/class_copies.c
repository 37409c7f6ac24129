// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which C++ objects may be copied as bytes: Itanium C++ ABI, "non-trivial for calls". */
#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "sysv_classify.h"

#define MAX_MEMBERS_LOOKED_AT 4096

static bool look_at(struct debug_info *info, const Dwarf_Die *class, int depth,
		    unsigned int *looked_at);

static bool is_user_written(Dwarf_Die *function)
{
	uint64_t defaulted = DW_DEFAULTED_no;

	die_number(function, DW_AT_defaulted, &defaulted);
	return !die_flag(function, DW_AT_artificial) && defaulted != DW_DEFAULTED_in_class;
}

/* Takes one reference to its own class besides `this`: a copy or move constructor. */
static bool copies(struct debug_info *info, Dwarf_Die *constructor, const Dwarf_Die *class)
{
	struct die_cursor cursor;
	unsigned int count = 0;
	bool own = false;

	die_children(&info->units, constructor, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die parameter = die_cursor__die(&cursor), reference, peeled, to, object;

		if (cursor.abbrev->tag != DW_TAG_formal_parameter ||
		    die_flag(&parameter, DW_AT_artificial))
			continue;
		count++;
		own = die_type(&parameter, &reference) && die_peel(&reference, &peeled) &&
		      (dwarf_tag(&peeled) == DW_TAG_reference_type ||
		       dwarf_tag(&peeled) == DW_TAG_rvalue_reference_type) &&
		      die_type(&peeled, &to) && die_peel(&to, &object) &&
		      object.addr == class->addr;
	}
	return count == 1 && own;
}

static bool function_forbids(struct debug_info *info, Dwarf_Die *function, const Dwarf_Die *class)
{
	const char *name = die_name(function), *class_name = die_name((Dwarf_Die *)class);
	size_t len = class_name ? strcspn(class_name, "<") : 0;

	if (dwarf_hasattr(function, DW_AT_virtuality))
		return true;
	if (!name || !is_user_written(function))
		return false;
	if (*name == '~')
		return true;
	return len && !strncmp(name, class_name, len) && (!name[len] || name[len] == '<') &&
	       copies(info, function, class);
}

static bool member_forbids(struct debug_info *info, Dwarf_Die *member, int depth,
			   unsigned int *looked_at)
{
	Dwarf_Die type, element;

	if (die_flag(member, DW_AT_external) || die_flag(member, DW_AT_declaration))
		return false;
	if (!die_type(member, &type) || !die_peel(&type, &type))
		return false;
	for (int i = 0; i < MAX_TYPE_DEPTH && dwarf_tag(&type) == DW_TAG_array_type; i++) {
		if (!die_type(&type, &element) || !die_peel(&element, &type))
			return false;
	}
	return look_at(info, &type, depth - 1, looked_at);
}

static bool children_forbid(struct debug_info *info, const Dwarf_Die *class, int depth,
			    unsigned int *looked_at)
{
	struct die_cursor cursor;

	die_children(&info->units, class, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die child = die_cursor__die(&cursor);

		if (++*looked_at > MAX_MEMBERS_LOOKED_AT)
			return false;
		switch (cursor.abbrev->tag) {
		case DW_TAG_subprogram:
			if (function_forbids(info, &child, class))
				return true;
			break;
		case DW_TAG_inheritance:
			if (dwarf_hasattr(&child, DW_AT_virtuality))
				return true;
			/* fall through */
		case DW_TAG_member:
			if (member_forbids(info, &child, depth, looked_at))
				return true;
			break;
		}
	}
	return false;
}

static bool look_at(struct debug_info *info, const Dwarf_Die *class, int depth,
		    unsigned int *looked_at)
{
	uint64_t convention;

	switch (dwarf_tag((Dwarf_Die *)class)) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		break;
	default:
		return false;
	}
	/* DWARF 5, and clang in DWARF 4 too, tell. */
	if (die_number((Dwarf_Die *)class, DW_AT_calling_convention, &convention)) {
		if (convention == DW_CC_pass_by_reference)
			return true;
		if (convention == DW_CC_pass_by_value)
			return false;
	}
	return depth && children_forbid(info, class, depth, looked_at);
}

bool passed_by_reference(struct debug_info *info, const Dwarf_Die *class)
{
	const struct debug_unit *unit = debug_units__get(&info->units, class->cu);
	unsigned int looked_at = 0;

	/* Units of common types may not tell their language. */
	return unit && (is_cplusplus(unit->language) || !unit->language) &&
	       look_at(info, class, MAX_TYPE_DEPTH, &looked_at);
}
