// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "select.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../util/log.h"
#include "elf_file.h"
#include "go_module.h"
#include "ifunc.h"
#include "suggest.h"
#include "symbol_index.h"

int function_spec__parse(const char *text, struct function_spec *spec)
{
	size_t end = strcspn(text, "(<");
	size_t at = 0;

	*spec = (struct function_spec){ .text = text, .name = text };
	/* "a::b" is a name, "lib:::b" the name "::b" in lib: a module's colon makes a run odd. */
	while (at < end && !(text[at] == ':' && strspn(text + at, ":") % 2))
		at += text[at] == ':' ? strspn(text + at, ":") : 1;
	if (at < end) {
		spec->module = strndup(text, at);
		if (!spec->module)
			return -ENOMEM;
		spec->name = text + at + 1;
	}
	if (*spec->name && (!spec->module || *spec->module))
		return 0;
	function_spec__free(spec);
	return -EINVAL;
}

void function_spec__free(struct function_spec *spec)
{
	free(spec->module);
	spec->module = NULL;
}

bool symbol_name_matches(const char *wanted, const char *symbol, const char *version,
			 bool default_version)
{
	size_t base = strcspn(symbol, "@");
	size_t wanted_base = strcspn(wanted, "@");
	const char *at = symbol + base;
	char joined[256];

	if (wanted_base && wanted[wanted_base]) {
		if (!*at && version) {
			snprintf(joined, sizeof(joined), "%s%s", default_version ? "@@" : "@",
				 version);
			at = joined;
		}
		return base == wanted_base && !strncmp(symbol, wanted, base) &&
		       !strcmp(at, wanted + wanted_base);
	}
	if (strncmp(symbol, wanted, wanted_base) || base < wanted_base)
		return false;
	return base == wanted_base || (symbol[wanted_base] == '.' && !*at &&
				       is_clone_suffix(symbol + wanted_base, base - wanted_base));
}

/* What one FUNCTION argument has come to. */
struct finding {
	const struct function_spec *spec;
	size_t places;	/* functions found */
	size_t modules; /* modules that fit spec->module */
	bool unresolved_ifunc;
	const char *imported_by; /* a module that only imports the name */
};

static void free_function(struct function *function)
{
	free(function->name);
	free(function->symbol);
	free(function);
}

static int add_function(struct function_list *list, struct module *module, const char *name,
			const struct symbol *symbol, uint64_t address)
{
	struct function function = {
		.id = list->count,
		.module_name = module->name,
		.module = module,
		.address = address,
		.size = symbol->size,
	};
	struct gopclntab_function go;
	struct function **grown, *made;

	if (!elf_file__offset_of(module->elf, address, true, &function.offset))
		return -ENOENT;
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i]->module == module && list->items[i]->offset == function.offset)
			return 0;
	function.go = module->go && go_module__function_at(module->elf, address, &go);
	if (function.go && !function.size && go.address == address)
		function.size = go.size;
	function.name = strdup(name);
	function.symbol = strdup(symbol->name);
	made = malloc(sizeof(*made));
	grown = reallocarray(list->items, list->count + 1, sizeof(*grown));
	if (grown)
		list->items = grown;
	if (!grown || !made || !function.name || !function.symbol) {
		free(function.name);
		free(function.symbol);
		free(made);
		return -ENOMEM;
	}
	*made = function;
	grown[list->count++] = made;
	return 0;
}

static int take_symbol(struct target *target, struct module *module, const struct symbol *symbol,
		       struct finding *finding, struct function_list *list)
{
	uint64_t address = symbol->address;
	size_t before = list->count;
	int err;

	switch (symbol->kind) {
	case SYMBOL_IMPORT:
		finding->imported_by = module->name;
		return 0;
	case SYMBOL_OTHER:
		return 0;
	case SYMBOL_IFUNC:
		if (ifunc__resolve(target, module, symbol, &address)) {
			finding->unresolved_ifunc = true;
			return 0;
		}
		break;
	default:
		break;
	}
	err = add_function(list, module, finding->spec->name, symbol, address);
	if (!err && list->count > before)
		log_verbose("%s: %s in %s at 0x%lx", finding->spec->text, symbol->name,
			    module->path, (unsigned long)address);
	if (!err)
		finding->places++;
	return err == -ENOENT ? 0 : err;
}

static int try_symbol(struct target *target, struct module *module, const struct symbol *symbol,
		      struct finding *finding, struct function_list *list)
{
	const char *wanted = finding->spec->module;

	if (wanted && !module__is_named(module, wanted))
		return 0;
	if (!symbol_name_matches(finding->spec->name, symbol->name, symbol->version,
				 symbol->default_version))
		return 0;
	return take_symbol(target, module, symbol, finding, list);
}

static int search_index(struct target *target, const struct symbol_index *index,
			struct finding *finding, struct function_list *list)
{
	const struct indexed_symbol *first;
	size_t count = symbol_index__find(index, finding->spec->name, &first);
	int err = 0;

	for (size_t i = 0; i < count && !err; i++)
		err = try_symbol(target, first[i].module, &first[i].symbol, finding, list);
	return err;
}

static int search_table(struct symbol_iter iter, struct target *target, struct module *module,
			struct finding *finding, struct function_list *list)
{
	struct symbol symbol;
	int err = 0;

	while (!err && symbol_iter__next(&iter, &symbol))
		err = try_symbol(target, module, &symbol, finding, list);
	return err;
}

static int search_all(struct target *target, struct finding *finding, struct function_list *list)
{
	int err = 0;

	for (size_t i = 0; i < target->module_count && !err; i++) {
		struct module *module = target->modules[i];

		err = search_table((struct symbol_iter){ .elf = module->elf }, target, module,
				   finding, list);
	}
	return err;
}

/* Go's own names of instances, "f[...]", are not those of .symtab, "f[go.shape.int_0]". */
static int search_go_names(struct target *target, struct finding *finding,
			   struct function_list *list)
{
	int err = 0;

	for (size_t i = 0; i < target->module_count && !err; i++) {
		struct module *module = target->modules[i];
		struct symbol_iter iter = { .elf = module->elf, .table = SYMBOLS_GO };

		if (module->go)
			err = search_table(iter, target, module, finding, list);
	}
	return err;
}

static void suggest_names(struct target *target, const struct finding *finding, char *text,
			  size_t size)
{
	struct suggestions suggestions = { .wanted = finding->spec->name };
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < target->module_count; i++) {
		struct module *module = target->modules[i];
		struct symbol_iter iter = { .elf = module->elf };
		struct symbol symbol;

		if (finding->spec->module && !module__is_named(module, finding->spec->module))
			continue;
		while (symbol_iter__next(&iter, &symbol))
			if (symbol.kind == SYMBOL_FUNCTION || symbol.kind == SYMBOL_IFUNC)
				suggestions__offer(&suggestions, symbol.name);
	}
	for (size_t i = 0; i < suggestions.count && len < size; i++)
		len += snprintf(text + len, size - len, "%s%s", i ? ", " : "; did you mean ",
				suggestions.best[i].name);
	if (suggestions.count && len < size)
		snprintf(text + len, size - len, "?");
}

static void list_modules(const struct target *target, char *text, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < target->module_count && len < size; i++)
		len += snprintf(text + len, size - len, "%s%s", i ? ", " : "",
				target->modules[i]->name);
}

static void explain_miss(struct target *target, const struct finding *finding)
{
	const struct function_spec *spec = finding->spec;
	char text[1024];

	if (spec->module && !finding->modules) {
		list_modules(target, text, sizeof(text));
		log_error("%s: no mapped module is named %s; mapped are: %s", spec->text,
			  spec->module, text);
	} else if (finding->unresolved_ifunc) {
		log_error(
			"%s: is an indirect function (ifunc) whose implementation the program has "
			"not chosen yet: let it be called once, or trace the implementation by its "
			"own name",
			spec->text);
	} else if (finding->imported_by && spec->module) {
		log_error("%s: %s only imports it: leave the module away to find it where it is "
			  "defined",
			  spec->text, finding->imported_by);
	} else {
		suggest_names(target, finding, text, sizeof(text));
		log_error("%s: no such function in the symbols of %s%s", spec->text,
			  spec->module ? spec->module : "the program and its libraries", text);
	}
}

static void report_places(const struct finding *finding, const struct function_list *list,
			  size_t first)
{
	char text[512] = "";
	size_t len = 0;

	if (list->count - first < 2)
		return;
	for (size_t i = first; i < list->count && len < sizeof(text); i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s:%s (0x%lx)",
				i > first ? ", " : "", list->items[i]->module_name,
				list->items[i]->symbol, (unsigned long)list->items[i]->address);
	log_info("%s: found in %zu places, all traced: %s", finding->spec->text,
		 list->count - first, text);
}

/* `index` is empty where it is not worth making. */
static int select_one(struct target *target, const struct symbol_index *index,
		      const struct function_spec *spec, struct function_list *list)
{
	struct finding finding = { .spec = spec };
	size_t first = list->count;
	int err;

	for (size_t i = 0; i < target->module_count && spec->module; i++)
		finding.modules += module__is_named(target->modules[i], spec->module);
	err = index->count ? search_index(target, index, &finding, list)
			   : search_all(target, &finding, list);
	if (!err && !finding.places)
		err = search_go_names(target, &finding, list);
	if (err) {
		log_error("%s: %s", spec->text, strerror(-err));
		return err;
	}
	if (!finding.places) {
		explain_miss(target, &finding);
		return -ENOENT;
	}
	report_places(&finding, list, first);
	return 0;
}

/* So many are looked for faster in the tables as they are. */
#define FEW_NAMES 8

int select_functions(struct target *target, char *const *texts, size_t count,
		     struct function_list *list)
{
	struct symbol_index index = { 0 };
	int result = 0;

	*list = (struct function_list){ 0 };
	if (count > FEW_NAMES)
		result = symbol_index__make(target, &index);
	/* Every miss is told, not only the first. */
	for (size_t i = 0; i < count; i++) {
		struct function_spec spec;
		int err = function_spec__parse(texts[i], &spec);

		if (err)
			log_error("%s: not a function: give NAME or MODULE:NAME", texts[i]);
		else
			err = select_one(target, &index, &spec, list);
		function_spec__free(&spec);
		if (err && !result)
			result = err;
	}
	symbol_index__free(&index);
	if (result)
		function_list__free(list);
	return result;
}

void function_list__free(struct function_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free_function(list->items[i]);
	free(list->items);
	*list = (struct function_list){ 0 };
}
