/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which compilation units may hold the code at an address. */
#ifndef MAAP_DWARF_UNIT_RANGES_H
#define MAAP_DWARF_UNIT_RANGES_H

#include "debug_info.h"

struct unit_ranges;

/*
 * By the units' own ranges, which compilers write in every unit with code; .debug_aranges are left
 * out by clang, rustc and Go, and one object file that has them tells nothing about the others.
 * Returns 0 or -ENOMEM.
 */
int unit_ranges__read(struct debug_info *info, struct unit_ranges **out);
void unit_ranges__free(struct unit_ranges *ranges);

/* Units that may hold `pc`, at most `room`; returns their number. */
size_t unit_ranges__at(const struct unit_ranges *ranges, uint64_t pc, Dwarf_CU **units,
		       size_t room);

#endif
