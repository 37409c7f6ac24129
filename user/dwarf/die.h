/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Questions to single entries of debug information, safe with entries that refer to themselves. */
#ifndef MAAP_DWARF_DIE_H
#define MAAP_DWARF_DIE_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stdint.h>

#include "debug_unit.h"

/* How deep types may nest, and how far chains of references may lead. */
#define MAX_TYPE_DEPTH 32

/* All look through DW_AT_abstract_origin and DW_AT_specification. NULL, false: not told. */
const char *die_name(Dwarf_Die *die);
const char *die_linkage_name(Dwarf_Die *die);
bool die_number(Dwarf_Die *die, unsigned int attribute, uint64_t *number);
bool die_flag(Dwarf_Die *die, unsigned int attribute);
/* The entry that an attribute refers to; in a type unit or another file too. */
bool die_reference(Dwarf_Die *die, unsigned int attribute, Dwarf_Die *to);
/* DW_AT_type; false: void. */
bool die_type(Dwarf_Die *die, Dwarf_Die *type);

/* This entry alone, without looking further. */
bool die_own_reference(Dwarf_Die *die, unsigned int attribute, Dwarf_Die *to);

/* A cursor over the children; one that ends at once where the unit is damaged. */
void die_children(struct debug_units *units, const Dwarf_Die *die, struct die_cursor *cursor);

/* Through typedefs, const, volatile and their like. False: void, or it leads nowhere. */
bool die_peel(const Dwarf_Die *type, Dwarf_Die *peeled);
bool is_type_qualifier(unsigned int tag);

/* Bytes of a type's objects; false: not known. */
bool die_size(struct debug_units *units, const Dwarf_Die *type, uint64_t *bytes);

/* Of an array, over all its dimensions. Needs its entry's bounds; false: not known. */
bool array_element_count(struct debug_units *units, const Dwarf_Die *array, uint64_t *count);

/* Where a member or base class lies, in bytes. False: known only when the program runs. */
bool member_offset(Dwarf_Die *member, uint64_t *offset);

#endif
