// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "captured.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Else the library ends the program when memory is short. */
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* Where a call stands: the same for the next one that is opened there. */
struct place_key {
	uint64_t strand;
	uint32_t tgid;
	uint32_t tid; /* 0 for goroutines and fibers: they change threads */
	uint32_t index;
	uint32_t pad;
};

struct entry {
	struct place_key place;
	uint64_t call;
	UT_hash_handle by_place;
	UT_hash_handle by_call;
	size_t room;
	struct capture_event *event;
};

struct captured_store {
	struct entry *by_place;
	struct entry *by_call;
	struct entry *spare; /* released ones, with their memory; linked by by_place.next */
	size_t spare_count;
	size_t bytes; /* of the events that are kept */
};

/* What was taken at a return has a place of its own, one for each thread. */
#define RESULT_INDEX	UINT32_MAX
#define RESULT_OF(call) (~(uint64_t)(call))

/* So many keep their memory for the next, if it is not much. */
#define SPARES	    256
#define SPARE_BYTES 1024

/* Records of calls that end unseen by us, as short ones do in threads that end too, would pile up:
 * the oldest go. */
#define MAX_BYTES (64u << 20)

int captured_store__new(struct captured_store **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -ENOMEM;
}

static void free_entry(struct entry *entry)
{
	free(entry->event);
	free(entry);
}

static void remove_entry(struct captured_store *store, struct entry *entry)
{
	HASH_DELETE(by_place, store->by_place, entry);
	HASH_DELETE(by_call, store->by_call, entry);
	store->bytes -= entry->room;
	if (store->spare_count == SPARES || entry->room > SPARE_BYTES) {
		free_entry(entry);
		return;
	}
	entry->by_place.next = store->spare;
	store->spare = entry;
	store->spare_count++;
}

static struct entry *new_entry(struct captured_store *store)
{
	struct entry *entry = store->spare;

	if (!entry)
		return calloc(1, sizeof(*entry));
	store->spare = entry->by_place.next;
	store->spare_count--;
	return entry;
}

void captured_store__free(struct captured_store *store)
{
	struct entry *entry, *next;

	if (!store)
		return;
	HASH_ITER(by_place, store->by_place, entry, next)
	remove_entry(store, entry);
	while (store->spare) {
		entry = store->spare;
		store->spare = entry->by_place.next;
		free_entry(entry);
	}
	free(store);
}

/* Copies the event into memory that is kept for the next. */
static int keep(struct capture_event **kept, size_t *room, const struct capture_event *event)
{
	size_t size = sizeof(*event) + event->bytes;

	if (size > *room) {
		struct capture_event *grown = realloc(*kept, size);

		if (!grown)
			return -ENOMEM;
		*kept = grown;
		*room = size;
	}
	memcpy(*kept, event, size);
	return 0;
}

int captured_store__add(struct captured_store *store, const struct capture_event *event)
{
	struct place_key place = {
		.strand = event->strand,
		.tgid = event->tgid,
		.tid = event->strand ? 0 : event->tid,
		.index = event->index,
	};
	struct entry *entry;

	if (event->at_return)
		place = (struct place_key){ .tgid = event->tgid,
					    .tid = event->tid,
					    .index = RESULT_INDEX };
	HASH_FIND(by_place, store->by_place, &place, sizeof(place), entry);
	if (entry)
		remove_entry(store, entry);
	entry = new_entry(store);
	if (!entry)
		return -ENOMEM;
	if (keep(&entry->event, &entry->room, event)) {
		free_entry(entry);
		return -ENOMEM;
	}
	store->bytes += entry->room;
	entry->place = place;
	entry->call = event->at_return ? RESULT_OF(event->call) : event->call;
	HASH_ADD(by_place, store->by_place, place, sizeof(entry->place), entry);
	if (!entry->by_place.tbl) {
		store->bytes -= entry->room;
		free_entry(entry);
		return -ENOMEM;
	}
	HASH_ADD(by_call, store->by_call, call, sizeof(entry->call), entry);
	if (!entry->by_call.tbl) {
		HASH_DELETE(by_place, store->by_place, entry);
		store->bytes -= entry->room;
		free_entry(entry);
		return -ENOMEM;
	}
	/* The list goes by age. */
	while (store->bytes > MAX_BYTES && store->by_place != entry)
		remove_entry(store, store->by_place);
	return 0;
}

static struct entry *find_entry(const struct captured_store *store, uint64_t call)
{
	struct entry *entry;

	HASH_FIND(by_call, store->by_call, &call, sizeof(call), entry);
	return entry;
}

const struct capture_event *captured_store__find(const struct captured_store *store,
						 const struct call_event *call, bool at_return)
{
	const struct entry *entry =
		find_entry(store, at_return ? RESULT_OF(call->call) : call->call);

	return entry ? entry->event : NULL;
}

void captured_store__release(struct captured_store *store, const struct call_event *call)
{
	struct entry *entry = find_entry(store, call->call);

	if (entry)
		remove_entry(store, entry);
	entry = find_entry(store, RESULT_OF(call->call));
	if (entry)
		remove_entry(store, entry);
}

void captured_store__forget(struct captured_store *store, uint32_t tgid)
{
	struct entry *entry, *next;

	HASH_ITER(by_place, store->by_place, entry, next)
	if (entry->place.tgid == tgid)
		remove_entry(store, entry);
}
