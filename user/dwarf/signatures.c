// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "signatures.h"

#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "signature_build.h"
#include "../util/symbol_name.h"
#include "unit_functions.h"
#include "unit_ranges.h"

#define MAX_CANDIDATES 1024 /* units that claim the same address */

struct signatures {
	struct debug_info info;
	struct unit_ranges *ranges;  /* NULL: not read yet */
	struct pointer_map by_entry; /* the function's entry → struct found * */
};

/* Clones of one function share its entry but not its signature. */
struct found {
	uint64_t pc;
	const struct signature *signature;
};

int signatures__open(struct Dwarf *dwarf, struct signatures **out)
{
	struct signatures *signatures = calloc(1, sizeof(*signatures));

	if (!signatures)
		return -ENOMEM;
	signatures->info.dwarf = dwarf;
	signatures->info.arena = arena_new();
	if (!signatures->info.arena) {
		free(signatures);
		return -ENOMEM;
	}
	*out = signatures;
	return 0;
}

void signatures__free(struct signatures *signatures)
{
	if (!signatures)
		return;
	pointer_map__clear(&signatures->by_entry);
	pointer_map__clear(&signatures->info.scopes);
	pointer_map__clear(&signatures->info.texts);
	pointer_map__clear(&signatures->info.types);
	pointer_map__clear(&signatures->info.inner_types);
	debug_units__clear(&signatures->info.units);
	unit_ranges__free(signatures->ranges);
	arena_free(signatures->info.arena);
	free(signatures);
}

static bool is_named(Dwarf_Die *die, const char *symbol)
{
	const char *name = die_linkage_name(die);
	size_t len = symbol_stem(symbol);

	if (!name)
		name = die_name(die);
	return name && !strncmp(name, symbol, len) && !name[len];
}

/* What begins at an address: the first such entry, until one is found that has the name too. */
struct match {
	struct debug_unit *unit; /* NULL: none yet */
	Dwarf_Die die;
	bool named, unsure; /* whether it is named so; not yet asked */
};

/* Names are compared only where there is a choice: it costs more than all the rest. */
static void take_entry(struct match *match, struct debug_unit *unit,
		       const struct function_entry *entry, const char *symbol)
{
	Dwarf_Die die = { .addr = (void *)entry->at, .cu = unit->cu };

	if (match->named || !symbol) {
		if (!match->unit)
			*match = (struct match){ .unit = unit, .die = die };
		return;
	}
	if (!match->unit) {
		*match = (struct match){ .unit = unit, .die = die, .unsure = true };
		return;
	}
	if (match->unsure)
		match->named = is_named(&match->die, symbol);
	match->unsure = false;
	if (!match->named && is_named(&die, symbol))
		*match = (struct match){ .unit = unit, .die = die, .named = true };
}

/* Units without ranges of their own may still be in .debug_aranges. */
static size_t find_candidates(struct signatures *signatures, uint64_t address, Dwarf_CU **units)
{
	size_t count = unit_ranges__at(signatures->ranges, address, units, MAX_CANDIDATES);
	Dwarf_Die die;

	if (!count && dwarf_addrdie(signatures->info.dwarf, address, &die))
		units[count++] = die.cu;
	return count;
}

static struct debug_unit *find_function(struct signatures *signatures, uint64_t address,
					const char *symbol, Dwarf_Die *die)
{
	Dwarf_CU *candidates[MAX_CANDIDATES];
	struct match match = { 0 };
	size_t count;

	if (!signatures->ranges && unit_ranges__read(&signatures->info, &signatures->ranges))
		return NULL;
	count = find_candidates(signatures, address, candidates);
	for (size_t i = 0; i < count && !match.named; i++) {
		struct debug_unit *unit = debug_units__get(&signatures->info.units, candidates[i]);
		const struct function_entry *first;
		size_t entries;

		/* Assemblers tell names, but neither parameters nor results. */
		if (!unit || unit->language == DW_LANG_Mips_Assembler)
			continue;
		entries = unit_functions__at(unit, address, &first);
		for (size_t j = 0; j < entries && !match.named; j++)
			take_entry(&match, unit, &first[j], symbol);
	}
	*die = match.die;
	return match.unit;
}

const struct signature *signatures__find(struct signatures *signatures, uint64_t address,
					 const char *symbol, bool go)
{
	struct debug_unit *unit;
	struct found *found;
	Dwarf_Die die;

	unit = find_function(signatures, address, symbol, &die);
	if (!unit || is_assembly(unit->language) || (go && !is_go(unit->language)))
		return NULL;
	found = pointer_map__get(&signatures->by_entry, die.addr);
	if (found && found->pc == address)
		return found->signature;
	found = arena_alloc(signatures->info.arena, sizeof(*found));
	if (!found)
		return NULL;
	found->pc = address;
	found->signature = build_signature(&signatures->info, unit, &die, address, symbol);
	if (pointer_map__put(&signatures->by_entry, die.addr, found))
		return NULL;
	return found->signature;
}

char *signatures__text(struct signatures *signatures, uint64_t address, const char *symbol)
{
	struct bounded_text text;
	struct debug_unit *unit;
	Dwarf_Die die;

	unit = find_function(signatures, address, symbol, &die);
	if (!unit || is_assembly(unit->language))
		return NULL;
	bounded_text__start(&text);
	put_signature(&text, &signatures->info, unit, &die);
	return strndup(text.text, text.len);
}
