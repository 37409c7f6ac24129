/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Indirect functions (STT_GNU_IFUNC): which implementation has the program chosen? */
#ifndef MAAP_TARGET_IFUNC_H
#define MAAP_TARGET_IFUNC_H

#include "elf_file.h"
#include "process.h"

/*
 * Finds the implementation behind an ifunc of `module` by the words that the dynamic linker has
 * filled in the process: the slots of PLT and GOT for its name, or for its resolver within its own
 * file. *address is an address in the module's file. Returns 0; -ENOENT if no slot holds a resolved
 * address yet (nobody has called it, lazy binding).
 */
int ifunc__resolve(const struct target *target, struct module *module, const struct symbol *symbol,
		   uint64_t *address);

#endif
