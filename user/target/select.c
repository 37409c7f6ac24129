// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "select.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/log.h"
#include "address.h"
#include "code_map.h"
#include "debug_files.h"
#include "explain.h"
#include "function_set.h"
#include "ifunc.h"
#include "name_forms.h"
#include "naming.h"
#include "search.h"

struct selection {
	struct function_set set;
	struct function_spec *specs;
	bool *waiting; /* by spec: none of its modules has come yet */
	size_t spec_count;
	size_t judged;	     /* specs at the end that are noted in the functions */
	size_t modules_seen; /* of the target */
	bool survey;	     /* functions get no names, and nothing is told of them */
};

/* One round over modules that are new. */
struct round {
	struct selection *selection;
	struct target *target;
	size_t first_module;
	struct search *searches; /* by spec */
	size_t misses;
	bool fetched; /* the network had something */
};

/* More of them come from a list of names for another program. */
#define MAX_SUGGESTED 5

static bool is_definition(const struct found_symbol *found)
{
	return found->symbol.kind != SYMBOL_IMPORT;
}

static bool fits_any_module(const struct round *round, const struct function_spec *spec)
{
	for (size_t i = round->first_module; i < round->target->module_count; i++)
		if (function_spec__fits_module(spec, round->target->modules[i]))
			return true;
	return false;
}

/* The base of an offset, if no function is called like the whole. */
static int find_base(struct round *round, struct search *search)
{
	int err;

	search__clear(search);
	search->name = search->spec->base;
	search->skip = false;
	err = search_names(round->target, round->first_module, SEARCH_ALL, search, 1);
	return err ? err : address__add_offset(search);
}

/* Debug files from the network: of the named modules, else of the executable alone. */
static bool fetch_debug_files(struct round *round, const struct function_spec *spec)
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	bool any = false;

	if (!urls || !*urls || spec->kind == SPEC_ADDRESS)
		return false;
	for (size_t i = round->first_module; i < round->target->module_count; i++) {
		struct module *module = round->target->modules[i];

		if (spec->module ? function_spec__fits_module(spec, module) : i == 0)
			any |= module__fetch_debug_file(module);
	}
	return any;
}

/* A second look, at what the network had. */
static int find_fetched(struct round *round, struct search *search)
{
	if (search__has_definition(search))
		return 0;
	round->fetched |= fetch_debug_files(round, search->spec);
	if (!round->fetched)
		return 0;
	search__clear(search);
	search->skip = false;
	return search_all(round->target, round->first_module, search, 1);
}

/* Whether a pattern may mean it: no code that only leads elsewhere. */
static bool is_stub(const struct found_symbol *found)
{
	struct code_map *code = module__code(found->module);

	return code && code_map__in_stubs(code, found->symbol.address);
}

static void note_judged(struct selection *selection, const struct function_spec *spec,
			const struct module *module, uint64_t address)
{
	size_t number = spec - selection->specs;
	size_t first = selection->spec_count - selection->judged;
	struct function *function;

	if (number < first)
		return;
	function = function_set__find(&selection->set, module, address);
	if (function)
		function->judged |= 1ULL << (number - first);
}

/* Returns 1, 0 if it is there already or is none, -ENOMEM. */
static int take_symbol(struct round *round, struct search *search, const struct found_symbol *found,
		       bool *unresolved_ifunc)
{
	struct function_set *set = &round->selection->set;
	uint64_t address = found->symbol.address;
	int added;

	if (!is_definition(found) || (search->by_pattern && is_stub(found)))
		return 0;
	if (found->symbol.kind == SYMBOL_IFUNC &&
	    ifunc__resolve(round->target, found->module, &found->symbol, &address)) {
		*unresolved_ifunc = true;
		return 0;
	}
	added = function_set__add(set, found->module, &found->symbol, address);
	note_judged(round->selection, search->spec, found->module, address);
	if (added >= 0)
		*unresolved_ifunc = false;
	if (added > 0 && !search->by_pattern)
		log_verbose("%s: %s in %s at 0x%lx", search->spec->text, found->symbol.name,
			    found->module->path, (unsigned long)address);
	return added == -ENOENT ? 0 : added;
}

/* Whether all functions from number `first` on are one by their names: clones, copies, aliases. */
static bool is_one_function(const struct function_list *list, size_t first)
{
	struct name_forms *one = name_forms__new(), *other = name_forms__new();
	bool same = one && other;

	for (size_t i = first + 1; i < list->count && same; i++) {
		const struct symbol a = { .name = list->items[first]->symbol };
		const struct symbol b = { .name = list->items[i]->symbol };
		const char *full;

		name_forms__set(one, &a);
		name_forms__set(other, &b);
		full = name_forms__demangled(other, DEMANGLED_FULL);
		/* Names of C are what was asked for, whatever they hold. */
		same = !*full || !strcmp(name_forms__demangled(one, DEMANGLED_FULL), full);
	}
	name_forms__free(one);
	name_forms__free(other);
	return same;
}

/* What was asked for by a name of its own has that name. */
static int name_as_asked(struct function_list *list, size_t first, const struct search *search)
{
	if (search->by_pattern || !is_one_function(list, first))
		return 0;
	for (size_t i = first; i < list->count; i++) {
		list->items[i]->name = strdup(search->spec->name);
		if (!list->items[i]->name)
			return -ENOMEM;
	}
	return 0;
}

/* Makes functions of what was found. Returns 0, -ENOENT (logged) if none came of it, or -ENOMEM. */
static int take_found(struct round *round, struct search *search)
{
	struct function_list *list = &round->selection->set.list;
	bool unresolved_ifunc = false, any = false;
	size_t first = list->count;
	int err = 0;

	for (size_t i = 0; i < search->count && err >= 0; i++) {
		err = take_symbol(round, search, &search->found[i], &unresolved_ifunc);
		any |= is_definition(&search->found[i]);
	}
	if (err < 0)
		return err;
	if (!any || (unresolved_ifunc && list->count == first)) {
		explain_miss(round->target, round->first_module, search, unresolved_ifunc,
			     round->misses++ < MAX_SUGGESTED);
		return -ENOENT;
	}
	if (round->selection->survey)
		return 0;
	err = name_as_asked(list, first, search);
	if (!err)
		report_places(search, list, first);
	return err;
}

/* Returns 0, -ENOENT (logged) or -ENOMEM. */
static int resolve_one(struct round *round, struct search *search)
{
	const struct function_spec *spec = search->spec;
	int err = find_fetched(round, search);

	if (!err && spec->kind == SPEC_ADDRESS && !search__has_definition(search))
		err = address__find(round->target, round->first_module, search);
	if (!err && spec->kind == SPEC_OFFSET && !search__has_definition(search))
		err = find_base(round, search);
	return err ? err : take_found(round, search);
}

/* What is looked for in this round; the first one is over all modules. */
static bool is_asked(const struct round *round, size_t number)
{
	const struct selection *selection = round->selection;

	if (!round->first_module)
		return true;
	return (selection->waiting[number] || selection->specs[number].module_glob) &&
	       fits_any_module(round, &selection->specs[number]);
}

/* Returns 0, the first error otherwise; every miss is told. */
static int resolve_all(struct round *round)
{
	struct selection *selection = round->selection;
	int result = 0;

	for (size_t i = 0; i < selection->spec_count && result != -ENOMEM; i++) {
		const struct function_spec *spec = &selection->specs[i];
		struct search *search = &round->searches[i];
		int err;

		if (!is_asked(round, i))
			continue;
		if (spec->module && !fits_any_module(round, spec)) {
			log_info("waiting for %s", spec->module);
			selection->waiting[i] = true;
			continue;
		}
		/* A later module of a pattern need not have the function. */
		if (round->first_module && !selection->waiting[i] &&
		    !search__has_definition(search))
			continue;
		selection->waiting[i] = false;
		err = resolve_one(round, search);
		result = result ? result : err;
	}
	return result;
}

static int run_round(struct selection *selection, struct target *target)
{
	struct round round = {
		.selection = selection,
		.target = target,
		.first_module = selection->modules_seen,
		.searches = calloc(selection->spec_count + 1, sizeof(*round.searches)),
	};
	size_t first = selection->set.list.count;
	int err;

	if (!round.searches)
		return -ENOMEM;
	for (size_t i = 0; i < selection->spec_count; i++) {
		round.searches[i].spec = &selection->specs[i];
		round.searches[i].name = selection->specs[i].name;
		round.searches[i].skip = !is_asked(&round, i);
	}
	err = search_all(target, round.first_module, round.searches, selection->spec_count);
	if (!err)
		err = resolve_all(&round);
	selection->modules_seen = target->module_count;
	if (err != -ENOMEM && !selection->survey && name_functions(&selection->set.list))
		err = -ENOMEM;
	if (!err && !selection->survey)
		report_inlined(&selection->set.list, first);
	if (err == -ENOMEM)
		log_error("no memory to look for functions");
	for (size_t i = 0; i < selection->spec_count; i++)
		search__clear(&round.searches[i]);
	free(round.searches);
	return err;
}

static int parse_all(struct selection *selection, char *const *texts, size_t count)
{
	int result = 0;

	selection->specs = calloc(count + 1, sizeof(*selection->specs));
	selection->waiting = calloc(count + 1, sizeof(*selection->waiting));
	if (!selection->specs || !selection->waiting)
		return -ENOMEM;
	selection->spec_count = count;
	for (size_t i = 0; i < count; i++) {
		int err = function_spec__parse(texts[i], &selection->specs[i]);

		result = result ? result : err;
	}
	return result;
}

static int make(struct target *target, char *const *texts, size_t count, size_t judged, bool survey,
		struct selection **out)
{
	struct selection *selection = calloc(1, sizeof(*selection));
	int err;

	if (!selection)
		return -ENOMEM;
	selection->survey = survey;
	selection->judged = judged;
	err = parse_all(selection, texts, count);
	if (!err)
		err = run_round(selection, target);
	if (err)
		selection__free(selection);
	else
		*out = selection;
	return err;
}

int selection__make(struct target *target, char *const *texts, size_t count, size_t judged,
		    struct selection **out)
{
	return make(target, texts, count, judged, false, out);
}

int selection__survey(struct target *target, char *const *texts, size_t count,
		      struct selection **out)
{
	return make(target, texts, count, 0, true, out);
}

int selection__more(struct selection *selection, struct target *target)
{
	size_t before = selection->set.list.count;
	int err;

	if (target->module_count <= selection->modules_seen)
		return 0;
	err = run_round(selection, target);
	return err == -ENOMEM ? err : (int)(selection->set.list.count - before);
}

const struct function_list *selection__list(const struct selection *selection)
{
	return &selection->set.list;
}

bool selection__expects_more(const struct selection *selection)
{
	for (size_t i = 0; i < selection->spec_count; i++)
		if (selection->waiting[i] || selection->specs[i].module_glob)
			return true;
	return false;
}

const char *selection__waiting(const struct selection *selection, size_t n)
{
	for (size_t i = 0; i < selection->spec_count; i++)
		if (selection->waiting[i] && !n--)
			return selection->specs[i].text;
	return NULL;
}

void selection__free(struct selection *selection)
{
	if (!selection)
		return;
	function_set__free(&selection->set);
	for (size_t i = 0; i < selection->spec_count; i++)
		function_spec__free(&selection->specs[i]);
	free(selection->specs);
	free(selection->waiting);
	free(selection);
}

int select_functions(struct target *target, char *const *texts, size_t count, size_t judged,
		     struct function_list *list)
{
	struct selection *selection;
	int err = selection__make(target, texts, count, judged, &selection);

	*list = (struct function_list){ 0 };
	if (err)
		return err;
	*list = selection->set.list;
	selection->set.list = (struct function_list){ 0 };
	selection__free(selection);
	return 0;
}
