/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The symbols that FUNCTION arguments name, of many arguments in one pass over the modules. */
#ifndef MAAP_TARGET_SEARCH_H
#define MAAP_TARGET_SEARCH_H

#include "elf_file.h"
#include "function_spec.h"
#include "process.h"
#include "words.h"

struct found_symbol {
	struct module *module;
	struct symbol symbol;
};

/* What one argument has come to. */
struct search {
	const struct function_spec *spec;
	const char *name;	    /* looked for by search_names(): spec->name or a part of it */
	struct found_symbol *found; /* in order of the modules, symbols as in their tables */
	size_t count;
	size_t room;
	bool by_pattern;  /* the found ones fit the pattern, none has the name */
	bool skip;	  /* not looked for in this pass */
	bool fits;	  /* speaks of the module that is looked at */
	struct word word; /* what its symbols have for sure, len 0: nothing */
	uint64_t tested;  /* number of the symbol that it was last compared with */
};

enum search_tables {
	SEARCH_ALL,
	SEARCH_GO, /* Go's own table alone: its names of instances are not those of .symtab */
};

/*
 * Adds the symbols that have the searches' names, imports too, in the modules from number
 * `first_module` on. Returns 0 or -ENOMEM.
 */
int search_names(struct target *target, size_t first_module, enum search_tables tables,
		 struct search *searches, size_t count);

/* The same for those that are patterns; functions only, no parts of others. */
int search_patterns(struct target *target, size_t first_module, struct search *searches,
		    size_t count);

/*
 * First exact names, then Go's shorter ones, then patterns, each only for the searches that have
 * found no function yet. Returns 0 or -ENOMEM.
 */
int search_all(struct target *target, size_t first_module, struct search *searches, size_t count);

/* Whether anything but imports was found. */
bool search__has_definition(const struct search *search);

void search__clear(struct search *search);

#endif
