// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture_list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Else the library ends the program when memory is short. */
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

struct plan_index {
	struct capture_plan plan; /* unused ops all zero: compared as bytes */
	uint32_t index;
	UT_hash_handle hh;
};

/* Returns the plan's index, or -ENOMEM. */
static int64_t index_of(struct capture_list *list, const struct capture_plan *plan)
{
	struct capture_plan *grown;
	struct plan_index *known;

	HASH_FIND(hh, list->by_content, plan, sizeof(*plan), known);
	if (known)
		return known->index;
	known = calloc(1, sizeof(*known));
	grown = reallocarray(list->plans, list->plan_count + 1, sizeof(*grown));
	if (grown)
		list->plans = grown;
	if (!known || !grown) {
		free(known);
		return -ENOMEM;
	}
	known->plan = *plan;
	known->index = list->plan_count;
	HASH_ADD(hh, list->by_content, plan, sizeof(known->plan), known);
	if (!known->hh.tbl) {
		free(known);
		return -ENOMEM;
	}
	grown[list->plan_count] = *plan;
	return list->plan_count++;
}

static int add_one(struct capture_list *list, struct function *function, uint32_t text_bytes)
{
	struct capture *capture;
	int64_t entry, result;
	int err = capture__make(function, text_bytes, &capture);

	if (err)
		return err;
	entry = index_of(list, &capture->entry);
	result = entry < 0 ? entry : index_of(list, &capture->result);
	if (result < 0) {
		free(capture);
		return result;
	}
	list->items[list->count] = capture;
	list->entry_plans[list->count] = entry;
	list->result_plans[list->count] = result;
	list->count++;
	function->capture = capture;
	return 0;
}

static int make_room(struct capture_list *list, size_t count)
{
	struct capture **items = reallocarray(list->items, count, sizeof(*items));
	uint32_t *entries, *results;

	if (items)
		list->items = items;
	entries = reallocarray(list->entry_plans, count, sizeof(*entries));
	if (entries)
		list->entry_plans = entries;
	results = reallocarray(list->result_plans, count, sizeof(*results));
	if (results)
		list->result_plans = results;
	return items && entries && results ? 0 : -ENOMEM;
}

int capture_list__add(struct capture_list *list, const struct function_list *functions,
		      uint32_t text_bytes)
{
	static const struct capture_plan nothing;
	int err = 0;

	if (functions->count == list->count)
		return 0;
	err = make_room(list, functions->count);
	if (!err && !list->plan_count && index_of(list, &nothing) < 0)
		err = -ENOMEM;
	while (!err && list->count < functions->count)
		err = add_one(list, functions->items[list->count], text_bytes);
	return err;
}

void capture_list__free(struct capture_list *list)
{
	struct plan_index *known, *next;

	HASH_ITER(hh, list->by_content, known, next)
	{
		HASH_DEL(list->by_content, known);
		free(known);
	}
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	free(list->entry_plans);
	free(list->result_plans);
	free(list->plans);
	*list = (struct capture_list){ 0 };
}
