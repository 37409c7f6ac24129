/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The class of a type by the System V ABI, from its debug information. */
#ifndef MAAP_DWARF_SYSV_CLASSIFY_H
#define MAAP_DWARF_SYSV_CLASSIFY_H

#include "debug_info.h"
#include "sysv_abi.h"

/* `type` NULL: void. What is only declared is not known. */
struct value_class sysv_classify(struct debug_info *info, const Dwarf_Die *type);

/* C++: objects that may not be copied as bytes, for which a pointer to a copy is passed. */
bool passed_by_reference(struct debug_info *info, const Dwarf_Die *class);

#endif
