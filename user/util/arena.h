/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Many small objects that are freed together. */
#ifndef MAAP_UTIL_ARENA_H
#define MAAP_UTIL_ARENA_H

#include <stddef.h>

struct arena;

/* NULL when there is no memory. The caller frees it; NULL may be freed. */
struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Zeroed, aligned for any type, at its place until the arena is freed. NULL when there is none. */
void *arena_alloc(struct arena *arena, size_t bytes);

/* The same for `count` objects of `bytes` each; NULL too if the product is too large. */
void *arena_array(struct arena *arena, size_t count, size_t bytes);

/* A copy of the first `len` bytes, terminated. NULL when there is no memory. */
char *arena_string(struct arena *arena, const char *text, size_t len);

#endif
