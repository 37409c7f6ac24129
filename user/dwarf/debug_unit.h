/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The units of debug information as bytes, and a cursor over their entries (DIEs) that always moves
 * forward. libdw decodes single entries well, but its walk from sibling to sibling believes
 * DW_AT_sibling, which can lead it round and round in a file made for that.
 */
#ifndef MAAP_DWARF_DEBUG_UNIT_H
#define MAAP_DWARF_DEBUG_UNIT_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../util/pointer_map.h"
#include "dwarf_sections.h"

struct unit_functions;

struct abbrev {
	uint64_t code;
	const uint8_t *specs; /* its attributes and forms, raw */
	int32_t fixed_bytes;  /* of all attributes; -1: depends on the entry */
	int32_t sibling_at;   /* DW_AT_sibling's place in them; -1: depends on the entry */
	uint16_t tag, sibling_form;
	bool has_children, has_sibling;
};

struct abbrev_table {
	const uint8_t *end; /* of the section */
	struct abbrev *items;
	size_t count; /* by code, ascending */
};

struct debug_unit {
	Dwarf_CU *cu;
	Dwarf_Die die;	      /* the unit's own entry */
	const uint8_t *start; /* its header */
	const uint8_t *first; /* its own entry's bytes */
	const uint8_t *end;
	uint16_t version;
	uint8_t address_bytes, offset_bytes;
	int language; /* DW_LANG_…, 0: unknown */
	const struct abbrev_table *abbrevs;
	struct unit_functions *functions; /* NULL: not made yet */
};

/* The units that were asked for, of one file and those that it refers to (dwz, split DWARF). */
struct debug_units {
	struct pointer_map by_cu;    /* Dwarf_CU * → struct debug_unit * */
	struct pointer_map abbrevs;  /* start of a table → struct abbrev_table * */
	struct pointer_map sections; /* Dwarf * → struct dwarf_sections * */
};

/* NULL: the unit is damaged, or there is no memory. Owned by `units`. */
struct debug_unit *debug_units__get(struct debug_units *units, Dwarf_CU *cu);

/* The sections of one of the files. NULL: no memory. */
const struct dwarf_sections *debug_units__sections(struct debug_units *units, Dwarf *dwarf);

/* Leaves it empty. */
void debug_units__clear(struct debug_units *units);

bool is_c_family(int language);
bool is_cplusplus(int language);
bool is_assembly(int language); /* its functions have no parameters in debug information */
bool is_rust(int language);
bool is_go(int language);

struct die_cursor {
	const struct debug_unit *unit;
	const uint8_t *at;	     /* the entry */
	const struct abbrev *abbrev; /* of the entry; NULL before the first */
	const uint8_t *attributes;   /* of the entry */
	unsigned int depth;	     /* of the entry, 0 for where the walk began */
	const uint8_t *next;
	unsigned int next_depth;
	const uint8_t *sibling; /* NULL: not told */
};

/* All entries of the unit; next_any() gives its own entry first. */
void die_cursor__unit(struct die_cursor *cursor, const struct debug_unit *unit);

/* Stands on an entry of the unit; false: it is none. */
bool die_cursor__entry(struct die_cursor *cursor, const struct debug_unit *unit,
		       const Dwarf_Die *die);

/* The children of an entry, which belongs to the unit. */
void die_cursor__children(struct die_cursor *cursor, const struct debug_unit *unit,
			  const Dwarf_Die *die);

/* The next entry, children before siblings. False: the end, or the data is damaged. */
bool die_cursor__next_any(struct die_cursor *cursor);

/* The next child; what lies within the last one is passed over. False: the end. */
bool die_cursor__next_child(struct die_cursor *cursor);

/* What lies within the current entry is passed over. */
void die_cursor__skip_children(struct die_cursor *cursor);

/* The current entry, for libdw. */
Dwarf_Die die_cursor__die(const struct die_cursor *cursor);

/*
 * The raw value of the current entry's attribute: its form, and where it lies (for
 * DW_FORM_implicit_const: in .debug_abbrev). False: it has none.
 */
bool die_cursor__attribute(const struct die_cursor *cursor, unsigned int name, unsigned int *form,
			   const uint8_t **value);

/* An entry's one number of a fixed size or LEB128, by its form. False: some other form. */
bool form_number(const struct debug_unit *unit, unsigned int form, const uint8_t *at,
		 uint64_t *value);

#endif
