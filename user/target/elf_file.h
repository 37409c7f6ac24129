/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An ELF file: its symbols, relocations and the places of its addresses in the file. */
#ifndef MAAP_TARGET_ELF_FILE_H
#define MAAP_TARGET_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_file;
struct gopclntab;
struct Elf;

/*
 * Checks that the file is a program that can be traced: ELF, x86-64. Logs why not, with `path` as
 * its name. Returns 0 or -ENOEXEC.
 */
int elf_check_machine(int fd, const char *path);

/*
 * `fd` stays the caller's and must stay open as long as the elf_file. Fails for files that are not
 * x86-64 ELF (said with -v). Returns 0 or a negative errno.
 */
int elf_file__open(int fd, const char *path, struct elf_file **out);

/* NULL is accepted. */
void elf_file__close(struct elf_file *elf);

/* DT_SONAME in memory that the caller frees, NULL if there is none. */
char *elf_file__soname(struct elf_file *elf);

/* libelf's own handle, for those that read parts of their own. */
struct Elf *elf_file__handle(struct elf_file *elf);

/* Go's table of its functions, found when first asked for; NULL if there is none. */
const struct gopclntab *elf_file__go_functions(struct elf_file *elf);

/* Whether a section of this name exists. */
bool elf_file__has_section(struct elf_file *elf, const char *name);

/*
 * Offset in the file of a virtual address, by the PT_LOAD that holds it. `executable_only`: false
 * for addresses outside of code. Returns whether there is one.
 */
bool elf_file__offset_of(struct elf_file *elf, uint64_t address, bool executable_only,
			 uint64_t *offset);

/* The reverse: the virtual address of a file offset in executable code. */
bool elf_file__address_of(struct elf_file *elf, uint64_t offset, uint64_t *address);

enum symbol_kind {
	SYMBOL_FUNCTION,
	SYMBOL_IFUNC,	/* its address is a resolver that returns the function's */
	SYMBOL_UNTYPED, /* a label in code, as assembly leaves them */
	SYMBOL_IMPORT,	/* a function defined elsewhere */
	SYMBOL_OTHER,	/* data, sections, files */
};

struct symbol {
	const char *name;     /* valid while the file is open; .symtab names may hold "@VERSION" */
	const char *version;  /* from .gnu.version_d, NULL if none */
	bool default_version; /* name@@VERSION rather than name@VERSION */
	uint64_t address;
	uint64_t size;
	enum symbol_kind kind;
};

enum symbol_table_kind { SYMBOLS_SYMTAB, SYMBOLS_DYNSYM, SYMBOLS_GO, SYMBOLS_END };

/* Over .symtab, then .dynsym; Go's own table of functions only where there is no .symtab. */
struct symbol_iter {
	struct elf_file *elf;
	struct elf_file *code; /* a debug file: the file that has the code. NULL: elf itself */
	int table;    /* enum symbol_table_kind: begin with SYMBOLS_GO to see only that one */
	size_t index; /* next in the table */
};

/* Begin with `struct symbol_iter iter = { .elf = elf };`. False at the end. */
bool symbol_iter__next(struct symbol_iter *iter, struct symbol *symbol);

#endif
