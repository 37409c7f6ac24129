/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The symbols of a module, wherever they are. */
#ifndef MAAP_TARGET_SYMBOLS_H
#define MAAP_TARGET_SYMBOLS_H

#include "elf_file.h"
#include "process.h"

/*
 * Over .symtab and .dynsym of the mapped file; where it has no .symtab, over that of its debug file
 * or .gnu_debugdata as well, and Go's own table. Begin with { .module = module }.
 */
struct module_symbols {
	struct module *module;
	struct symbol_iter iter;
	int stage; /* of symbols.c */
};

/*
 * False at the end. Names live as long as the module; one function may come more than once.
 */
bool module_symbols__next(struct module_symbols *symbols, struct symbol *symbol);

/*
 * Whether the symbol is a part that the compiler has moved away from a function, *base as
 * is_cold_name() has it. In Go "main.cold" is a function like others.
 */
bool module__is_cold(const struct module *module, const struct symbol *symbol, size_t *base);

#endif
