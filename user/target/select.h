/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the FUNCTION arguments to functions of the target's modules. */
#ifndef MAAP_TARGET_SELECT_H
#define MAAP_TARGET_SELECT_H

#include "function.h"
#include "process.h"

/* A FUNCTION argument taken apart. */
struct function_spec {
	const char *text; /* as given */
	char *module;	  /* NULL: the executable and every mapped library */
	const char *name; /* without "@VERSION" handling: as given after the module */
};

/*
 * Splits "module:name". The module ends at the first ':' that is not part of "::" and stands before
 * any '(' or '<'. Returns 0, -EINVAL for an empty part, or -ENOMEM; free with
 * function_spec__free().
 */
int function_spec__parse(const char *text, struct function_spec *spec);
void function_spec__free(struct function_spec *spec);

/* Whether `symbol` (maybe with "@VERSION" or a clone's suffix) is what `wanted` names. */
bool symbol_name_matches(const char *wanted, const char *symbol, const char *version,
			 bool default_version);

/*
 * Finds every function that the texts name. All or nothing: if one names nothing, or only what
 * cannot be traced, that is logged with the nearest names, and -ENOENT returned. One address is one
 * function, under the name that was asked for first. Free the list with function_list__free().
 */
int select_functions(struct target *target, char *const *texts, size_t count,
		     struct function_list *list);
void function_list__free(struct function_list *list);

#endif
