/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The names of source files, from the headers of .debug_line. libdw gives them too, but only after
 * it has read all lines of the unit, into memory that it keeps.
 */
#ifndef MAAP_DWARF_SOURCE_PATH_H
#define MAAP_DWARF_SOURCE_PATH_H

#include "debug_info.h"

/*
 * The path of a unit's file number `index` (DW_AT_decl_file), as the compiler was given it, with
 * the folder that it ran in before a relative one. Lives as long as `info`. NULL: not known.
 */
const char *source_path(struct debug_info *info, const struct debug_unit *unit, uint64_t index);

#endif
