/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The symbols of all modules by name, for when many names are asked for. */
#ifndef MAAP_TARGET_SYMBOL_INDEX_H
#define MAAP_TARGET_SYMBOL_INDEX_H

#include "elf_file.h"
#include "process.h"

struct indexed_symbol {
	struct symbol symbol;
	struct module *module;
	uint32_t hash;
	uint32_t order; /* among all: modules in the target's order, symbols in their tables' */
};

struct symbol_index {
	struct indexed_symbol *items; /* by hash, then order */
	size_t count;
};

/* ".constprop.0", ".isra.0.part.1": what GCC appends to the names of its clones; never ".cold". */
bool is_clone_suffix(const char *suffix, size_t len);

/* The part of a symbol's or wanted name that both have in common: no version, no clone's suffix. */
size_t symbol_stem(const char *name);

/* Returns 0 or -ENOMEM. The modules must stay open as long as the index is used. */
int symbol_index__make(const struct target *target, struct symbol_index *index);
void symbol_index__free(struct symbol_index *index);

/*
 * The symbols whose stem is that of the name, in order; others may be among them. Returns how many.
 */
size_t symbol_index__find(const struct symbol_index *index, const char *name,
			  const struct indexed_symbol **first);

#endif
