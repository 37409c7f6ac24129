/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Objects of the languages' own libraries that stand for a text. */
#ifndef MAAP_DWARF_KNOWN_TYPES_H
#define MAAP_DWARF_KNOWN_TYPES_H

#include "debug_info.h"
#include "signature.h"

/*
 * Whether a struct or class is one of: std::string (of libstdc++ since 5 and of libc++),
 * std::string_view, Rust's &str and String, Go's string. Then its kind, size and offsets are set.
 */
bool known_text(struct debug_info *info, const Dwarf_Die *type, struct value_type *value);

/* The member of this name, of a struct's own. False: it has none, or its place is not fixed. */
bool find_member(struct debug_info *info, const Dwarf_Die *type, const char *name,
		 Dwarf_Die *member_type, uint64_t *offset);

#endif
