/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is most asked of an entry, read in one go: the texts of half a million functions are made of
 * it. What these do not find is asked of libdw, which looks through references too.
 */
#ifndef MAAP_DWARF_DIE_FACTS_H
#define MAAP_DWARF_DIE_FACTS_H

#include "debug_unit.h"

struct die_facts {
	const struct debug_unit *unit;
	Dwarf_Die die;
	const uint8_t *name, *type; /* raw values; NULL: the entry itself has none */
	unsigned int name_form, type_form;
	bool refers;	 /* to an abstract origin or specification */
	bool artificial; /* all flags: only if `refers` is false is there no more to know */
	bool variable;	 /* DW_AT_variable_parameter */
};

/* Of the cursor's current entry. */
void read_facts(const struct die_cursor *cursor, struct die_facts *facts);

/* Of any entry of the unit. */
void read_facts_of(const struct debug_unit *unit, const Dwarf_Die *die, struct die_facts *facts);

/* NULL, false: not told. */
const char *facts_name(struct debug_units *units, struct die_facts *facts);
bool facts_type(struct die_facts *facts, Dwarf_Die *type);
bool facts_artificial(struct die_facts *facts);

#endif
