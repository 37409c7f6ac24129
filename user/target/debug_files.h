/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Symbols and debug information that a module's own file does not hold: in a separate debug file,
 * in .gnu_debugdata, or on a debuginfod server. Found when first asked for, freed with the module.
 * Probes go by the mapped file all the same: only names come from here.
 */
#ifndef MAAP_TARGET_DEBUG_FILES_H
#define MAAP_TARGET_DEBUG_FILES_H

#include <stdbool.h>

struct Dwarf;
struct debug_files;
struct elf_file;
struct module;

/*
 * The module's DWARF; its addresses are the file's own. Asks debuginfod when there is none here and
 * DEBUGINFOD_URLS is set. NULL: none. The module's, as long as that lives.
 */
struct Dwarf *module__dwarf(struct module *module);

/* The same, but never from the network: cheap enough to ask of every module. */
struct Dwarf *module__local_dwarf(struct module *module);

/*
 * The file that has the symbol table which the module's own file lacks; NULL: the module has one
 * itself, or there is none. Addresses are those of the module's file. Never from the network,
 * unless module__fetch_debug_file() has got it.
 */
struct elf_file *module__symbol_file(struct module *module);

/*
 * The separate debug file, as a new descriptor; -1: there is none here. Never from the network,
 * unless module__fetch_debug_file() has got it.
 */
int module__open_debug_file(struct module *module);

/*
 * Asks debuginfod for the debug file of a module that has no full symbol table. Returns whether
 * module__symbol_file() has more now.
 */
bool module__fetch_debug_file(struct module *module);

/* NULL is accepted. */
void debug_files__free(struct debug_files *files);

#endif
