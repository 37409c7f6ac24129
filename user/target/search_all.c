// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The order in which names are tried. */
#include "search.h"

bool search__has_definition(const struct search *search)
{
	for (size_t i = 0; i < search->count; i++)
		if (search->found[i].symbol.kind != SYMBOL_IMPORT)
			return true;
	return false;
}

/* Leaves for the next pass only what has no function yet, and is `wanted` there. */
static size_t leave_missing(struct search *searches, size_t count,
			    bool (*wanted)(const struct function_spec *spec))
{
	size_t left = 0;

	for (size_t i = 0; i < count; i++) {
		if (!searches[i].skip &&
		    (search__has_definition(&searches[i]) || !wanted(searches[i].spec)))
			searches[i].skip = true;
		left += !searches[i].skip;
	}
	return left;
}

static bool any_spec(const struct function_spec *spec)
{
	(void)spec;
	return true;
}

int search_all(struct target *target, size_t first_module, struct search *searches, size_t count)
{
	int err = search_names(target, first_module, SEARCH_ALL, searches, count);

	if (!err && leave_missing(searches, count, any_spec))
		err = search_names(target, first_module, SEARCH_GO, searches, count);
	if (err || !leave_missing(searches, count, function_spec__is_pattern))
		return err;
	for (size_t i = 0; i < count; i++)
		if (!searches[i].skip) {
			search__clear(&searches[i]);
			searches[i].by_pattern = true;
		}
	return search_patterns(target, first_module, searches, count);
}
