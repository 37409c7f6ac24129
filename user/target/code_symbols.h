/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The symbols that lie in code, sorted for searches. */
#ifndef MAAP_TARGET_CODE_SYMBOLS_H
#define MAAP_TARGET_CODE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code_map.h"

struct module;

struct code_symbol {
	uint64_t address;
	uint64_t size;
	const char *name; /* the module's */
};

struct cold_symbol {
	const char *name;
	size_t base; /* length of its function's name */
	struct code_range range;
	uint64_t owner; /* address of a function of that name, 0: none yet */
	bool shared;	/* there are more of that name */
};

/* All zero: empty. */
struct code_symbols {
	struct code_symbol *items; /* by address, larger first */
	size_t count;
	struct cold_symbol *colds; /* by their functions' names */
	size_t cold_count;
	struct code_range *cold_ranges; /* of those with any code, by address */
	size_t range_count;
};

/* Returns 0 or -ENOMEM. */
int code_symbols__read(struct module *module, struct code_symbols *symbols);
void code_symbols__free(struct code_symbols *symbols);

/* The index of the first symbol past the address, `count` if there is none. */
size_t code_symbols__after(const struct code_symbols *symbols, uint64_t address);

/* As code_map.h has them. */
size_t code_symbols__cold_parts(const struct code_symbols *symbols, uint64_t address,
				struct cold_part *parts, size_t room);
bool code_symbols__cold_at(const struct code_symbols *symbols, uint64_t address,
			   struct code_range *range);

#endif
