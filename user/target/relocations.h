/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the dynamic linker writes into an ELF file's data. */
#ifndef MAAP_TARGET_RELOCATIONS_H
#define MAAP_TARGET_RELOCATIONS_H

#include "elf_file.h"

/* A relocation that puts the address of a function into the memory word at `slot`. */
struct function_slot {
	uint64_t slot;	   /* virtual address of the word */
	const char *name;  /* symbol it stands for; NULL for an ifunc of the file itself */
	uint64_t resolver; /* with name NULL: address of its resolver */
};

/* Calls `each` for every such relocation until it returns true; returns whether one did. */
bool elf_file__find_slot(struct elf_file *elf,
			 bool (*each)(const struct function_slot *slot, void *context),
			 void *context);

/*
 * The same for pointers into the file itself (R_X86_64_RELATIVE): `value` goes to `address`, whose
 * own bytes in a position-independent file may be 0. Both are virtual addresses.
 */
bool elf_file__find_pointer(struct elf_file *elf,
			    bool (*each)(uint64_t address, uint64_t value, void *context),
			    void *context);

#endif
