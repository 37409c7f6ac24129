// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "source_places.h"

#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "debug_info.h"
#include "die.h"
#include "qualified_name.h"
#include "unit_ranges.h"

#define MAX_CANDIDATES 64 /* units that claim the same address */

struct source_places {
	struct debug_info info;
	struct unit_ranges *ranges; /* NULL: not read yet */
};

int source_places__open(struct Dwarf *dwarf, struct source_places **out)
{
	struct source_places *places = calloc(1, sizeof(*places));

	if (!places)
		return -ENOMEM;
	places->info.dwarf = dwarf;
	places->info.arena = arena_new();
	if (!places->info.arena) {
		free(places);
		return -ENOMEM;
	}
	*out = places;
	return 0;
}

void source_places__free(struct source_places *places)
{
	if (!places)
		return;
	pointer_map__clear(&places->info.scopes);
	debug_units__clear(&places->info.units);
	unit_ranges__free(places->ranges);
	arena_free(places->info.arena);
	free(places);
}

/* The functions around an address, outermost first. */
struct chain {
	Dwarf_Die items[SOURCE_PLACES_MAX];
	size_t count;
};

static bool is_function(const Dwarf_Die *die)
{
	int tag = dwarf_tag((Dwarf_Die *)die);

	return tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
}

/* Where code may be nested in: all others are passed over. */
static bool may_hold_code(const Dwarf_Die *die)
{
	switch (dwarf_tag((Dwarf_Die *)die)) {
	case DW_TAG_subprogram:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_lexical_block:
	case DW_TAG_try_block:
	case DW_TAG_catch_block:
		return true;
	default:
		return false;
	}
}

static bool is_scope(const Dwarf_Die *die)
{
	switch (dwarf_tag((Dwarf_Die *)die)) {
	case DW_TAG_namespace:
	case DW_TAG_module:
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type: /* of Rust, with methods */
		return true;
	default:
		return false;
	}
}

static void find_chain(const struct debug_unit *unit, uint64_t address, struct chain *chain)
{
	unsigned int around = 0; /* depth of the innermost entry that holds the address, + 1 */
	struct die_cursor cursor;

	chain->count = 0;
	die_cursor__children(&cursor, unit, &unit->die);
	while (die_cursor__next_any(&cursor)) {
		Dwarf_Die die = die_cursor__die(&cursor);

		/* What held it is over. */
		if (chain->count && cursor.depth < around)
			return;
		if (is_scope(&die))
			continue;
		if (!may_hold_code(&die) || dwarf_haspc(&die, address) <= 0) {
			die_cursor__skip_children(&cursor);
			continue;
		}
		around = cursor.depth + 1;
		if (is_function(&die) && chain->count < SOURCE_PLACES_MAX)
			chain->items[chain->count++] = die;
	}
}

static const char *name_of(struct debug_info *info, const Dwarf_Die *die)
{
	struct bounded_text text;

	bounded_text__start(&text);
	put_qualified_name(&text, info, die);
	return text.len ? arena_string(info->arena, text.text, text.len) : NULL;
}

/* Where the call was that a function was inlined for. */
static void find_call(const struct debug_unit *unit, Dwarf_Die *inlined, struct source_place *place)
{
	Dwarf_Word file = 0, line = 0;
	Dwarf_Attribute attribute;
	Dwarf_Die cu = unit->die;
	Dwarf_Files *files;
	size_t count;

	if (dwarf_attr(inlined, DW_AT_call_line, &attribute) && !dwarf_formudata(&attribute, &line))
		place->line = line;
	if (dwarf_attr(inlined, DW_AT_call_file, &attribute) &&
	    !dwarf_formudata(&attribute, &file) && !dwarf_getsrcfiles(&cu, &files, &count) &&
	    file < count)
		place->file = dwarf_filesrc(files, file, NULL, NULL);
}

static void find_line(const struct debug_unit *unit, uint64_t address, struct source_place *place)
{
	Dwarf_Die cu = unit->die;
	Dwarf_Line *line = dwarf_getsrc_die(&cu, address);
	int number;

	if (!line)
		return;
	place->file = dwarf_linesrc(line, NULL, NULL);
	if (!dwarf_lineno(line, &number))
		place->line = number;
}

static size_t describe(struct source_places *places, const struct debug_unit *unit,
		       uint64_t address, const struct chain *chain, struct source_place *found,
		       size_t room)
{
	size_t count = 0;

	for (size_t i = chain->count; i-- > 0 && count < room; count++) {
		Dwarf_Die die = chain->items[i];
		struct source_place *place = &found[count];

		*place = (struct source_place){
			.linkage_name = die_linkage_name(&die),
			.name = name_of(&places->info, &die),
			.inlined = dwarf_tag(&die) == DW_TAG_inlined_subroutine,
		};
		if (!count) {
			find_line(unit, address, place);
		} else {
			Dwarf_Die inner = chain->items[i + 1];

			find_call(unit, &inner, place);
		}
	}
	return count;
}

size_t source_places__at(struct source_places *places, uint64_t address, struct source_place *found,
			 size_t room)
{
	Dwarf_CU *candidates[MAX_CANDIDATES];
	size_t units, count = 0;
	Dwarf_Die die;

	if (!places->ranges && unit_ranges__read(&places->info, &places->ranges))
		return 0;
	units = unit_ranges__at(places->ranges, address, candidates, MAX_CANDIDATES);
	/* Units without ranges of their own may still be in .debug_aranges. */
	if (!units && dwarf_addrdie(places->info.dwarf, address, &die))
		candidates[units++] = die.cu;
	for (size_t i = 0; i < units && !count; i++) {
		struct debug_unit *unit = debug_units__get(&places->info.units, candidates[i]);
		struct chain chain;

		if (!unit)
			continue;
		find_chain(unit, address, &chain);
		count = describe(places, unit, address, &chain, found, room);
		/* Assembly has lines and no functions. */
		if (!count && room) {
			found[0] = (struct source_place){ 0 };
			find_line(unit, address, &found[0]);
			count = found[0].file != NULL;
		}
	}
	return count;
}
