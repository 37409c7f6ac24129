/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* All names of one symbol, made when they are first asked for. */
#ifndef MAAP_TARGET_NAME_FORMS_H
#define MAAP_TARGET_NAME_FORMS_H

#include "demangle.h"
#include "elf_file.h"
#include "function_spec.h"
#include "words.h"

struct name_forms;

/* NULL without memory. Free with name_forms__free(), which accepts NULL. */
struct name_forms *name_forms__new(void);
void name_forms__free(struct name_forms *forms);

/* Turns to another symbol; its name must stay until the next one. */
void name_forms__set(struct name_forms *forms, const struct symbol *symbol);

/* Without version and clone's suffix. */
const char *name_forms__stem(struct name_forms *forms, size_t *len);

/* "" if the symbol is not mangled. */
const char *name_forms__demangled(struct name_forms *forms, enum demangled_form form);

/* Whether the name is one of the symbol's: with version, as it is, or demangled. */
bool name_forms__are_named(struct name_forms *forms, const char *name);

/*
 * Whether one of the symbol's names fits the spec's pattern. `word`: what words__telling() says of
 * that, NULL if nothing.
 */
bool name_forms__fit(struct name_forms *forms, const struct function_spec *spec,
		     const struct word *word);

#endif
