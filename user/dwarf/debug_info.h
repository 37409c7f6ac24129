/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What reading the debug information of one file needs: its units and what was made of them. */
#ifndef MAAP_DWARF_DEBUG_INFO_H
#define MAAP_DWARF_DEBUG_INFO_H

#include "../util/arena.h"
#include "../util/pointer_map.h"
#include "debug_unit.h"

struct debug_info {
	Dwarf *dwarf;
	struct arena *arena; /* holds all texts and types */
	struct debug_units units;
	/* By the address of the type's entry. */
	struct pointer_map scopes;	/* "std::__cxx11::" */
	struct pointer_map texts;	/* struct type_text * */
	struct pointer_map types;	/* struct value_type * */
	struct pointer_map inner_types; /* the same, of fields: structs are not opened */
};

#endif
