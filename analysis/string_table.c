// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "string_table.h"

#include <stdlib.h>
#include <string.h>

/* Without memory an element is not added, and add() finds that out. */
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "../user/util/arena.h"
#include "../user/util/grow_table.h"

struct entry {
	UT_hash_handle hh;
	const char *text;
	size_t len;
	uint32_t number;
};

struct string_table {
	struct arena *arena;
	struct entry *hash;
	struct entry **entries;
	size_t room;
	uint32_t count;
	struct entry *latest; /* lines of one function often follow each other */
};

struct string_table *string_table__new(void)
{
	struct string_table *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->arena = arena_new();
	if (!table->arena) {
		free(table);
		return NULL;
	}
	return table;
}

void string_table__free(struct string_table *table)
{
	if (!table)
		return;
	HASH_CLEAR(hh, table->hash);
	arena_free(table->arena);
	free(table->entries);
	free(table);
}

static struct entry *find(const struct string_table *table, const char *text, size_t len)
{
	struct entry *entry = table->latest;

	if (entry && entry->len == len && !memcmp(entry->text, text, len))
		return entry;
	HASH_FIND(hh, table->hash, text, len, entry);
	return entry;
}

static struct entry *add(struct string_table *table, const char *text, size_t len)
{
	struct entry *entry;

	if (table->count == STRING_NONE || grow_table((void **)&table->entries, &table->room,
						      sizeof(*table->entries), table->count))
		return NULL;
	entry = arena_alloc(table->arena, sizeof(*entry));
	if (!entry)
		return NULL;
	entry->text = arena_string(table->arena, text, len);
	entry->len = len;
	entry->number = table->count;
	if (!entry->text)
		return NULL;
	HASH_ADD_KEYPTR(hh, table->hash, entry->text, len, entry);
	if (!entry->hh.tbl)
		return NULL;
	table->entries[table->count++] = entry;
	return entry;
}

uint32_t string_table__add(struct string_table *table, const char *text, size_t len)
{
	struct entry *entry = find(table, text, len);

	if (!entry)
		entry = add(table, text, len);
	if (!entry)
		return STRING_NONE;
	table->latest = entry;
	return entry->number;
}

uint32_t string_table__find(const struct string_table *table, const char *text, size_t len)
{
	struct entry *entry = find(table, text, len);

	return entry ? entry->number : STRING_NONE;
}

uint32_t string_table__count(const struct string_table *table)
{
	return table->count;
}

const char *string_table__get(const struct string_table *table, uint32_t number)
{
	return number < table->count ? table->entries[number]->text : "";
}

size_t string_table__len(const struct string_table *table, uint32_t number)
{
	return number < table->count ? table->entries[number]->len : 0;
}
