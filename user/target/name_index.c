// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "name_index.h"

#include <errno.h>
#include <stdlib.h>

/* FNV-1a. */
static uint32_t hash_of(const char *text, size_t len)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return hash;
}

static int compare(const void *a, const void *b)
{
	const struct name_entry *left = a, *right = b;

	if (left->hash != right->hash)
		return left->hash < right->hash ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

int name_index__add(struct name_index *index, const char *text, size_t len, uint32_t number)
{
	uint32_t hash = hash_of(text, len);

	if (index->count == index->room) {
		size_t room = index->room ? 2 * index->room : 16;
		struct name_entry *grown = reallocarray(index->items, room, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		index->items = grown;
		index->room = room;
	}
	index->items[index->count++] = (struct name_entry){ hash, number };
	index->filter[(hash >> 6) & 1023] |= 1ull << (hash & 63);
	index->sorted = false;
	return 0;
}

void name_index__free(struct name_index *index)
{
	free(index->items);
	index->items = NULL;
	index->count = 0;
}

size_t name_index__find(struct name_index *index, const char *text, size_t len,
			const struct name_entry **first)
{
	uint32_t hash = hash_of(text, len);
	size_t low = 0, high = index->count, end;

	if (!(index->filter[(hash >> 6) & 1023] >> (hash & 63) & 1))
		return 0;
	if (!index->sorted)
		qsort(index->items, index->count, sizeof(*index->items), compare);
	index->sorted = true;
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
