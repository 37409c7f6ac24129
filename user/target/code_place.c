// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "code_place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "../dwarf/source_places.h"
#include "../util/arena.h"
#include "../util/symbol_name.h"
#include "code_map.h"
#include "debug_files.h"
#include "demangle.h"
#include "go_module.h"
#include "process.h"

struct known_place {
	uint64_t address; /* that was looked up */
	struct code_place *items;
	size_t count;
	UT_hash_handle hh;
};

struct module_places {
	struct arena *arena;
	struct source_places *source; /* NULL: no debug information */
	struct known_place *known;
};

static const struct code_place nowhere;

static struct module_places *places_of(struct module *module)
{
	struct module_places *places = module->places;
	struct Dwarf *dwarf;

	if (places)
		return places;
	places = calloc(1, sizeof(*places));
	if (!places)
		return NULL;
	places->arena = arena_new();
	if (!places->arena) {
		free(places);
		return NULL;
	}
	dwarf = module__local_dwarf(module);
	if (dwarf && source_places__open(dwarf, &places->source))
		places->source = NULL;
	module->places = places;
	return places;
}

void module_places__free(struct module_places *places)
{
	struct known_place *known, *next;

	if (!places)
		return;
	HASH_ITER(hh, places->known, known, next)
	{
		HASH_DEL(places->known, known);
		free(known);
	}
	source_places__free(places->source);
	arena_free(places->arena);
	free(places);
}

/* As people write it; version, clone's and cold part's suffixes are the linker's business. */
static const char *readable(struct arena *arena, const char *symbol)
{
	size_t len = symbol_stem(symbol), base;
	char demangled[DEMANGLED_MAX];
	char *stem;

	if (is_cold_name(symbol, &base) && base < len)
		len = base;
	stem = arena_string(arena, symbol, len);
	if (!stem || !is_mangled(stem))
		return stem;
	len = demangle(stem, DEMANGLED_BARE, demangled);
	return len ? arena_string(arena, demangled, len) : stem;
}

/* By symbols; Go's table knows its functions where there are none. */
static void find_symbol(struct module *module, struct module_places *places, uint64_t address,
			uint64_t exact, struct code_place *place)
{
	struct code_map *code = module__code(module);
	struct gopclntab_function go;
	const char *symbol;
	uint64_t start;

	if (module->go && go_module__function_at(module->elf, address, &go) && !go.foreign) {
		place->symbol = arena_string(places->arena, go.name, strlen(go.name));
		place->offset = exact - go.address;
		return;
	}
	symbol = code ? code_map__symbol_at(code, address, &start) : NULL;
	if (!symbol)
		return;
	place->symbol = readable(places->arena, symbol);
	place->offset = exact - start;
}

static const char *source_name(struct module *module, struct module_places *places,
			       const struct source_place *source)
{
	if (source->linkage_name && !module->go && is_mangled(source->linkage_name))
		return readable(places->arena, source->linkage_name);
	return source->name ? source->name : source->linkage_name;
}

static void find(struct module *module, struct module_places *places, uint64_t exact, bool returns,
		 struct known_place *known)
{
	uint64_t address = exact - (returns && exact);
	struct source_place source[SOURCE_PLACES_MAX];
	struct code_place symbol = { 0 };
	size_t count = 0;

	find_symbol(module, places, address, exact, &symbol);
	if (places->source)
		count = source_places__at(places->source, address, source, SOURCE_PLACES_MAX);
	known->items = arena_array(places->arena, count + 1, sizeof(*known->items));
	if (!known->items)
		return;
	known->count = count ? count : 1;
	known->items[0] = symbol;
	for (size_t i = 0; i < count; i++) {
		struct code_place *place = &known->items[i];
		const char *name = source_name(module, places, &source[i]);

		*place = (struct code_place){
			.symbol = name		      ? name
				  : source[i].inlined ? NULL
						      : symbol.symbol,
			.offset = symbol.offset,
			.file = source[i].file,
			.line = source[i].line,
			.inlined = source[i].inlined,
		};
	}
}

size_t module__places_at(struct module *module, uint64_t address, bool returns,
			 const struct code_place **found)
{
	struct module_places *places = places_of(module);
	uint64_t key = address << 1 | returns;
	struct known_place *known = NULL;

	*found = &nowhere;
	if (!places)
		return 1;
	HASH_FIND(hh, places->known, &key, sizeof(key), known);
	if (!known) {
		known = calloc(1, sizeof(*known));
		if (!known)
			return 1;
		known->address = key;
		find(module, places, address, returns, known);
		HASH_ADD(hh, places->known, address, sizeof(known->address), known);
		if (!known->hh.tbl) {
			free(known);
			return 1;
		}
	}
	if (!known->count)
		return 1;
	*found = known->items;
	return known->count;
}

const char *module__function_name(struct module *module, uint64_t address)
{
	const struct code_place *places;

	module__places_at(module, address, false, &places);
	return places[0].symbol;
}
