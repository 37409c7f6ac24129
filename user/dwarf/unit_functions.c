// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit_functions.h"

#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>

#define NO_SCOPE UINT32_MAX

struct builder {
	struct unit_functions *out;
	size_t function_room, scope_room;
	uint32_t scope;	      /* the one the walk is in */
	unsigned int *depths; /* of each scope */
};

static int add_function(struct builder *builder, uint64_t pc, const uint8_t *at)
{
	struct unit_functions *out = builder->out;

	/* 0 and the last addresses stand for functions that the linker has thrown away. */
	if (!pc || pc >= UINT64_MAX - 1 || pc == UINT32_MAX)
		return 0;
	if (out->function_count == builder->function_room) {
		size_t more = builder->function_room ? 2 * builder->function_room : 16;
		struct function_entry *grown = reallocarray(out->functions, more, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		out->functions = grown;
		builder->function_room = more;
	}
	out->functions[out->function_count++] = (struct function_entry){ .pc = pc, .at = at };
	return 0;
}

static int add_scope(struct builder *builder, const struct die_cursor *cursor)
{
	struct unit_functions *out = builder->out;

	if (out->scope_count == builder->scope_room) {
		size_t more = builder->scope_room ? 2 * builder->scope_room : 16;
		struct scope *grown = reallocarray(out->scopes, more, sizeof(*grown));
		unsigned int *depths;

		if (!grown)
			return -ENOMEM;
		out->scopes = grown;
		depths = reallocarray(builder->depths, more, sizeof(*depths));
		if (!depths)
			return -ENOMEM;
		builder->depths = depths;
		builder->scope_room = more;
	}
	if (out->scope_count >= NO_SCOPE)
		return -ENOMEM;
	out->scopes[out->scope_count] = (struct scope){
		.at = cursor->at,
		.end = cursor->unit->end,
		.parent = builder->scope,
	};
	builder->depths[out->scope_count] = cursor->depth;
	builder->scope = out->scope_count++;
	return 0;
}

/* A function in parts lists them: where it is entered is the first, or told apart. */
static int add_first_range(struct builder *builder, const struct die_cursor *cursor)
{
	Dwarf_Die die = die_cursor__die(cursor);
	Dwarf_Addr base, start, end;

	if (!dwarf_entrypc(&die, &start) || dwarf_ranges(&die, 0, &base, &start, &end) > 0)
		return add_function(builder, start, cursor->at);
	return 0;
}

static int see_function(struct builder *builder, const struct die_cursor *cursor)
{
	const uint8_t *value;
	unsigned int form;
	uint64_t pc;
	Dwarf_Die die;

	if (die_cursor__attribute(cursor, DW_AT_low_pc, &form, &value)) {
		if (form == DW_FORM_addr)
			return form_number(cursor->unit, form, value, &pc)
				       ? add_function(builder, pc, cursor->at)
				       : 0;
		die = die_cursor__die(cursor);
		return dwarf_lowpc(&die, &pc) ? 0 : add_function(builder, pc, cursor->at);
	}
	if (die_cursor__attribute(cursor, DW_AT_ranges, &form, &value))
		return add_first_range(builder, cursor);
	return 0;
}

static bool is_scope(unsigned int tag)
{
	switch (tag) {
	case DW_TAG_namespace:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_interface_type:
	case DW_TAG_module:
		return true;
	default:
		return false;
	}
}

static int see_entry(struct builder *builder, struct die_cursor *cursor, bool scoped)
{
	struct unit_functions *out = builder->out;

	while (builder->scope != NO_SCOPE && builder->depths[builder->scope] >= cursor->depth) {
		out->scopes[builder->scope].end = cursor->at;
		builder->scope = out->scopes[builder->scope].parent;
	}
	switch (cursor->abbrev->tag) {
	case DW_TAG_subprogram:
		return see_function(builder, cursor);
	case DW_TAG_enumeration_type:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_call_site:
	case DW_TAG_GNU_call_site:
	case DW_TAG_subroutine_type:
	case DW_TAG_array_type:
		die_cursor__skip_children(cursor);
		return 0;
	default:
		if (scoped && cursor->abbrev->has_children && is_scope(cursor->abbrev->tag))
			return add_scope(builder, cursor);
		return 0;
	}
}

static int by_pc(const void *a, const void *b)
{
	const struct function_entry *left = a, *right = b;

	if (left->pc != right->pc)
		return left->pc < right->pc ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

static int build(struct debug_unit *unit, struct unit_functions *out)
{
	struct builder builder = { .out = out, .scope = NO_SCOPE };
	/* C has no scopes, Go writes the package into each name. */
	bool scoped = !is_go(unit->language) &&
		      (!is_c_family(unit->language) || is_cplusplus(unit->language));
	struct die_cursor cursor;
	int err = 0;

	die_cursor__unit(&cursor, unit);
	while (!err && die_cursor__next_any(&cursor))
		err = see_entry(&builder, &cursor, scoped);
	free(builder.depths);
	if (out->function_count)
		qsort(out->functions, out->function_count, sizeof(*out->functions), by_pc);
	return err;
}

const struct unit_functions *unit_functions__get(struct debug_unit *unit)
{
	struct unit_functions *out;

	if (unit->functions)
		return unit->functions;
	out = calloc(1, sizeof(*out));
	if (!out)
		return NULL;
	if (build(unit, out)) {
		unit_functions__free(out);
		return NULL;
	}
	unit->functions = out;
	return out;
}

void unit_functions__free(struct unit_functions *functions)
{
	if (!functions)
		return;
	free(functions->functions);
	free(functions->scopes);
	free(functions);
}

size_t unit_functions__at(struct debug_unit *unit, uint64_t pc, const struct function_entry **first)
{
	const struct unit_functions *all = unit_functions__get(unit);
	size_t low = 0, high = all ? all->function_count : 0, count = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all->functions[middle].pc < pc)
			low = middle + 1;
		else
			high = middle;
	}
	while (all && low + count < all->function_count && all->functions[low + count].pc == pc)
		count++;
	*first = count ? &all->functions[low] : NULL;
	return count;
}

const struct scope *unit_functions__outer(const struct debug_unit *unit, const struct scope *scope)
{
	return scope->parent == NO_SCOPE ? NULL : &unit->functions->scopes[scope->parent];
}

const struct scope *unit_functions__scope(struct debug_unit *unit, const void *at)
{
	const struct unit_functions *all = unit_functions__get(unit);
	size_t low = 0, high = all ? all->scope_count : 0;
	const struct scope *scope;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all->scopes[middle].at < (const uint8_t *)at)
			low = middle + 1;
		else
			high = middle;
	}
	scope = low ? &all->scopes[low - 1] : NULL;
	while (scope && scope->end <= (const uint8_t *)at)
		scope = unit_functions__outer(unit, scope);
	return scope;
}
