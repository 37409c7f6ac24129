/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls that the compiler has replaced by the function's own code. */
#ifndef MAAP_TARGET_INLINED_H
#define MAAP_TARGET_INLINED_H

#include <stddef.h>

struct Dwarf;

/*
 * At how many places the function is inlined, by the debug information. `name`: as a person writes
 * it; `linkage_name`: its symbol, NULL if that is not known. 0: nowhere, or there is no such
 * function.
 */
size_t inlined_places(struct Dwarf *dwarf, const char *name, const char *linkage_name);

#endif
