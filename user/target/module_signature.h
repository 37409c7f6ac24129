/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The signatures of a module's functions, from wherever they are known. */
#ifndef MAAP_TARGET_MODULE_SIGNATURE_H
#define MAAP_TARGET_MODULE_SIGNATURE_H

#include "function.h"
#include "../dwarf/signature.h"

struct module_signatures;

/*
 * From the debug information that is at hand, from the table of the C library's functions, else
 * from a debuginfod server. NULL: not known. The module's, as long as that lives.
 */
const struct signature *module__signature(struct module *module, const struct function *function);

/* As a person would declare it, for long lists: never from the network. NULL: not known. The
 * caller's. */
char *module__signature_text(struct module *module, const struct function *function);

/* NULL is accepted. */
void module_signatures__free(struct module_signatures *signatures);

#endif
