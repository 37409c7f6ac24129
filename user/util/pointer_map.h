/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A hash table from addresses to addresses. */
#ifndef MAAP_UTIL_POINTER_MAP_H
#define MAAP_UTIL_POINTER_MAP_H

#include <stddef.h>

struct pointer_map {
	struct pointer_slot *slots;
	size_t count, room; /* room is a power of two, or 0 */
};

/* NULL: no such key. An empty map is all zero. */
void *pointer_map__get(const struct pointer_map *map, const void *key);

/* Replaces what was there. `key` is not NULL. Returns 0 or -ENOMEM. */
int pointer_map__put(struct pointer_map *map, const void *key, void *value);

/* The values are the caller's to free: next goes over them, *position being 0 at first. */
void *pointer_map__next(const struct pointer_map *map, size_t *position);

/* Leaves an empty map. */
void pointer_map__clear(struct pointer_map *map);

#endif
