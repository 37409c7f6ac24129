// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "symbol_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool is_clone_suffix(const char *suffix, size_t len)
{
	static const char *const kinds[] = { ".constprop.", ".isra.", ".part.", ".lto_priv." };

	while (len) {
		size_t used = 0;

		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds) && !used; i++)
			if (!strncmp(suffix, kinds[i], strlen(kinds[i])))
				used = strlen(kinds[i]);
		if (!used || used > len)
			return false;
		used += strspn(suffix + used, "0123456789");
		suffix += used;
		len -= used;
	}
	return true;
}

size_t symbol_stem(const char *name)
{
	size_t len = strcspn(name, "@");

	for (size_t i = 1; i < len; i++)
		if (name[i] == '.' && is_clone_suffix(name + i, len - i))
			return i;
	return len;
}

/* FNV-1a. */
static uint32_t hash_stem(const char *name)
{
	size_t len = symbol_stem(name);
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619u;
	return hash;
}

static int compare(const void *a, const void *b)
{
	const struct indexed_symbol *left = a, *right = b;

	if (left->hash != right->hash)
		return left->hash < right->hash ? -1 : 1;
	return (left->order > right->order) - (left->order < right->order);
}

static int add_module(struct symbol_index *index, struct module *module, size_t *room)
{
	struct symbol_iter iter = { .elf = module->elf };
	struct symbol symbol;

	while (symbol_iter__next(&iter, &symbol)) {
		if (symbol.kind == SYMBOL_OTHER)
			continue;
		if (index->count == *room) {
			size_t more = *room ? 2 * *room : 4096;
			struct indexed_symbol *grown =
				reallocarray(index->items, more, sizeof(*grown));

			if (!grown)
				return -ENOMEM;
			index->items = grown;
			*room = more;
		}
		index->items[index->count] = (struct indexed_symbol){
			.symbol = symbol,
			.module = module,
			.hash = hash_stem(symbol.name),
			.order = index->count,
		};
		index->count++;
	}
	return 0;
}

int symbol_index__make(const struct target *target, struct symbol_index *index)
{
	size_t room = 0;
	int err = 0;

	*index = (struct symbol_index){ 0 };
	for (size_t i = 0; i < target->module_count && !err; i++)
		err = add_module(index, target->modules[i], &room);
	if (err)
		symbol_index__free(index);
	else
		qsort(index->items, index->count, sizeof(*index->items), compare);
	return err;
}

void symbol_index__free(struct symbol_index *index)
{
	free(index->items);
	*index = (struct symbol_index){ 0 };
}

size_t symbol_index__find(const struct symbol_index *index, const char *name,
			  const struct indexed_symbol **first)
{
	uint32_t hash = hash_stem(name);
	size_t low = 0, high = index->count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->items[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < index->count && index->items[end].hash == hash; end++)
		;
	*first = index->items + low;
	return end - low;
}
