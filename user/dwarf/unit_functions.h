/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the functions of a unit begin, and which namespaces and classes its entries stand in. */
#ifndef MAAP_DWARF_UNIT_FUNCTIONS_H
#define MAAP_DWARF_UNIT_FUNCTIONS_H

#include "debug_unit.h"

struct function_entry {
	uint64_t pc; /* in the file's address space */
	const uint8_t *at;
};

struct scope {
	const uint8_t *at, *end; /* the entry and all within it */
	uint32_t parent;	 /* index; UINT32_MAX: none */
};

struct unit_functions {
	struct function_entry *functions; /* by pc */
	size_t function_count;
	struct scope *scopes; /* by place */
	size_t scope_count;
};

/* Made when first asked for, by one walk over the unit; the unit owns it. NULL: no memory. */
const struct unit_functions *unit_functions__get(struct debug_unit *unit);
void unit_functions__free(struct unit_functions *functions);

/* The functions that begin at `pc`, several where code was folded; returns their number. */
size_t unit_functions__at(struct debug_unit *unit, uint64_t pc,
			  const struct function_entry **first);

/* The innermost namespace or class around an entry. NULL: none. */
const struct scope *unit_functions__scope(struct debug_unit *unit, const void *at);

/* The one around a scope. NULL: none. */
const struct scope *unit_functions__outer(const struct debug_unit *unit, const struct scope *scope);

#endif
