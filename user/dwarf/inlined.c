// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "inlined.h"

#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "abbrevs.h"
#include "byte_search.h"
#include "debug_info.h"
#include "die.h"
#include "qualified_name.h"
#include "unit_search.h"

/* References that lead on to others: declaration, abstract instance, instance in another unit. */
#define MAX_ROUNDS 4

/* The function's entries that places may name as their origin. */
struct origins {
	struct pointer_map entries; /* address of an entry → itself */
	struct number_set offsets;  /* the same, in .debug_info, of the latest round */
};

struct search {
	struct debug_info info; /* its units, and the scopes of names */
	struct unit_search in;
	const char *linkage_name; /* NULL: by the name */
	char *name;		  /* the last part of it */
	const char *scopes;	  /* what stands before, "a::b", up to … */
	size_t scopes_len;
	bool across_units; /* there are references from one unit to another */
	struct origins origins;
	bool found; /* one of its entries */
};

/* The entry that a reference leads to. NULL: in another file, or of no use. */
static const uint8_t *referred(const struct search *search, const struct die_cursor *cursor,
			       unsigned int attribute)
{
	const struct debug_unit *unit = cursor->unit;
	const struct section_bytes *info = &search->in.sections->info;
	const uint8_t *value;
	unsigned int form;
	uint64_t offset;

	if (!die_cursor__attribute(cursor, attribute, &form, &value) ||
	    !form_number(unit, form, value, &offset))
		return NULL;
	if (form == DW_FORM_GNU_ref_alt)
		return NULL;
	if (form == DW_FORM_ref_addr)
		return offset < (size_t)(info->end - info->start) ? info->start + offset : NULL;
	return offset < (size_t)(unit->end - unit->start) ? unit->start + offset : NULL;
}

/* Whether the namespaces and classes around the entry are those that were asked for. */
static bool is_in_scopes(struct search *search, const Dwarf_Die *die)
{
	size_t left = search->scopes_len;
	int level = 0;

	while (left) {
		const char *scope = scope_name(&search->info, die, level++);
		size_t len = strlen(scope);

		if (!len || len > left || memcmp(search->scopes + left - len, scope, len))
			return false;
		left -= len;
		if (left && (left < 2 || memcmp(search->scopes + left - 2, "::", 2)))
			return false;
		left -= left ? 2 : 0;
	}
	return !*scope_name(&search->info, die, level);
}

static bool is_looked_for(struct search *search, const struct die_cursor *cursor)
{
	Dwarf_Die die = die_cursor__die(cursor);
	Dwarf_Attribute attr;
	const char *found;

	if (search->linkage_name) {
		if (!dwarf_attr(&die, DW_AT_linkage_name, &attr) &&
		    !dwarf_attr(&die, DW_AT_MIPS_linkage_name, &attr))
			return false;
		found = dwarf_formstring(&attr);
		return found && !strcmp(found, search->linkage_name);
	}
	found = dwarf_formstring(dwarf_attr(&die, DW_AT_name, &attr));
	return found && !strcmp(found, search->name) && is_in_scopes(search, &die);
}

static bool is_origin(const struct search *search, const uint8_t *entry)
{
	return entry && pointer_map__get(&search->origins.entries, entry);
}

static int add_origin(struct search *search, const uint8_t *entry)
{
	int err;

	search->found = true;
	if (is_origin(search, entry))
		return 0;
	err = pointer_map__put(&search->origins.entries, entry, (void *)entry);
	return err ? err
		   : number_set__add(&search->origins.offsets,
				     entry - search->in.sections->info.start);
}

/* The function's declarations and abstract instances in a unit. */
static int find_origins(struct search *search, const struct debug_unit *unit)
{
	struct die_cursor cursor;
	int err = 0;

	die_cursor__unit(&cursor, unit);
	while (!err && die_cursor__next_any(&cursor)) {
		if (cursor.abbrev->tag != DW_TAG_subprogram)
			continue;
		if (is_looked_for(search, &cursor) ||
		    is_origin(search, referred(search, &cursor, DW_AT_specification)) ||
		    is_origin(search, referred(search, &cursor, DW_AT_abstract_origin)))
			err = add_origin(search, cursor.at);
	}
	return err;
}

/* An abstract instance has no code: what is inlined in it counts where it is itself inlined. */
static bool is_abstract(const struct die_cursor *cursor)
{
	const uint8_t *value;
	unsigned int form;

	return cursor->abbrev->tag == DW_TAG_subprogram &&
	       die_cursor__attribute(cursor, DW_AT_inline, &form, &value);
}

/* Without code in them. */
static bool is_type(unsigned int tag)
{
	return tag == DW_TAG_structure_type || tag == DW_TAG_class_type ||
	       tag == DW_TAG_union_type || tag == DW_TAG_enumeration_type;
}

static size_t count_places(const struct search *search, const struct debug_unit *unit)
{
	struct die_cursor cursor;
	size_t count = 0;

	die_cursor__unit(&cursor, unit);
	while (die_cursor__next_any(&cursor)) {
		if (is_abstract(&cursor) || is_type(cursor.abbrev->tag))
			die_cursor__skip_children(&cursor);
		else if (cursor.abbrev->tag == DW_TAG_inlined_subroutine)
			count +=
				is_origin(search, referred(search, &cursor, DW_AT_abstract_origin));
	}
	return count;
}

/* Reads the units that were marked last. */
static int read_marked(struct search *search)
{
	struct unit_search *in = &search->in;
	int err = 0;

	for (size_t i = 0; i < in->count && !err; i++) {
		const struct debug_unit *unit;

		if (!in->items[i].marked || in->items[i].read)
			continue;
		in->items[i].read = true;
		unit = debug_units__get(&search->info.units, in->items[i].cu);
		if (unit)
			err = find_origins(search, unit);
	}
	return err;
}

/* Units that refer to what was found: link-time optimisation and dwz share entries among units. */
static int follow_references(struct search *search)
{
	int err = 0;

	for (int round = 0; round < MAX_ROUNDS && !err && search->origins.offsets.count; round++) {
		number_set__finish(&search->origins.offsets);
		unit_search__mark_numbers(&search->in, &search->origins.offsets);
		number_set__clear(&search->origins.offsets);
		err = read_marked(search);
	}
	return err;
}

static size_t search_places(struct search *search)
{
	const char *key = search->linkage_name ? search->linkage_name : search->name;
	size_t count = 0;

	if (unit_search__mark_name(&search->in, key) || read_marked(search) ||
	    (search->across_units && follow_references(search)))
		return 0;
	for (size_t i = 0; i < search->in.count; i++) {
		const struct debug_unit *unit;

		unit = search->in.items[i].marked
			       ? debug_units__get(&search->info.units, search->in.items[i].cu)
			       : NULL;
		if (unit)
			count += count_places(search, unit);
	}
	return count;
}

/* "a::b::f(int)": the name "f" in the scopes "a::b". 0 or -ENOMEM. */
static int take_apart(struct search *search, const char *name)
{
	size_t end = strstr(name, "operator") ? strlen(name) : strcspn(name, "(");
	size_t depth = 0, last = 0;

	for (size_t i = 0; i < end; i++) {
		depth += name[i] == '<';
		depth -= name[i] == '>' && depth;
		if (!depth && name[i] == ':' && i + 2 < end && name[i + 1] == ':')
			last = i + 2;
	}
	search->scopes = name;
	search->scopes_len = last ? last - 2 : 0;
	search->name = strndup(name + last, end - last);
	return search->name ? 0 : -ENOMEM;
}

size_t inlined_places(struct Dwarf *dwarf, const char *name, const char *linkage_name)
{
	bool known;

	return inlined_places_known(dwarf, name, linkage_name, &known);
}

size_t inlined_places_known(struct Dwarf *dwarf, const char *name, const char *linkage_name,
			    bool *known)
{
	struct search search = { .info = { .dwarf = dwarf }, .linkage_name = linkage_name };
	const struct section_bytes *abbrev;
	bool any = false;
	size_t count = 0;

	search.in.sections = debug_units__sections(&search.info.units, dwarf);
	if (search.in.sections && search.in.sections->info.start) {
		abbrev = &search.in.sections->abbrev;
		abbrevs__look_for(abbrev->start, abbrev->end, DW_TAG_inlined_subroutine,
				  DW_FORM_ref_addr, &any, &search.across_units);
	}
	if (any && !take_apart(&search, name) && !unit_search__start(&search.in, dwarf))
		count = search_places(&search);
	/* Without inlined places at all there is nothing to know. */
	*known = search.found || !any;
	pointer_map__clear(&search.origins.entries);
	number_set__clear(&search.origins.offsets);
	unit_search__end(&search.in);
	debug_units__clear(&search.info.units);
	free(search.name);
	return count;
}
