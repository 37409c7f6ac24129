/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_DWARF_PROTOTYPE_TABLE_H
#define MAAP_DWARF_PROTOTYPE_TABLE_H

/* Declarations as in the manual pages, but for pointers that only receive: void *. NULL ends. */
extern const char *const prototype_table[];

#endif
