/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names with the namespaces and classes that they stand in. */
#ifndef MAAP_DWARF_QUALIFIED_NAME_H
#define MAAP_DWARF_QUALIFIED_NAME_H

#include "debug_info.h"
#include "bounded_text.h"

/* The name of a function or type with the namespaces and classes that it stands in: "std::string".
 */
void put_qualified_name(struct bounded_text *buffer, struct debug_info *info, const Dwarf_Die *die);

/*
 * The name of a class or namespace around the declaration of a type or function: level 0 is the
 * innermost. "": there is none, or it has no name.
 */
const char *scope_name(struct debug_info *info, const Dwarf_Die *die, int level);

/* The last part of a type's name, from its type unit if it is only there. NULL: it has none. */
const char *type_own_name(const Dwarf_Die *type);

#endif
