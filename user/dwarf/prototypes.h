/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The C library's commonest functions, for when its debug information is not installed. Only for
 * symbols of the C library itself: other modules may give the same names to anything.
 */
#ifndef MAAP_DWARF_PROTOTYPES_H
#define MAAP_DWARF_PROTOTYPES_H

#include "signature.h"

struct prototypes;

/* Returns 0 or -ENOMEM. */
int prototypes__make(struct prototypes **out);

/* NULL is accepted. */
void prototypes__free(struct prototypes *prototypes);

/*
 * `symbol` with or without its version. Names under which the library has the same function are
 * known too: open64, __open, __libc_open64, __strlen_avx2. NULL: not known. Owned by `prototypes`.
 * What only receives (strcpy's dest) is a plain pointer, so that nothing reads it as text.
 */
const struct signature *prototypes__find(struct prototypes *prototypes, const char *symbol);

#endif
