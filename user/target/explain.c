// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "explain.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "../dwarf/inlined.h"
#include "../util/log.h"
#include "debug_files.h"
#include "demangle.h"
#include "name_forms.h"
#include "suggest.h"
#include "symbols.h"
#include "words.h"

/* Many functions are a survey, not a question about one. */
#define MAX_ASKED_INLINED 32

/* So many probes are felt. */
#define MANY_FUNCTIONS 10000

/* "compute" of "ns::Item<5>::compute(int)": what people mistype, or get right. */
static struct word last_word(const char *name)
{
	struct word word = { .text = name };
	const char *end = name + strlen(name);
	int depth = 0;

	if (end > name && end[-1] == ')')
		for (end--; end > name && (depth || *end != '('); end--)
			depth += (end[-1] == ')') - (end[-1] == '(' && depth);
	if (end > name && end[-1] == '>')
		for (depth = 0; end > name && (depth || end[-1] == '>'); end--)
			depth += (end[-1] == '>') - (end[-1] == '<');
	for (; end > name && (isalnum((unsigned char)end[-1]) || end[-1] == '_'); end--)
		word.len++;
	word.text = end;
	return word;
}

static bool is_near(const struct word *wanted, const struct word *word)
{
	size_t limit = 1 + wanted->len / 4;
	char a[64], b[64];

	if (word->len + limit < wanted->len || word->len > wanted->len + limit ||
	    (*word->text != *wanted->text &&
	     word->text[word->len - 1] != wanted->text[wanted->len - 1]))
		return false;
	snprintf(a, sizeof(a), "%.*s", (int)wanted->len, wanted->text);
	snprintf(b, sizeof(b), "%.*s", (int)word->len, word->text);
	return edit_distance(a, b, limit) <= limit;
}

/* A look at the words of a symbol is far cheaper than to demangle it. */
static bool has_near_word(const char *symbol, const struct word *wanted)
{
	struct word_iter iter = { .symbol = symbol };
	struct word word;

	if (!wanted->len || memmem(symbol, strlen(symbol), wanted->text, wanted->len))
		return true;
	while (word_iter__next(&iter, &word))
		if (is_near(wanted, &word))
			return true;
	return false;
}

static void offer_symbol(struct suggestions *suggestions, const struct word *last,
			 struct name_forms *forms, const struct symbol *symbol)
{
	if (symbol->kind != SYMBOL_FUNCTION && symbol->kind != SYMBOL_IFUNC)
		return;
	name_forms__set(forms, symbol);
	if (!is_mangled(symbol->name) || is_mangled(suggestions->wanted)) {
		suggestions__offer(suggestions, name_forms__stem(forms, NULL));
	} else if (has_near_word(symbol->name, last)) {
		suggestions__offer(suggestions, name_forms__demangled(forms, DEMANGLED_PLAIN));
		if (strchr(suggestions->wanted, '('))
			suggestions__offer(suggestions,
					   name_forms__demangled(forms, DEMANGLED_NO_RESULT));
	}
}

/* "; did you mean …?", "" if nothing is near. */
static void suggest_names(struct target *target, size_t first_module, const struct search *search,
			  char *text, size_t size)
{
	struct suggestions suggestions = { .wanted = search->name };
	const struct word last = last_word(search->name);
	struct name_forms *forms = name_forms__new();
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = first_module; i < target->module_count && forms; i++) {
		struct module_symbols symbols = { .module = target->modules[i] };
		struct symbol symbol;
		size_t base;

		if (function_spec__fits_module(search->spec, target->modules[i]))
			while (module_symbols__next(&symbols, &symbol))
				if (!module__is_cold(symbols.module, &symbol, &base))
					offer_symbol(&suggestions, &last, forms, &symbol);
	}
	name_forms__free(forms);
	for (size_t i = 0; i < suggestions.count && len < size; i++)
		len += snprintf(text + len, size - len, "%s%s", i ? ", " : "; did you mean ",
				suggestions.best[i].name);
	if (suggestions.count && len < size)
		snprintf(text + len, size - len, "?");
}

/* A module that has the function which others import, NULL if none has. */
static const struct module *find_definition(struct target *target, const char *name)
{
	const struct function_spec spec = { .text = name, .name = name };
	struct search search = { .spec = &spec, .name = name };
	const struct module *found = NULL;

	if (!search_names(target, 0, SEARCH_ALL, &search, 1))
		for (size_t i = 0; i < search.count && !found; i++)
			if (search.found[i].symbol.kind != SYMBOL_IMPORT)
				found = search.found[i].module;
	search__clear(&search);
	return found;
}

static void explain_import(struct target *target, const struct search *search)
{
	const char *text = search->spec->text, *importer = search->found[0].module->name;
	const struct module *definer = find_definition(target, search->name);

	if (definer)
		log_error("%s: %s only imports it; it is defined in %s: use %s:%s", text, importer,
			  definer->name, definer->name, search->name);
	else
		log_error("%s: %s only imports it, and no mapped file defines it", text, importer);
}

static size_t count_inlined(struct target *target, size_t first_module, const struct search *search)
{
	const char *linkage = is_mangled(search->name) ? search->name : NULL;
	size_t places = 0;

	for (size_t i = first_module; i < target->module_count; i++) {
		struct Dwarf *dwarf;

		if (!function_spec__fits_module(search->spec, target->modules[i]))
			continue;
		dwarf = module__local_dwarf(target->modules[i]);
		places += dwarf ? inlined_places(dwarf, search->name, linkage) : 0;
	}
	return places;
}

void explain_miss(struct target *target, size_t first_module, const struct search *search,
		  bool unresolved_ifunc, bool suggest)
{
	const struct function_spec *spec = search->spec;
	const char *where = spec->module ? spec->module : "the program and its libraries";
	char text[2048];
	size_t places;

	if (unresolved_ifunc) {
		log_error(
			"%s: is an indirect function (ifunc) whose implementation the program has "
			"not chosen yet: let it be called once, or trace the implementation by its "
			"own name",
			spec->text);
		return;
	}
	if (function_spec__is_pattern(spec)) {
		log_error("%s: no function of %s fits this pattern (--list shows them all)",
			  spec->text, where);
		return;
	}
	if (search->count) {
		explain_import(target, search);
		return;
	}
	text[0] = '\0';
	if (suggest)
		suggest_names(target, first_module, search, text, sizeof(text));
	places = count_inlined(target, first_module, search);
	if (places) {
		log_error("%s: has no code of its own: inlined everywhere, at %zu place%s: build "
			  "it with "
			  "-fno-inline, or trace its callers%s",
			  spec->text, places, places == 1 ? "" : "s", text);
		return;
	}
	log_error("%s: no such function in the symbols of %s%s", spec->text, where, text);
}

void report_places(const struct search *search, const struct function_list *list, size_t first)
{
	size_t count = list->count - first, len = 0;
	char text[512] = "", full[DEMANGLED_MAX];

	if (search->by_pattern && !count) {
		log_info("%s: nothing that is not traced already", search->spec->text);
		return;
	}
	if (search->by_pattern) {
		log_info("%s: %zu function%s%s", search->spec->text, count, count == 1 ? "" : "s",
			 count > MANY_FUNCTIONS ? ": so many probes take long to put in, and each "
						  "call costs: a narrower pattern is kinder"
						: "");
		return;
	}
	if (count < 2)
		return;
	for (size_t i = first; i < list->count && len < sizeof(text); i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s:%s (0x%lx)",
				i > first ? ", " : "", list->items[i]->module_name,
				list->items[i]->name ? list->items[i]->name
				: demangle(list->items[i]->symbol, DEMANGLED_FULL, full)
					? full
					: list->items[i]->symbol,
				(unsigned long)list->items[i]->address);
	log_info("%s: found in %zu places, all traced: %s", search->spec->text, count, text);
}

/* A name alone may be that of several functions: overloads, or one in each unit. *named: so it was
 * found. GCC writes no linkage names for functions that are local to their unit. */
static size_t places_of(const struct function *function, struct Dwarf *dwarf, bool *named)
{
	bool mangled = is_mangled(function->symbol), known = false;
	char name[DEMANGLED_MAX];
	size_t places =
		mangled ? inlined_places_known(dwarf, function->name, function->symbol, &known) : 0;

	*named = !known;
	if (known)
		return places;
	if (mangled && !demangle(function->symbol, DEMANGLED_BARE, name))
		return 0;
	return inlined_places(dwarf, mangled ? name : function->name, NULL);
}

void report_inlined(const struct function_list *list, size_t first)
{
	if (list->count - first > MAX_ASKED_INLINED)
		return;
	for (size_t i = first; i < list->count; i++) {
		const struct function *function = list->items[i];
		struct Dwarf *dwarf = module__local_dwarf(function->module);
		bool named = false;
		size_t places = dwarf ? places_of(function, dwarf, &named) : 0;

		if (places)
			log_info("%s%s is also inlined at %zu place%s: those calls cannot be seen",
				 named ? "a function of the name " : "", function->name, places,
				 places == 1 ? "" : "s");
	}
}
