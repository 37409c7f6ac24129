/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which units can know a name or refer to an entry, found without reading their entries. */
#ifndef MAAP_DWARF_UNIT_SEARCH_H
#define MAAP_DWARF_UNIT_SEARCH_H

#include <elfutils/libdw.h>

#include "byte_search.h"

struct marked_unit {
	const uint8_t *start;
	Dwarf_CU *cu;
	bool marked, read;
};

struct unit_search {
	const struct dwarf_sections *sections; /* set before the start */
	struct marked_unit *items;	       /* of .debug_info, by place */
	size_t count, room;
};

/* Lists all units. Returns 0 or -ENOMEM; unit_search__end() is due in either case. */
int unit_search__start(struct unit_search *search, Dwarf *dwarf);
void unit_search__end(struct unit_search *search);

/* Marks the units that hold any of the numbers, and by chance some others. */
void unit_search__mark_numbers(struct unit_search *search, const struct number_set *numbers);

/* Marks the units that can refer to the name, however they do it. Returns 0 or -ENOMEM. */
int unit_search__mark_name(struct unit_search *search, const char *name);

#endif
