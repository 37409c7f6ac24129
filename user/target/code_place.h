/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a person calls a place in a module's code: function, file, line. */
#ifndef MAAP_TARGET_CODE_PLACE_H
#define MAAP_TARGET_CODE_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct module;
struct module_places;

struct code_place {
	const char *symbol; /* demangled, without parameters; NULL: none is known */
	uint64_t offset;    /* of the address in the symbol, bytes */
	const char *file;   /* as debug information has it, NULL: not told */
	unsigned int line;  /* 0: not told */
	bool inlined;	    /* it has no frame of its own: the next place is where it was inlined */
};

#define CODE_PLACES_MAX 33

/*
 * The function at the address, last, and before it those that are inlined there, innermost first.
 * `address` is in the module's own address space. `returns`: it is a return address, so the call
 * before it is meant. What has been found is kept: asking again is cheap. Debug information comes
 * from this machine alone. Returns how many there are, at least one; *found is the module's.
 */
size_t module__places_at(struct module *module, uint64_t address, bool returns,
			 const struct code_place **found);

/*
 * The name of the function whose source the address stands in, be that inlined elsewhere; NULL: not
 * known.
 */
const char *module__function_name(struct module *module, uint64_t address);

/* NULL is accepted. */
void module_places__free(struct module_places *places);

#endif
