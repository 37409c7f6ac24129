/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where C and C++ pass arguments and results on x86-64: System V psABI, section 3.2.3, and for
 * objects that may not be copied as bytes the Itanium C++ ABI, section 3.1.
 */
#ifndef MAAP_DWARF_SYSV_ABI_H
#define MAAP_DWARF_SYSV_ABI_H

#include <stdbool.h>
#include <stdint.h>

#include "signature.h"

#define EIGHTBYTES_MAX 8 /* of a 64-byte vector, the largest object in registers */

enum eightbyte_class {
	CLASS_NONE = 0, /* padding, empty objects */
	CLASS_INTEGER,
	CLASS_SSE,
	CLASS_SSE_UP,
	CLASS_X87,
	CLASS_X87_UP,
	CLASS_MEMORY,
};

struct value_class {
	uint64_t bytes;
	uint32_t align;	   /* bytes, at least 1 */
	bool known;	   /* false: not told where it is, nor where what comes behind it is */
	bool by_reference; /* a pointer to a copy is passed */
	bool in_memory;
	bool wide_integer; /* __int128 itself */
	enum eightbyte_class eightbytes[EIGHTBYTES_MAX];
};

/* A number, a pointer or a floating-point value on its own. */
struct value_class sysv_scalar_class(enum value_kind kind, uint64_t bytes);

/* Adds a part of the object's bytes to its class; a part out of its alignment: memory. */
void sysv_add_part(struct value_class *object, uint64_t offset, uint64_t bytes, uint32_t align,
		   enum eightbyte_class part);

/* When all parts are added: the rules about the object as a whole. */
void sysv_finish_class(struct value_class *object);

struct sysv_arguments {
	unsigned int general, vector; /* registers taken */
	int64_t stack_offset;	      /* of the next one, from the stack pointer at entry */
	bool lost;		      /* after an argument that is not followed */
	/*
	 * LLVM, up to 17 at least, splits an __int128 for which registers do not suffice between
	 * the last one and the stack, against the ABI and unlike its neighbours.
	 */
	bool splits_wide_integers;
};

/* Begins behind the hidden pointer to the result, if there is one. */
struct sysv_arguments sysv_begin(const struct value_class *result);

/* The place at entry of the next argument. */
struct value_place sysv_argument(struct sysv_arguments *arguments, const struct value_class *type);

/* The place at return. */
struct value_place sysv_result(const struct value_class *type);

/* One register or two, in the order given: for objects of any size up to 16 bytes. */
struct value_place registers_place(const uint8_t *registers, unsigned int count, uint64_t bytes);

#endif
