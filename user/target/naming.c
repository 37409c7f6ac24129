// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "naming.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "elf_file.h"
#include "name_forms.h"

struct candidate {
	struct function *function;
	char *bare;
};

static int compare(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;
	int order = strcmp(left->bare, right->bare);

	if (order)
		return order;
	return (left->function->id > right->function->id) -
	       (left->function->id < right->function->id);
}

static const char *form_of(struct name_forms *forms, const struct function *function,
			   enum demangled_form form)
{
	const struct symbol symbol = { .name = function->symbol };
	const char *text;

	name_forms__set(forms, &symbol);
	text = name_forms__demangled(forms, form);
	return *text ? text : name_forms__stem(forms, NULL);
}

/* Copies, clones and the several symbols of a constructor have one name in full: not overloads. */
static bool all_the_same(struct name_forms *forms, const struct candidate *candidates, size_t count,
			 bool *same)
{
	char *first = NULL;

	*same = true;
	if (count > 1) {
		first = strdup(form_of(forms, candidates[0].function, DEMANGLED_FULL));
		if (!first)
			return false;
	}
	for (size_t i = 1; i < count && *same; i++)
		*same = !strcmp(first, form_of(forms, candidates[i].function, DEMANGLED_FULL));
	free(first);
	return true;
}

/* Functions of one name without parameters. */
static int name_group(struct name_forms *forms, const struct candidate *candidates, size_t count)
{
	bool same;

	if (!all_the_same(forms, candidates, count, &same))
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		struct function *function = candidates[i].function;

		if (function->name)
			continue;
		function->name = strdup(same ? candidates[i].bare
					     : form_of(forms, function, DEMANGLED_FULL));
		if (!function->name)
			return -ENOMEM;
	}
	return 0;
}

static int name_all(struct name_forms *forms, struct candidate *candidates,
		    const struct function_list *list)
{
	int err = 0;

	for (size_t i = 0; i < list->count; i++) {
		candidates[i].function = list->items[i];
		candidates[i].bare = strdup(form_of(forms, list->items[i], DEMANGLED_BARE));
		if (!candidates[i].bare)
			return -ENOMEM;
	}
	qsort(candidates, list->count, sizeof(*candidates), compare);
	for (size_t first = 0, next; first < list->count && !err; first = next) {
		for (next = first + 1; next < list->count; next++)
			if (strcmp(candidates[first].bare, candidates[next].bare))
				break;
		err = name_group(forms, candidates + first, next - first);
	}
	return err;
}

static bool all_named(const struct function_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (!list->items[i]->name)
			return false;
	return true;
}

int name_functions(struct function_list *list)
{
	struct candidate *candidates;
	struct name_forms *forms;
	int err = -ENOMEM;

	if (all_named(list))
		return 0;
	candidates = calloc(list->count, sizeof(*candidates));
	forms = name_forms__new();
	if (candidates && forms)
		err = name_all(forms, candidates, list);
	for (size_t i = 0; i < list->count && candidates; i++)
		free(candidates[i].bare);
	free(candidates);
	name_forms__free(forms);
	return err;
}
