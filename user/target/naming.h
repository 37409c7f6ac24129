/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Under which names functions are shown that were not asked for by one of their own. */
#ifndef MAAP_TARGET_NAMING_H
#define MAAP_TARGET_NAMING_H

#include "function.h"

/*
 * Gives each function without a name one: demangled without parameters where no other function of
 * the list has the same, else demangled in full; names of C and Go as they are. Names that are
 * there stay. Returns 0 or -ENOMEM.
 */
int name_functions(struct function_list *list);

#endif
