/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where in an ELF file Go's own tables are: with section headers, or by their looks without. */
#ifndef MAAP_TARGET_GO_TABLE_H
#define MAAP_TARGET_GO_TABLE_H

#include <stdbool.h>

#include "elf_file.h"
#include "gopclntab.h"

/* A part of the file that the program loads. */
struct elf_part {
	const unsigned char *data; /* in the file's map, valid while the elf_file is open */
	size_t size;
	uint64_t address;
	bool executable;
};

/* Part `*next` of the loaded file, counted from 0; moves it on. False at the end. */
bool elf_part__next(struct elf_file *elf, size_t *next, struct elf_part *part);

/* The section of this name. */
bool elf_part__of_section(struct elf_file *elf, const char *name, struct elf_part *part);

/* From the address to the end of the part of the file that holds it. */
bool elf_part__at(struct elf_file *elf, uint64_t address, struct elf_part *part);

/* Go's build information: its magic and what follows. False: no Go program, or an old one. */
bool go_table__find_buildinfo(struct elf_file *elf, struct elf_part *part);

/*
 * The table of functions, its text_start right; part of the file's map. Returns 0; -ENOENT: no Go
 * program, or none whose functions' addresses are sure.
 */
int go_table__find(struct elf_file *elf, struct gopclntab *table);

#endif
