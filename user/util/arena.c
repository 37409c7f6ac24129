// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)64 << 10)

struct chunk {
	struct chunk *next;
	size_t used, room; /* bytes of data */
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct chunk *chunks; /* the first one is filled */
};

struct arena *arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	for (struct chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	free(arena);
}

static struct chunk *add_chunk(struct arena *arena, size_t bytes)
{
	size_t room = bytes > CHUNK_BYTES / 4 ? bytes : CHUNK_BYTES;
	struct chunk *chunk = calloc(1, sizeof(*chunk) + room);

	if (!chunk)
		return NULL;
	chunk->room = room;
	/* A large object has a chunk to itself, behind the one that still has room. */
	if (room == bytes && arena->chunks) {
		chunk->next = arena->chunks->next;
		arena->chunks->next = chunk;
	} else {
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	return chunk;
}

static void *take(struct arena *arena, size_t bytes, size_t align)
{
	struct chunk *chunk = arena->chunks;
	size_t at;

	if (bytes > SIZE_MAX / 2)
		return NULL;
	at = chunk ? (chunk->used + align - 1) / align * align : 0;
	if (!chunk || at > chunk->room || chunk->room - at < bytes) {
		chunk = add_chunk(arena, bytes);
		if (!chunk)
			return NULL;
		at = 0;
	}
	chunk->used = at + bytes;
	return chunk->data + at;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	return take(arena, bytes, alignof(max_align_t));
}

void *arena_array(struct arena *arena, size_t count, size_t bytes)
{
	size_t total;

	return __builtin_mul_overflow(count, bytes, &total) ? NULL : arena_alloc(arena, total);
}

char *arena_string(struct arena *arena, const char *text, size_t len)
{
	char *copy = len < SIZE_MAX ? take(arena, len + 1, 1) : NULL;

	if (copy)
		memcpy(copy, text, len);
	return copy;
}
