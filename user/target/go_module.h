/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Is a module a Go program, and what does the kernel side need to know of it? */
#ifndef MAAP_TARGET_GO_MODULE_H
#define MAAP_TARGET_GO_MODULE_H

#include <stdbool.h>
#include <stdint.h>

#include "elf_file.h"
#include "gopclntab.h"

struct go_module {
	unsigned int minor; /* Go 1.minor, 0 unknown */
	bool register_abi;  /* Go 1.17 and later: arguments in registers, the current g in %r14 */
	int64_t tls_g;	    /* bytes from the thread pointer (fs base) to the word that points to
			     * the current g; 0: only known inside the process (Go libraries) */
};

/* Returns 0; -ENOENT: no Go program. */
int go_module__read(struct elf_file *elf, struct go_module *go);

/*
 * The Go function that holds the address, in the file's own address space. False for what is none,
 * as the C in a program with cgo.
 */
bool go_module__function_at(struct elf_file *elf, uint64_t address,
			    struct gopclntab_function *function);

#endif
