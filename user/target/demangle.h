/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names of C++ and Rust functions as people write them. */
#ifndef MAAP_TARGET_DEMANGLE_H
#define MAAP_TARGET_DEMANGLE_H

#include <stdbool.h>
#include <stddef.h>

#define DEMANGLED_MAX 16384 /* bytes, the NUL included; longer names stay as they are */

enum demangled_form {
	DEMANGLED_FULL,	     /* "int ns::max<int>(int, int)" */
	DEMANGLED_NO_RESULT, /* "ns::max<int>(int, int)" */
	DEMANGLED_BARE,	     /* "ns::max<int>" */
	DEMANGLED_PLAIN,     /* "ns::max": as BARE, without template arguments at the end */
	DEMANGLED_FORMS,
};

/* Whether the symbol looks like one that demangle() could do something with. */
bool is_mangled(const char *symbol);

/*
 * Writes the name that the symbol stands for into the buffer of DEMANGLED_MAX bytes. The symbol
 * must have no version and no clone's suffix. Bounded in time and memory, whatever the symbol
 * holds. Returns its length, 0 if it is no mangled name, or one that is too long.
 */
size_t demangle(const char *symbol, enum demangled_form form, char *buffer);

/* Length of a name without the template arguments and ABI tags that end it. */
size_t demangled_plain_length(const char *name);

/* Whether two names differ in nothing but blanks: "f(int,char)" is "f(int, char)". */
bool same_but_blanks(const char *a, const char *b);

#endif
