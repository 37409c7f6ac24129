/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A FUNCTION argument taken apart. */
#ifndef MAAP_TARGET_FUNCTION_SPEC_H
#define MAAP_TARGET_FUNCTION_SPEC_H

#include <stdbool.h>
#include <stdint.h>

struct module;
struct pattern;

/* What `name` is if no function is called so. */
enum spec_kind {
	SPEC_NAME,
	SPEC_GLOB,
	SPEC_REGEX,
	SPEC_ADDRESS, /* 0xADDR */
	SPEC_OFFSET,  /* name+0xOFF */
};

struct function_spec {
	const char *text; /* as given, the caller's */
	char *module;	  /* NULL: the executable and every mapped library */
	const char *name; /* the part of `text` behind the module */
	enum spec_kind kind;
	struct pattern *module_glob; /* NULL: `module` is a name and nothing else */
	struct pattern *pattern;     /* of SPEC_GLOB, SPEC_REGEX */
	char *base;		     /* SPEC_OFFSET: the name in front */
	uint64_t address;	     /* SPEC_ADDRESS: it; SPEC_OFFSET: bytes behind `base` */
};

/*
 * Splits "module:name". The module ends at the first ':' that is not part of "::" and stands before
 * any '(' or '<'. Returns 0, or -EINVAL (logged) for an empty part or an expression that is wrong,
 * or -ENOMEM; free with function_spec__free().
 */
int function_spec__parse(const char *text, struct function_spec *spec);

/* A zeroed one is accepted. */
void function_spec__free(struct function_spec *spec);

/* A glob or an expression. */
bool function_spec__is_pattern(const struct function_spec *spec);

/*
 * Whether the spec speaks of the module: by its path, base name or soname, either up to ".so", or
 * a glob of one of them; or of no module.
 */
bool function_spec__fits_module(const struct function_spec *spec, const struct module *module);

#endif
