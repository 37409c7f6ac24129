/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* C declarations of functions, as far as prototype_table.c needs them. */
#ifndef MAAP_DWARF_PROTOTYPE_PARSE_H
#define MAAP_DWARF_PROTOTYPE_PARSE_H

#include "../util/arena.h"
#include "signature.h"

/*
 * "const char *getenv(const char *name)": types are words and stars, or one pointer to a function;
 * structs only behind pointers. NULL: not understood, or no memory. The arena holds what is made;
 * `text` must outlive it.
 */
const struct signature *parse_prototype(struct arena *arena, const char *text);

#endif
