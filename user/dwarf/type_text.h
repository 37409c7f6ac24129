/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Types as a person would write them. */
#ifndef MAAP_DWARF_TYPE_TEXT_H
#define MAAP_DWARF_TYPE_TEXT_H

#include "debug_info.h"
#include "bounded_text.h"

/* In C the name of what is declared stands in the middle: "int (*" name ")(void)". */
struct type_text {
	const char *before, *after;
};

/*
 * `type` NULL: void. The texts live as long as `info`. Types that contain themselves and names too
 * long to be shown end in "...".
 */
struct type_text type_text(struct debug_info *info, const Dwarf_Die *type);

/* Both halves in one; lives as long as `info`. NULL: no memory. */
const char *type_name(struct debug_info *info, const Dwarf_Die *type);

/* "const char *s", or the type alone if there is no name. */
void put_declaration(struct bounded_text *buffer, struct type_text type, const char *name);

#endif
