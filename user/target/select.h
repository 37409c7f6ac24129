/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the FUNCTION arguments to functions of the target's modules. */
#ifndef MAAP_TARGET_SELECT_H
#define MAAP_TARGET_SELECT_H

#include "function.h"
#include "function_spec.h"
#include "process.h"

struct selection;

/*
 * Finds every function that the texts name. All or nothing: if one names nothing, or only what
 * cannot be traced, that is logged with the nearest names, and -ENOENT returned (-EINVAL for a text
 * that is no FUNCTION). Only "module:name" whose module is not mapped is accepted all the same:
 * told and remembered. One address is one function, under the name that was asked for first. The
 * texts must stay as long as the selection. `judged`: so many texts at the end, 64 at most, are
 * noted in the functions that they name.
 */
int selection__make(struct target *target, char *const *texts, size_t count, size_t judged,
		    struct selection **out);

/*
 * The same for those who want to know what there is: the functions get no names, which takes time
 * where they are many.
 */
int selection__survey(struct target *target, char *const *texts, size_t count,
		      struct selection **out);

/*
 * Looks in the modules that the target did not have before for what was waited for, and for what
 * patterns of modules name; adds to the list. A module that was waited for and does not have the
 * function is told, and not waited for any more. Returns how many functions were added, or a
 * negative errno (logged).
 */
int selection__more(struct selection *selection, struct target *target);

/* Grows with selection__more(); the functions stay where they are. */
const struct function_list *selection__list(const struct selection *selection);

/* Whether a module that comes later may have functions that are asked for. */
bool selection__expects_more(const struct selection *selection);

/* The nth text whose module has not come yet, NULL when there are no more. */
const char *selection__waiting(const struct selection *selection, size_t n);

/* NULL is accepted. */
void selection__free(struct selection *selection);

/*
 * selection__make() for those who look only once. Free the list with function_list__free(); it may
 * be empty when all modules are waited for.
 */
int select_functions(struct target *target, char *const *texts, size_t count, size_t judged,
		     struct function_list *list);
void function_list__free(struct function_list *list);

#endif
