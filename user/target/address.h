/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* FUNCTION arguments that are addresses: only where it is sure that a function begins. */
#ifndef MAAP_TARGET_ADDRESS_H
#define MAAP_TARGET_ADDRESS_H

#include "search.h"

/*
 * Fills the search of a SPEC_ADDRESS: in the module that it speaks of, else in the executable, else
 * where the process has that address. Returns 0; -ENOENT (logged) if no function begins there; or
 * -ENOMEM. The module must be mapped.
 */
int address__find(const struct target *target, size_t first_module, struct search *search);

/*
 * The same for a SPEC_OFFSET: `search` holds what was found for its base, and is filled with what
 * lies behind that.
 */
int address__add_offset(struct search *search);

#endif
