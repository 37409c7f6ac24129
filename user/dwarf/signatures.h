/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the functions of one file take and give back, from its debug information: names, types, and
 * where each argument lies when the function is entered. Read when asked for, one compilation unit
 * at a time, and kept.
 */
#ifndef MAAP_DWARF_SIGNATURES_H
#define MAAP_DWARF_SIGNATURES_H

#include <stdbool.h>
#include <stdint.h>

#include "signature.h"

struct Dwarf;
struct signatures;

/* `dwarf` stays the caller's and must outlive it. Returns 0 or -ENOMEM. */
int signatures__open(struct Dwarf *dwarf, struct signatures **out);

/*
 * Of the function that begins at `address` (the file's own, without any load bias). Where several
 * do, because the linker has folded them, `symbol` chooses; its suffix (".constprop.0") tells how
 * far the compiler has changed the function. `go`: it is Go's own code, not what cgo compiled.
 * NULL: not known, as what is written in assembly. Owned by `signatures`.
 */
const struct signature *signatures__find(struct signatures *signatures, uint64_t address,
					 const char *symbol, bool go);

/*
 * The text of the same alone, at a fraction of the time and memory, for long lists. NULL: not
 * known. Owned by the caller.
 */
char *signatures__text(struct signatures *signatures, uint64_t address, const char *symbol);

/* NULL is accepted. */
void signatures__free(struct signatures *signatures);

#endif
