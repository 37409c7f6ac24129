/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A function to trace, and the modules and lists that functions come from. */
#ifndef MAAP_TARGET_FUNCTION_H
#define MAAP_TARGET_FUNCTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct module;
struct signature;
struct capture;

struct function {
	uint32_t id;		 /* index in its list; the probes' cookie carries it */
	char *name;		 /* as it was asked for; what logs and tables show */
	char *symbol;		 /* the symbol it was found by, version suffix included */
	const char *module_name; /* base name of the file that holds it */
	struct module *module;
	uint64_t address; /* in the file's own address space (st_value) */
	uint64_t offset;  /* in the file, bytes */
	uint64_t size;	  /* bytes; 0: unknown */
	uint64_t judged;  /* by which of the texts whose results may be errors it was
			   * named: bits, the first is bit 0 */
	bool go;	  /* Go code: frames per goroutine, Go's register ABI */
	const struct signature *signature; /* the module's; NULL: not known */
	const struct capture *capture;	   /* of its values; NULL: registers as they are */
};

/* It may grow while a recording runs; the functions stay where they are. */
struct function_list {
	struct function **items; /* items[i]->id == i */
	size_t count;
};

#endif
