/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Functions that have no code of their own left: where they were inlined. */
#ifndef MAAP_DWARF_INLINED_H
#define MAAP_DWARF_INLINED_H

#include <stdbool.h>
#include <stddef.h>

struct Dwarf;

/*
 * The number of places in the code into which the function was inlined. `name` is its whole name
 * in the source ("net::parser::parse", parameters may follow); with `linkage_name`, not NULL, only
 * the function of that mangled name counts, by which overloads are told apart. Only the units that
 * can know the name are read. Where debug information was moved out to a file that several programs
 * share (dwz -m), what lies there is not seen. 0 too if there is no memory.
 */
size_t inlined_places(struct Dwarf *dwarf, const char *name, const char *linkage_name);

/* The same; *known: the debug information has the function, inlined anywhere or not. */
size_t inlined_places_known(struct Dwarf *dwarf, const char *name, const char *linkage_name,
			    bool *known);

#endif
