// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/pattern.h"
#include "name_forms.h"
#include "name_index.h"
#include "../util/symbol_name.h"
#include "symbols.h"
#include "words.h"

struct needle {
	struct word word;
	size_t number; /* of its search */
};

/* More words are quicker looked up for each word of a symbol. */
#define FEW_WORDS 16

struct pass {
	struct search *searches;
	size_t count;
	bool patterns;
	struct name_forms *forms;
	struct name_index stems; /* names without version and clone's suffix */
	struct name_index words;
	struct needle *needles; /* words that are looked for one by one */
	size_t needle_count;
	struct name_index wordless; /* only its items are used: to be compared with every name */
	struct module *module;
	const struct symbol *symbol;
	uint64_t symbol_number;
};

/* `few`: there are not many words. */
static int add_word(struct pass *pass, const struct word *word, size_t number, bool few)
{
	if (!few && !word->part)
		return name_index__add(&pass->words, word->text, word->len, number);
	pass->needles[pass->needle_count++] = (struct needle){ *word, number };
	return 0;
}

static int add_to_indexes(struct pass *pass, size_t number)
{
	struct search *search = &pass->searches[number];
	const char *name = search->name;
	enum spec_kind kind = pass->patterns ? search->spec->kind : SPEC_NAME;
	int err = 0;

	search->word = (struct word){ .len = 0 };
	if (!pass->patterns)
		err = name_index__add(&pass->stems, name, symbol_stem(name), number);
	if (err)
		return err;
	if (words__telling(kind, name, &search->word))
		return add_word(pass, &search->word, number, pass->count <= FEW_WORDS);
	/* No function is called "*". */
	if (!pass->patterns && !name[strcspn(name, "abcdefghijklmnopqrstuvwxyz_"
						   "ABCDEFGHIJKLMNOPQRSTUVWXYZ")])
		return 0;
	return name_index__add(&pass->wordless, "", 0, number);
}

static int begin(struct pass *pass)
{
	int err = 0;

	pass->forms = name_forms__new();
	pass->needles = calloc(pass->count + 1, sizeof(*pass->needles));
	if (!pass->forms || !pass->needles)
		return -ENOMEM;
	for (size_t i = 0; i < pass->count && !err; i++)
		if (!pass->searches[i].skip)
			err = add_to_indexes(pass, i);
	return err;
}

static void end(struct pass *pass)
{
	name_forms__free(pass->forms);
	free(pass->needles);
	name_index__free(&pass->stems);
	name_index__free(&pass->words);
	name_index__free(&pass->wordless);
	free(pass);
}

static int add_found(struct search *search, struct module *module, const struct symbol *symbol)
{
	if (search->count == search->room) {
		size_t room = search->room ? 2 * search->room : 4;
		struct found_symbol *grown = reallocarray(search->found, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		search->found = grown;
		search->room = room;
	}
	search->found[search->count++] = (struct found_symbol){ module, *symbol };
	return 0;
}

static int compare_one(struct pass *pass, size_t number)
{
	struct search *search = &pass->searches[number];

	if (!search->fits || search->tested == pass->symbol_number)
		return 0;
	search->tested = pass->symbol_number;
	if (pass->patterns ? !name_forms__fit(pass->forms, search->spec,
					      search->word.len ? &search->word : NULL)
			   : !name_forms__are_named(pass->forms, search->name))
		return 0;
	return add_found(search, pass->module, pass->symbol);
}

static int compare_entries(struct pass *pass, const struct name_entry *entries, size_t count)
{
	int err = 0;

	for (size_t i = 0; i < count && !err; i++)
		err = compare_one(pass, entries[i].number);
	return err;
}

/* Mangled names are compared only with what has a word in common with them. */
static int compare_words(struct pass *pass)
{
	struct word_iter iter = { .symbol = pass->symbol->name };
	int err = compare_entries(pass, pass->wordless.items, pass->wordless.count);
	struct word word;

	for (size_t i = 0; i < pass->needle_count && !err; i++)
		if (word__is_in(&pass->needles[i].word, pass->symbol->name))
			err = compare_one(pass, pass->needles[i].number);
	if (!pass->words.count)
		return err;
	while (!err && word_iter__next(&iter, &word)) {
		const struct name_entry *first;
		size_t count = name_index__find(&pass->words, word.text, word.len, &first);

		err = compare_entries(pass, first, count);
	}
	return err;
}

static int take_symbol(struct pass *pass)
{
	const struct symbol *symbol = pass->symbol;
	const struct name_entry *first;
	size_t count;
	int err;

	pass->symbol_number++;
	name_forms__set(pass->forms, symbol);
	count = name_index__find(&pass->stems, symbol->name, symbol_stem(symbol->name), &first);
	err = compare_entries(pass, first, count);
	return err || !is_mangled(symbol->name) ? err : compare_words(pass);
}

/* Patterns are held against every name as it is; their words only help with mangled ones. */
static int take_symbol_by_pattern(struct pass *pass)
{
	const struct symbol *symbol = pass->symbol;
	const char *stem;
	size_t len;

	if (symbol->kind != SYMBOL_FUNCTION && symbol->kind != SYMBOL_IFUNC)
		return 0;
	pass->symbol_number++;
	name_forms__set(pass->forms, symbol);
	stem = name_forms__stem(pass->forms, &len);
	for (size_t i = 0; i < pass->count; i++) {
		struct search *search = &pass->searches[i];
		int err;

		if (search->skip || !search->fits ||
		    !pattern__matches(search->spec->pattern, stem, len))
			continue;
		search->tested = pass->symbol_number;
		err = add_found(search, pass->module, symbol);
		if (err)
			return err;
	}
	return is_mangled(symbol->name) ? compare_words(pass) : 0;
}

/* Whether any search speaks of the module. */
static bool enter_module(struct pass *pass, struct module *module)
{
	bool any = false;

	pass->module = module;
	for (size_t i = 0; i < pass->count; i++) {
		struct search *search = &pass->searches[i];

		search->fits = !search->skip && function_spec__fits_module(search->spec, module);
		any |= search->fits;
	}
	return any;
}

static int search_go(struct pass *pass)
{
	struct symbol_iter iter = { .elf = pass->module->elf, .table = SYMBOLS_GO };
	struct symbol symbol;
	int err = 0;

	pass->symbol = &symbol;
	while (!err && pass->module->go && symbol_iter__next(&iter, &symbol))
		err = take_symbol(pass);
	return err;
}

static int search_module(struct pass *pass)
{
	struct module_symbols symbols = { .module = pass->module };
	struct symbol symbol;
	int err = 0;

	pass->symbol = &symbol;
	while (!err && module_symbols__next(&symbols, &symbol)) {
		size_t base;

		/* At a part's first byte %rsp need not point at a return address. */
		if (symbol.kind == SYMBOL_OTHER || module__is_cold(pass->module, &symbol, &base))
			continue;
		err = pass->patterns ? take_symbol_by_pattern(pass) : take_symbol(pass);
	}
	return err;
}

static int search_modules(struct target *target, size_t first_module, enum search_tables tables,
			  const struct pass *what)
{
	struct pass *pass = calloc(1, sizeof(*pass));
	int err;

	if (!pass)
		return -ENOMEM;
	*pass = *what;
	for (size_t i = 0; i < pass->count; i++)
		pass->searches[i].tested = 0;
	err = begin(pass);
	for (size_t i = first_module; i < target->module_count && !err; i++)
		if (enter_module(pass, target->modules[i]))
			err = tables == SEARCH_GO ? search_go(pass) : search_module(pass);
	end(pass);
	return err;
}

int search_names(struct target *target, size_t first_module, enum search_tables tables,
		 struct search *searches, size_t count)
{
	const struct pass what = { .searches = searches, .count = count };

	return search_modules(target, first_module, tables, &what);
}

int search_patterns(struct target *target, size_t first_module, struct search *searches,
		    size_t count)
{
	const struct pass what = { .searches = searches, .count = count, .patterns = true };

	return search_modules(target, first_module, SEARCH_ALL, &what);
}

void search__clear(struct search *search)
{
	free(search->found);
	search->found = NULL;
	search->count = 0;
	search->room = 0;
}
