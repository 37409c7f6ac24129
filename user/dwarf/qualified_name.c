// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "qualified_name.h"

#include <dwarf.h>

#include "die.h"
#include "die_facts.h"
#include "unit_functions.h"

#define MAX_SCOPES 32

/* The entry whose place tells the scope: the declaration, if it is apart from the definition. */
static Dwarf_Die declaration_of(struct debug_info *info, const Dwarf_Die *die)
{
	const struct debug_unit *unit;
	struct die_facts facts;
	Dwarf_Die at = *die, next;

	for (int i = 0; i < MAX_TYPE_DEPTH; i++) {
		unit = debug_units__get(&info->units, at.cu);
		if (!unit)
			break;
		read_facts_of(unit, &at, &facts);
		if (!facts.refers || (!die_own_reference(&at, DW_AT_abstract_origin, &next) &&
				      !die_own_reference(&at, DW_AT_specification, &next)))
			break;
		at = next;
	}
	return at;
}

const char *type_own_name(const Dwarf_Die *type)
{
	const char *name = die_name((Dwarf_Die *)type);
	Dwarf_Die definition;

	if (!name && die_own_reference((Dwarf_Die *)type, DW_AT_signature, &definition))
		name = die_name(&definition);
	return name;
}

const char *scope_name(struct debug_info *info, const Dwarf_Die *die, int level)
{
	Dwarf_Die declaration = declaration_of(info, die), at;
	struct debug_unit *unit = debug_units__get(&info->units, declaration.cu);
	const struct scope *scope = unit ? unit_functions__scope(unit, declaration.addr) : NULL;
	const char *name;

	while (scope && level--)
		scope = unit_functions__outer(unit, scope);
	if (!scope)
		return "";
	at = (Dwarf_Die){ .addr = (void *)scope->at, .cu = declaration.cu };
	name = type_own_name(&at);
	return name ? name : "";
}

/* "std::__cxx11::", kept: the same ones are asked for again and again. */
static const char *scope_prefix(struct debug_info *info, struct debug_unit *unit,
				const struct scope *scope, int depth)
{
	Dwarf_Die at = { .cu = unit->cu };
	struct bounded_text buffer;
	const char *kept, *name;

	if (!scope || !depth)
		return "";
	at.addr = (void *)scope->at;
	kept = pointer_map__get(&info->scopes, at.addr);
	if (kept)
		return kept;
	bounded_text__start(&buffer);
	put_text(&buffer, scope_prefix(info, unit, unit_functions__outer(unit, scope), depth - 1));
	name = type_own_name(&at);
	put_text(&buffer, name ? name : "(anonymous)");
	put_text(&buffer, "::");
	kept = arena_string(info->arena, buffer.text, buffer.len);
	if (!kept || pointer_map__put(&info->scopes, at.addr, (void *)kept))
		return "";
	return kept;
}

void put_qualified_name(struct bounded_text *buffer, struct debug_info *info, const Dwarf_Die *die)
{
	Dwarf_Die declaration = declaration_of(info, die);
	struct debug_unit *unit = debug_units__get(&info->units, declaration.cu);
	struct die_facts facts;
	const char *name;

	if (!unit)
		return;
	put_text(buffer, scope_prefix(info, unit, unit_functions__scope(unit, declaration.addr),
				      MAX_SCOPES));
	read_facts_of(unit, &declaration, &facts);
	name = facts_name(&info->units, &facts);
	put_text(buffer, name ? name : "(unnamed)");
}
