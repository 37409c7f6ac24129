/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What rustc makes of a type: one or two numbers, or bytes. */
#ifndef MAAP_DWARF_RUST_LAYOUT_H
#define MAAP_DWARF_RUST_LAYOUT_H

#include "debug_info.h"

struct rust_scalar {
	uint32_t offset, bytes;
	bool is_float;
	unsigned int encoding; /* DW_ATE_…, DW_ATE_address for pointers */
};

struct rust_layout {
	enum {
		RUST_UNKNOWN,
		RUST_NOTHING, /* of size 0: not passed */
		RUST_SCALARS, /* one or two */
		RUST_BYTES,
	} kind;
	uint64_t bytes;
	unsigned int scalar_count;
	struct rust_scalar scalars[2]; /* by offset */
};

/*
 * `strict`: the compiler is so old (before 1.71) that signed and unsigned numbers in the variants
 * of an enum keep it from being two numbers.
 */
void rust_layout(struct debug_info *info, const Dwarf_Die *type, bool strict,
		 struct rust_layout *layout);

#endif
