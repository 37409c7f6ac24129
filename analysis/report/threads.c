// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "threads.h"

#include <stdlib.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

struct thread_slot {
	uint64_t ids;
	size_t index;
	UT_hash_handle hh;
};

static size_t add(struct threads *threads, uint64_t ids)
{
	struct thread_slot *slot = calloc(1, sizeof(*slot));
	size_t before = HASH_COUNT(threads->by_ids);

	if (!slot)
		return SIZE_MAX;
	if (threads->count == threads->room) {
		size_t room = 2 * threads->room + 16;
		struct thread *grown = reallocarray(threads->items, room, sizeof(*grown));

		if (!grown) {
			free(slot);
			return SIZE_MAX;
		}
		threads->items = grown;
		threads->room = room;
	}
	slot->ids = ids;
	slot->index = threads->count;
	HASH_ADD(hh, threads->by_ids, ids, sizeof(slot->ids), slot);
	if (HASH_COUNT(threads->by_ids) == before) {
		free(slot);
		return SIZE_MAX;
	}
	threads->items[threads->count] = (struct thread){ .pid = ids >> 32, .tid = (uint32_t)ids };
	return threads->count++;
}

size_t threads__index(struct threads *threads, uint32_t pid, uint32_t tid)
{
	uint64_t ids = (uint64_t)pid << 32 | tid;
	struct thread_slot *slot = NULL;

	if (threads->last < threads->count && threads->items[threads->last].pid == pid &&
	    threads->items[threads->last].tid == tid)
		return threads->last;
	HASH_FIND(hh, threads->by_ids, &ids, sizeof(ids), slot);
	threads->last = slot ? slot->index : add(threads, ids);
	return threads->last;
}

void threads__free(struct threads *threads)
{
	struct thread_slot *slot, *next;

	HASH_ITER(hh, threads->by_ids, slot, next)
	{
		HASH_DEL(threads->by_ids, slot);
		free(slot);
	}
	free(threads->items);
	*threads = (struct threads){ 0 };
}
