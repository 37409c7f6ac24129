// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "formals.h"

#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "sysv_classify.h"
#include "value_types.h"

static void add_formal(struct formals *formals, const Dwarf_Die *die)
{
	if (formals->count == MAX_FORMALS) {
		formals->complete = false;
		return;
	}
	formals->items[formals->count++] = (struct formal){ .die = *die };
}

static void list_parameters(struct debug_info *info, const Dwarf_Die *function,
			    struct formals *formals)
{
	struct die_cursor cursor;

	die_children(&info->units, function, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die die = die_cursor__die(&cursor);

		if (cursor.abbrev->tag == DW_TAG_formal_parameter)
			add_formal(formals, &die);
		else if (cursor.abbrev->tag == DW_TAG_unspecified_parameters)
			formals->variadic = true;
	}
}

static struct formal *formal_of(struct formals *formals, const void *origin)
{
	for (size_t i = 0; i < formals->count; i++)
		if (formals->items[i].die.addr == origin && !formals->items[i].present)
			return &formals->items[i];
	return NULL;
}

/* Constructors of classes with virtual bases: only some of the instances have these. */
static bool is_left_out(struct formal *formal)
{
	const char *name = die_name(&formal->die);

	return !formal->present && name && !strncmp(name, "__", 2) &&
	       (!strcmp(name, "__in_chrg") || !strcmp(name, "__vtt_parm"));
}

/*
 * An instance of an abstract function lists what it still describes of it; the abstract one tells
 * how many parameters there are and in which order.
 */
static bool join_instance(struct debug_info *info, const Dwarf_Die *function,
			  struct formals *formals)
{
	struct die_cursor cursor;
	size_t kept = 0;

	die_children(&info->units, function, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die die = die_cursor__die(&cursor), origin;
		struct formal *formal;

		if (cursor.abbrev->tag != DW_TAG_formal_parameter)
			continue;
		if (!die_own_reference(&die, DW_AT_abstract_origin, &origin))
			return false;
		formal = formal_of(formals, origin.addr);
		if (!formal)
			return false;
		formal->die = die;
		formal->present = true;
	}
	for (size_t i = 0; i < formals->count; i++)
		if (!is_left_out(&formals->items[i]))
			formals->items[kept++] = formals->items[i];
	formals->count = kept;
	return true;
}

static void list_own(struct debug_info *info, const Dwarf_Die *function, struct formals *formals)
{
	formals->count = 0;
	formals->complete = true;
	formals->variadic = false;
	list_parameters(info, function, formals);
	for (size_t i = 0; i < formals->count; i++)
		formals->items[i].present = true;
}

/* Without the padding at a struct's end, which nothing needs to bring. */
static uint64_t used_bytes(struct debug_info *info, const struct formal *formal)
{
	const struct value_type *type = formal->has_type ? value_type(info, &formal->type) : NULL;
	uint64_t end = 0;

	if (!type || type->kind != VALUE_STRUCT || !type->field_count)
		return formal->bytes;
	for (size_t i = 0; i < type->field_count; i++)
		if ((uint64_t)type->fields[i].offset + type->fields[i].type->bytes > end)
			end = (uint64_t)type->fields[i].offset + type->fields[i].type->bytes;
	return end < formal->bytes ? end : formal->bytes;
}

void read_formals(struct debug_info *info, Dwarf_Die *function, uint64_t pc, bool go,
		  struct formals *formals)
{
	Dwarf_Die abstract;

	formals->count = 0;
	formals->complete = true;
	formals->variadic = false;
	if (die_own_reference(function, DW_AT_abstract_origin, &abstract))
		list_parameters(info, &abstract, formals);
	if (!formals->count || !join_instance(info, function, formals))
		list_own(info, function, formals);
	formals->has_result = die_type(function, &formals->result);
	formals->result_place = (struct value_place){ .kind = PLACE_GONE };
	for (size_t i = 0; i < formals->count; i++) {
		struct formal *formal = &formals->items[i];

		formal->has_type = die_type(&formal->die, &formal->type);
		if (formal->has_type)
			die_size(&info->units, &formal->type, &formal->bytes);
		formal->is_result = go && die_flag(&formal->die, DW_AT_variable_parameter);
		formal->place = (struct value_place){ .kind = PLACE_GONE };
		formal->located = LOCATION_NONE;
		if (formal->present)
			formal->located =
				entry_location(function, &formal->die, pc, formal->bytes,
					       used_bytes(info, formal), go, &formal->location);
	}
}

bool is_llvm(const char *producer)
{
	return strstr(producer, "clang") || strstr(producer, "LLVM");
}

void place_by_sysv(struct debug_info *info, struct formals *formals, const char *producer)
{
	struct value_class class =
		sysv_classify(info, formals->has_result ? &formals->result : NULL);
	struct sysv_arguments arguments = sysv_begin(&class);

	arguments.splits_wide_integers = is_llvm(producer);
	formals->result_place = sysv_result(&class);
	for (size_t i = 0; i < formals->count; i++) {
		struct formal *formal = &formals->items[i];

		if (formal->has_type)
			class = sysv_classify(info, &formal->type);
		else
			class.known = false;
		formal->place = sysv_argument(&arguments, &class);
	}
}
