/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is told of a selection: why a name led to nothing, or to how much. */
#ifndef MAAP_TARGET_EXPLAIN_H
#define MAAP_TARGET_EXPLAIN_H

#include "function.h"
#include "search.h"

/*
 * Why the search has led to no function, and what to give instead. `first_module`: as searched;
 * `suggest`: look for names that are near, which takes a look at every symbol.
 */
void explain_miss(struct target *target, size_t first_module, const struct search *search,
		  bool unresolved_ifunc, bool suggest);

/* The functions of the list from number `first` on, if they are more than one. */
void report_places(const struct search *search, const struct function_list *list, size_t first);

/*
 * Warns of functions, from number `first` on, that are also inlined: those calls cannot be seen.
 * Asks only debug information that is here, and only if the functions are few.
 */
void report_inlined(const struct function_list *list, size_t first);

#endif
