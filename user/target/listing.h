/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Every function of a target that a pattern could name. */
#ifndef MAAP_TARGET_LISTING_H
#define MAAP_TARGET_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct function_list;
struct module;
struct target;

struct listed_function {
	struct module *module;
	const char *symbol; /* the module's or the list's */
	uint64_t address;   /* in the file */
	uint64_t size;	    /* bytes, 0: unknown */
	uint32_t order;	    /* of its module in the target */
	bool undecided;	    /* an ifunc whose implementation has not been chosen yet */
};

struct listing {
	struct listed_function *items; /* by module, then address; each place once */
	size_t count;
	size_t room;
};

/* All functions of all modules. Returns 0 or -ENOMEM; free with listing__free(). */
int listing__of_target(struct target *target, struct listing *listing);

/* Those of a list, which must stay. */
int listing__of_list(const struct target *target, const struct function_list *list,
		     struct listing *listing);

void listing__free(struct listing *listing);

#endif
