// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "function_spec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/log.h"
#include "../util/pattern.h"
#include "process.h"

static bool is_regex(const char *text)
{
	size_t len = strlen(text);

	return len > 2 && text[0] == '/' && text[len - 1] == '/';
}

/* Length of the module in front, 0 if there is none. */
static size_t module_length(const char *text)
{
	size_t end = strcspn(text, "(<"), at = 0;

	/* "a::b" is a name, "lib:::b" the name "::b" in lib: a module's colon makes a run odd. */
	while (at < end && !(text[at] == ':' && strspn(text + at, ":") % 2))
		at += text[at] == ':' ? strspn(text + at, ":") : 1;
	if (at >= end)
		return 0;
	/* "/a:b/" is an expression with a colon in it, "/usr/lib/libz.so:/b/" one in a module. */
	return is_regex(text) && !is_regex(text + at + 1) ? 0 : at;
}

/* Digits after "0x", all that is left of the text. */
static bool parse_hex(const char *text, uint64_t *value)
{
	unsigned long long number;
	char *end;

	if (strncmp(text, "0x", 2) || !strspn(text + 2, "0123456789abcdefABCDEF"))
		return false;
	errno = 0;
	number = strtoull(text + 2, &end, 16);
	if (errno || *end)
		return false;
	*value = number;
	return true;
}

static int compile(const struct function_spec *spec, enum pattern_kind kind, const char *text,
		   size_t len, struct pattern **pattern)
{
	char error[320] = "";
	int err = pattern__compile(kind, text, len, pattern, error, sizeof(error));

	if (err == -EINVAL)
		log_error("%s: not a regular expression: %s", spec->text, error);
	return err;
}

static int parse_name(struct function_spec *spec)
{
	const char *plus = strrchr(spec->name, '+');

	if (is_regex(spec->name)) {
		spec->kind = SPEC_REGEX;
		return compile(spec, PATTERN_REGEX, spec->name + 1, strlen(spec->name) - 2,
			       &spec->pattern);
	}
	if (parse_hex(spec->name, &spec->address)) {
		spec->kind = SPEC_ADDRESS;
		return 0;
	}
	if (plus && plus > spec->name && parse_hex(plus + 1, &spec->address)) {
		spec->kind = SPEC_OFFSET;
		spec->base = strndup(spec->name, plus - spec->name);
		return spec->base ? 0 : -ENOMEM;
	}
	if (!is_glob(spec->name))
		return 0;
	spec->kind = SPEC_GLOB;
	return compile(spec, PATTERN_GLOB, spec->name, strlen(spec->name), &spec->pattern);
}

static int parse_module(struct function_spec *spec, size_t len)
{
	spec->module = strndup(spec->text, len);
	spec->name = spec->text + len + 1;
	if (!spec->module)
		return -ENOMEM;
	if (!is_glob(spec->module))
		return 0;
	return compile(spec, PATTERN_GLOB, spec->module, len, &spec->module_glob);
}

int function_spec__parse(const char *text, struct function_spec *out)
{
	struct function_spec spec = { .text = text, .name = text };
	size_t len = module_length(text);
	int err = 0;

	if (len)
		err = parse_module(&spec, len);
	if (!err && (!*spec.name || (*text == ':' && text[1] != ':'))) {
		log_error("%s: not a function: give NAME or MODULE:NAME",
			  *text ? text : "'' (an empty name)");
		err = -EINVAL;
	}
	if (!err)
		err = parse_name(&spec);
	if (err)
		function_spec__free(&spec);
	*out = spec;
	return err;
}

void function_spec__free(struct function_spec *spec)
{
	free(spec->module);
	free(spec->base);
	pattern__free(spec->module_glob);
	pattern__free(spec->pattern);
	spec->module = NULL;
	spec->base = NULL;
	spec->module_glob = NULL;
	spec->pattern = NULL;
}

bool function_spec__is_pattern(const struct function_spec *spec)
{
	return spec->kind == SPEC_GLOB || spec->kind == SPEC_REGEX;
}

static bool glob_fits(struct pattern *glob, const char *name)
{
	const char *so = strstr(name, ".so");

	return pattern__matches(glob, name, strlen(name)) ||
	       (so && pattern__matches(glob, name, so - name));
}

bool function_spec__fits_module(const struct function_spec *spec, const struct module *module)
{
	if (!spec->module || module__is_named(module, spec->module))
		return true;
	return spec->module_glob &&
	       (pattern__matches(spec->module_glob, module->path, strlen(module->path)) ||
		glob_fits(spec->module_glob, module->name) ||
		(module->soname && glob_fits(spec->module_glob, module->soname)));
}
