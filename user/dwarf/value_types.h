/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How values of a type are shown, from its debug information. */
#ifndef MAAP_DWARF_VALUE_TYPES_H
#define MAAP_DWARF_VALUE_TYPES_H

#include "debug_info.h"
#include "signature.h"

/*
 * `type` NULL: void. Lives as long as `info`; never NULL: what is not understood or finds no memory
 * is VALUE_UNKNOWN. The fields of a struct are given, those of its fields are not.
 *
 * Text is what `char *`, `const char *` and char8_t's point to. `unsigned char *` and
 * `signed char *` are bytes more often than text and stay pointers.
 */
const struct value_type *value_type(struct debug_info *info, const Dwarf_Die *type);

/* Whether the type, typedefs aside, is a C++ reference whose object can be shown; *to is its
 * type.*/
bool is_shown_reference(struct debug_info *info, const Dwarf_Die *type, Dwarf_Die *to);

#endif
