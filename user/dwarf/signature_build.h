/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One function's entry in the debug information → its signature. */
#ifndef MAAP_DWARF_SIGNATURE_BUILD_H
#define MAAP_DWARF_SIGNATURE_BUILD_H

#include "debug_info.h"
#include "signature.h"
#include "bounded_text.h"

/*
 * `function` begins at `pc` and belongs to `unit`; `symbol` may be NULL. Lives as long as `info`.
 * NULL: no memory.
 */
const struct signature *build_signature(struct debug_info *info, const struct debug_unit *unit,
					Dwarf_Die *function, uint64_t pc, const char *symbol);

/* "int parse(const char *s, size_t n)", in the language's own way. */
void put_signature(struct bounded_text *buffer, struct debug_info *info,
		   const struct debug_unit *unit, Dwarf_Die *function);

#endif
