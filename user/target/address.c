// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "address.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../util/log.h"
#include "code_map.h"
#include "gopclntab.h"
#include "proc_file.h"
#include "symbols.h"

struct place {
	const char *text; /* the argument, for messages */
	struct module *module;
	uint64_t address;
	struct symbol exact;	/* name NULL: no symbol stands for the address */
	struct symbol covering; /* the nearest function that goes on past it */
};

static int refuse(const struct place *place, const char *reason)
{
	log_error("%s: 0x%lx of %s %s: no probe is put there", place->text,
		  (unsigned long)place->address, place->module->name, reason);
	return -ENOENT;
}

static int refuse_inside(const struct place *place, uint64_t start, const char *name)
{
	char start_text[32];

	snprintf(start_text, sizeof(start_text), "0x%lx", (unsigned long)start);
	log_error("%s: 0x%lx of %s lies 0x%lx bytes inside %s%s: give %s", place->text,
		  (unsigned long)place->address, place->module->name,
		  (unsigned long)(place->address - start), name ? "" : "the function at ",
		  name ? name : start_text, name ? name : start_text);
	return -ENOENT;
}

static void look_at_symbols(struct place *place)
{
	struct module_symbols symbols = { .module = place->module };
	struct symbol symbol;

	while (module_symbols__next(&symbols, &symbol)) {
		bool function = symbol.kind == SYMBOL_FUNCTION || symbol.kind == SYMBOL_IFUNC;

		if (!function && symbol.kind != SYMBOL_UNTYPED)
			continue;
		if (symbol.address == place->address) {
			/* A label is only worth something where no function is known. */
			if (!place->exact.name || place->exact.kind == SYMBOL_UNTYPED)
				place->exact = symbol;
		} else if (function && symbol.address < place->address &&
			   place->address - symbol.address < symbol.size &&
			   (!place->covering.name || symbol.address > place->covering.address)) {
			place->covering = symbol;
		}
	}
}

/* By .eh_frame, and by what it says of the stack: parts of functions have entries there too. */
static int check_frame(const struct place *place, struct code_map *code)
{
	struct code_range range;

	if (!code_map__frame_range_at(code, place->address, &range))
		return place->exact.name
			       ? 0
			       : refuse(place, "has no symbol and no entry in .eh_frame: "
					       "nothing says that a function begins there");
	if (range.start != place->address)
		return refuse_inside(place, range.start, NULL);
	if (!place->exact.name && code_map__frame_at(code, place->address) != FRAME_GONE)
		return refuse(place, "is where a part of a function begins, by .eh_frame, "
				     "not the function itself");
	return 0;
}

static int check_begin(struct place *place)
{
	const struct gopclntab *go = elf_file__go_functions(place->module->elf);
	struct code_map *code = module__code(place->module);
	struct gopclntab_function function;
	struct code_range range;
	uint64_t offset;

	if (!code)
		return -ENOMEM;
	if (!elf_file__offset_of(place->module->elf, place->address, true, &offset))
		return refuse(place, "is not in its code (addresses are those that nm shows)");
	if (code_map__in_stubs(code, place->address))
		return refuse(place, "is a stub that leads to a function of another file");
	if (code_map__cold_at(code, place->address, &range))
		return refuse(place, "lies in a part that was split off a function");
	look_at_symbols(place);
	if (place->exact.name && place->exact.kind != SYMBOL_UNTYPED)
		return 0;
	if (place->covering.name)
		return refuse_inside(place, place->covering.address, place->covering.name);
	if (go && gopclntab__find(go, place->address, &function)) {
		if (function.address != place->address)
			return refuse_inside(place, function.address, function.name);
		place->exact = (struct symbol){ .name = function.name, .size = function.size };
		return 0;
	}
	return check_frame(place, code);
}

/* Leaves the one place as all that the search has found. */
static int keep_place(struct search *search, struct place *place)
{
	int err = check_begin(place);

	if (err)
		return err;
	if (!search->room) {
		search->found = calloc(1, sizeof(*search->found));
		if (!search->found)
			return -ENOMEM;
		search->room = 1;
	}
	search->found[0] = (struct found_symbol){
		.module = place->module,
		.symbol = {
			.name = place->exact.name ? place->exact.name : search->spec->name,
			.default_version = true,
			.address = place->address,
			.size = place->exact.name ? place->exact.size : 0,
			.kind = SYMBOL_FUNCTION,
		},
	};
	search->count = 1;
	return 0;
}

static struct module *executable_of(const struct process *process)
{
	uint64_t entry = proc_auxv_value(process->pid, AT_ENTRY);
	const struct mapping *map = entry ? process__mapping_at(process, entry) : NULL;

	return map ? map->module : process->mapping_count ? process->mappings[0].module : NULL;
}

/* NULL if the processes run different programs. */
static struct module *common_executable(const struct target *target)
{
	struct module *first = NULL;

	for (size_t i = 0; i < target->process_count; i++) {
		struct module *module = executable_of(&target->processes[i]);

		if (first && module != first)
			return NULL;
		first = module;
	}
	return first;
}

/* The address as one that a process has at run time. */
static bool find_mapped(const struct target *target, uint64_t address, struct place *place)
{
	for (size_t i = 0; i < target->process_count; i++) {
		const struct mapping *map = process__mapping_at(&target->processes[i], address);

		if (!map || !map->executable)
			continue;
		place->module = map->module;
		return elf_file__address_of(map->module->elf, address - map->start + map->offset,
					    &place->address);
	}
	return false;
}

static int find_in_any(const struct target *target, struct search *search, struct place *place)
{
	uint64_t offset;

	place->module = common_executable(target);
	if (place->module &&
	    elf_file__offset_of(place->module->elf, place->address, false, &offset))
		return keep_place(search, place);
	if (find_mapped(target, search->spec->address, place))
		return keep_place(search, place);
	if (place->module)
		log_error("%s: there is no such address in %s, nor any code of a file at it in the "
			  "process: give MODULE:0xADDR, as nm shows it",
			  place->text, place->module->name);
	else
		log_error("%s: the processes run different programs: give MODULE:0xADDR",
			  place->text);
	return -ENOENT;
}

int address__find(const struct target *target, size_t first_module, struct search *search)
{
	const struct function_spec *spec = search->spec;
	struct place place = { .text = spec->text, .address = spec->address };
	size_t fitting = 0;

	if (!spec->module)
		return find_in_any(target, search, &place);
	for (size_t i = first_module; i < target->module_count; i++)
		if (function_spec__fits_module(spec, target->modules[i])) {
			place.module = target->modules[i];
			fitting++;
		}
	if (fitting == 1)
		return keep_place(search, &place);
	log_error("%s: %zu mapped files are named %s: give the path of one", spec->text, fitting,
		  spec->module);
	return -ENOENT;
}

int address__add_offset(struct search *search)
{
	const struct found_symbol *base = NULL;
	struct place place = { .text = search->spec->text };

	for (size_t i = 0; i < search->count; i++) {
		const struct found_symbol *found = &search->found[i];

		if (found->symbol.kind == SYMBOL_IMPORT)
			continue;
		if (base && (base->module != found->module ||
			     base->symbol.address != found->symbol.address)) {
			log_error("%s: %s is in more than one place: give MODULE:0xADDR",
				  search->spec->text, search->spec->base);
			return -ENOENT;
		}
		base = found;
	}
	if (!base) {
		log_error("%s: there is no %s to count from", search->spec->text,
			  search->spec->base);
		return -ENOENT;
	}
	place.module = base->module;
	place.address = base->symbol.address + search->spec->address;
	return keep_place(search, &place);
}
