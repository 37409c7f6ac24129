/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The fields of structs, classes and unions. */
#ifndef MAAP_DWARF_STRUCT_FIELDS_H
#define MAAP_DWARF_STRUCT_FIELDS_H

#include "debug_info.h"
#include "signature.h"

/* More are not shown to anybody. */
#define MAX_FIELDS	256
#define MAX_ENUMERATORS 65536

/*
 * Sets kind and fields; left as it is if the type is only declared, or a Rust enum with data in its
 * variants, whose fields depend on the value.
 */
void describe_struct(struct debug_info *info, const Dwarf_Die *type, struct value_type *value);

/* A field's type: of structs only the name is known. Of value_types.c. */
const struct value_type *inner_value_type(struct debug_info *info, const Dwarf_Die *type);

#endif
