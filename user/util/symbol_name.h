/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What compilers and linkers hang on the names of functions: versions, clones, cold parts. */
#ifndef MAAP_UTIL_SYMBOL_NAME_H
#define MAAP_UTIL_SYMBOL_NAME_H

#include <stdbool.h>
#include <stddef.h>

/*
 * ".constprop.0", ".isra.0.part.1", ".llvm.123": what GCC and LLVM append to the names of copies of
 * a function, all `len` bytes of it; never ".cold".
 */
bool is_clone_suffix(const char *suffix, size_t len);

/* Length of the part of a symbol's name that its clones and versions have in common. */
size_t symbol_stem(const char *name);

/*
 * "f.cold", "f.cold.1", "f.warm", "f.__part.1": a part of the function whose name is the first
 * *base bytes. Of several suffixes the first one counts.
 */
bool is_cold_name(const char *name, size_t *base);

/* Whether `symbol` (maybe with "@VERSION" or a clone's suffix) is what `wanted` names. */
bool symbol_name_matches(const char *wanted, const char *symbol, const char *version,
			 bool default_version);

#endif
