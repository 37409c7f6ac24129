// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "function_set.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "go_module.h"
#include "process.h"
#include "select.h"

/* The slot that holds the place, or the free one where it belongs. */
static uint32_t *find_slot(const struct function_set *set, const struct module *module,
			   uint64_t offset)
{
	uint64_t hash = (offset ^ (uintptr_t)module) * 0x9e3779b97f4a7c15ull;
	size_t at = hash >> 32;

	for (;; at++) {
		uint32_t *slot = &set->slots[at & (set->slot_count - 1)];
		const struct function *function = *slot ? set->list.items[*slot - 1] : NULL;

		if (!function || (function->module == module && function->offset == offset))
			return slot;
	}
}

/* Room for one more function: the table stays at most half full. */
static int make_room(struct function_set *set)
{
	size_t count = set->list.count, slot_count = set->slot_count ? 2 * set->slot_count : 64;
	struct function **grown;
	uint32_t *slots;

	if (count == set->room) {
		size_t room = set->room ? 2 * set->room : 32;

		grown = reallocarray(set->list.items, room, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		set->list.items = grown;
		set->room = room;
	}
	if (2 * (count + 1) <= set->slot_count)
		return 0;
	slots = calloc(slot_count, sizeof(*slots));
	if (!slots)
		return -ENOMEM;
	free(set->slots);
	set->slots = slots;
	set->slot_count = slot_count;
	for (size_t i = 0; i < count; i++)
		*find_slot(set, set->list.items[i]->module, set->list.items[i]->offset) = i + 1;
	return 0;
}

int function_set__add(struct function_set *set, struct module *module, const struct symbol *symbol,
		      uint64_t address)
{
	struct gopclntab_function go;
	struct function *function;
	uint64_t offset;
	uint32_t *slot;

	if (!elf_file__offset_of(module->elf, address, true, &offset))
		return -ENOENT;
	if (make_room(set))
		return -ENOMEM;
	slot = find_slot(set, module, offset);
	if (*slot)
		return 0;
	function = calloc(1, sizeof(*function));
	if (!function || !(function->symbol = strdup(symbol->name))) {
		free(function);
		return -ENOMEM;
	}
	function->id = set->list.count;
	function->module_name = module->name;
	function->module = module;
	function->address = address;
	function->offset = offset;
	function->size = symbol->size;
	function->go = module->go && go_module__function_at(module->elf, address, &go);
	if (function->go && !function->size && go.address == address)
		function->size = go.size;
	set->list.items[set->list.count++] = function;
	*slot = set->list.count;
	return 1;
}

struct function *function_set__find(const struct function_set *set, const struct module *module,
				    uint64_t address)
{
	uint64_t offset;
	uint32_t *slot;

	if (!set->slots || !elf_file__offset_of(module->elf, address, true, &offset))
		return NULL;
	slot = find_slot(set, module, offset);
	return *slot ? set->list.items[*slot - 1] : NULL;
}

void function_list__free(struct function_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i]->name);
		free(list->items[i]->symbol);
		free(list->items[i]);
	}
	free(list->items);
	*list = (struct function_list){ 0 };
}

void function_set__free(struct function_set *set)
{
	function_list__free(&set->list);
	free(set->slots);
	*set = (struct function_set){ 0 };
}
