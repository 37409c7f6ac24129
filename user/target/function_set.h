/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A list of functions in which every place in a file is there once. */
#ifndef MAAP_TARGET_FUNCTION_SET_H
#define MAAP_TARGET_FUNCTION_SET_H

#include "elf_file.h"
#include "function.h"

/* All zero: empty. */
struct function_set {
	struct function_list list;
	size_t room;	 /* of list.items */
	uint32_t *slots; /* hash table of ids + 1 by module and offset, 0: free */
	size_t slot_count;
};

/*
 * Adds the function at the address in the module's file, without a name (NULL). Returns 1; 0 if it
 * is there already; -ENOENT if no code is there; or -ENOMEM.
 */
int function_set__add(struct function_set *set, struct module *module, const struct symbol *symbol,
		      uint64_t address);

/* The function there; NULL: none is in the set. */
struct function *function_set__find(const struct function_set *set, const struct module *module,
				    uint64_t address);

void function_set__free(struct function_set *set);

#endif
