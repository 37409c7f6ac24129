// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pointer_map.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

struct pointer_slot {
	const void *key; /* NULL: free */
	void *value;
};

/* Fibonacci hashing: the upper bits of the product depend on all bits of the key. */
static size_t first_slot(const void *key, size_t room)
{
	return ((uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (room - 1);
}

static struct pointer_slot *slot_of(const struct pointer_map *map, const void *key)
{
	size_t at = first_slot(key, map->room);

	while (map->slots[at].key && map->slots[at].key != key)
		at = (at + 1) & (map->room - 1);
	return &map->slots[at];
}

void *pointer_map__get(const struct pointer_map *map, const void *key)
{
	return map->room ? slot_of(map, key)->value : NULL;
}

static int grow(struct pointer_map *map)
{
	struct pointer_map larger = { .room = map->room ? 2 * map->room : 64 };

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	for (size_t i = 0; i < map->room; i++)
		if (map->slots[i].key)
			*slot_of(&larger, map->slots[i].key) = map->slots[i];
	free(map->slots);
	map->slots = larger.slots;
	map->room = larger.room;
	return 0;
}

int pointer_map__put(struct pointer_map *map, const void *key, void *value)
{
	struct pointer_slot *slot;

	if (4 * (map->count + 1) > 3 * map->room && grow(map))
		return -ENOMEM;
	slot = slot_of(map, key);
	map->count += !slot->key;
	*slot = (struct pointer_slot){ .key = key, .value = value };
	return 0;
}

void *pointer_map__next(const struct pointer_map *map, size_t *position)
{
	while (*position < map->room) {
		const struct pointer_slot *slot = &map->slots[(*position)++];

		if (slot->key && slot->value)
			return slot->value;
	}
	return NULL;
}

void pointer_map__clear(struct pointer_map *map)
{
	free(map->slots);
	*map = (struct pointer_map){ 0 };
}
