/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From an address in code to the places in the source that it was compiled from. */
#ifndef MAAP_DWARF_SOURCE_PLACES_H
#define MAAP_DWARF_SOURCE_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct Dwarf;
struct source_places;

struct source_place {
	const char *linkage_name; /* mangled; NULL: it has none */
	const char *name;	  /* with its namespaces and classes; NULL: not told */
	const char *file;	  /* NULL: not told */
	unsigned int line;	  /* 0: not told */
	bool inlined;		  /* into the function of the next place */
};

#define SOURCE_PLACES_MAX 32 /* functions inlined into each other */

/* `dwarf` must outlive it. Returns 0 or -ENOMEM. */
int source_places__open(struct Dwarf *dwarf, struct source_places **out);

/* NULL is accepted. */
void source_places__free(struct source_places *places);

/*
 * The function that the address belongs to, last, and before it those that were inlined there,
 * innermost first. `address` lies within the instruction that is meant: for a return address one
 * less than it. Returns how many were written, 0 where the debug information does not tell. The
 * texts live as long as `places`.
 */
size_t source_places__at(struct source_places *places, uint64_t address, struct source_place *found,
			 size_t room);

#endif
