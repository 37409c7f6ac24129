// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "fault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#define LINKS_KEPT 65536 /* as many calls as may wait in the ring behind their errors */

/* All tables but that of numbers have keys of this kind. */
struct fault_key {
	uint64_t what; /* an object's address, a thread's number, 0 for the process */
	uint32_t tgid;
	uint32_t table;
};

enum { TABLE_OBJECTS, TABLE_DEATHS, TABLE_THREADS };

struct named {
	struct fault_key key;
	struct fault *fault;
	UT_hash_handle hh;
};

struct numbered {
	uint32_t number;
	struct fault_link link;
	UT_hash_handle hh;
};

struct faults {
	struct numbered *links; /* in order of age */
	struct named *names;	/* likewise */
	size_t link_count, name_count;
};

int faults__new(struct faults **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -ENOMEM;
}

struct fault *fault__new(const struct error_event *event)
{
	struct fault *fault = calloc(1, sizeof(*fault));

	if (!fault)
		return NULL;
	fault->holders = 1;
	fault->event = *event;
	fault->event.data_bytes = 0;
	return fault;
}

static struct fault *hold(struct fault *fault)
{
	if (fault)
		fault->holders++;
	return fault;
}

void fault__release(struct fault *fault)
{
	if (!fault || --fault->holders)
		return;
	error_text__clear(&fault->text);
	backtrace__release(fault->backtrace);
	free(fault->location);
	free(fault);
}

static void remove_link(struct faults *faults, struct numbered *numbered)
{
	HASH_DEL(faults->links, numbered);
	faults->link_count--;
	free(numbered->link.caught_in);
	fault__release(numbered->link.fault);
	free(numbered);
}

static void remove_name(struct faults *faults, struct named *named)
{
	HASH_DEL(faults->names, named);
	faults->name_count--;
	fault__release(named->fault);
	free(named);
}

void faults__free(struct faults *faults)
{
	if (!faults)
		return;
	while (faults->links)
		remove_link(faults, faults->links);
	while (faults->names)
		remove_name(faults, faults->names);
	free(faults);
}

void faults__link(struct faults *faults, uint32_t number, const struct fault_link *link)
{
	struct numbered *numbered = calloc(1, sizeof(*numbered));

	if (numbered) {
		numbered->number = number;
		numbered->link = *link;
		hold(link->fault);
		HASH_ADD(hh, faults->links, number, sizeof(numbered->number), numbered);
	}
	if (!numbered || !numbered->hh.tbl) {
		if (numbered)
			fault__release(link->fault);
		free(link->caught_in);
		free(numbered);
		return;
	}
	if (++faults->link_count > LINKS_KEPT)
		remove_link(faults, faults->links);
}

const struct fault_link *faults__find(const struct faults *faults, uint32_t number)
{
	struct numbered *numbered;

	HASH_FIND(hh, faults->links, &number, sizeof(number), numbered);
	return numbered ? &numbered->link : NULL;
}

static struct fault_key make_key(uint32_t tgid, uint32_t table, uint64_t what)
{
	return (struct fault_key){ .what = what, .tgid = tgid, .table = table };
}

static struct named *find_name(const struct faults *faults, const struct fault_key *key)
{
	struct named *named;

	HASH_FIND(hh, faults->names, key, sizeof(*key), named);
	return named;
}

static struct fault *get(const struct faults *faults, struct fault_key key)
{
	struct named *named = find_name(faults, &key);

	return named ? named->fault : NULL;
}

/* NULL takes away what is there. */
static void set(struct faults *faults, struct fault_key key, struct fault *fault)
{
	struct named *named = find_name(faults, &key);

	hold(fault);
	if (named)
		remove_name(faults, named);
	if (!fault)
		return;
	named = calloc(1, sizeof(*named));
	if (named) {
		named->key = key;
		named->fault = fault;
		HASH_ADD(hh, faults->names, key, sizeof(named->key), named);
	}
	if (!named || !named->hh.tbl) {
		free(named);
		fault__release(fault);
		return;
	}
	if (++faults->name_count > LINKS_KEPT)
		remove_name(faults, faults->names);
}

struct fault *faults__of_object(const struct faults *faults, uint32_t tgid, uint64_t object)
{
	return object ? get(faults, make_key(tgid, TABLE_OBJECTS, object)) : NULL;
}

void faults__set_object(struct faults *faults, struct fault *fault, uint64_t object)
{
	if (object)
		set(faults, make_key(fault->event.tgid, TABLE_OBJECTS, object), fault);
}

struct fault *faults__of_thread(const struct faults *faults, uint32_t tgid, uint32_t tid,
				enum thread_fault which)
{
	return get(faults, make_key(tgid, TABLE_THREADS + which, tid));
}

void faults__set_thread(struct faults *faults, uint32_t tgid, uint32_t tid, enum thread_fault which,
			struct fault *fault)
{
	set(faults, make_key(tgid, TABLE_THREADS + which, tid), fault);
}

struct fault *faults__death(const struct faults *faults, uint32_t tgid)
{
	return get(faults, make_key(tgid, TABLE_DEATHS, 0));
}

void faults__set_death(struct faults *faults, struct fault *fault)
{
	set(faults, make_key(fault->event.tgid, TABLE_DEATHS, 0), fault);
}

void faults__forget(struct faults *faults, uint32_t tgid)
{
	struct named *named, *next;
	struct numbered *numbered, *after;

	HASH_ITER(hh, faults->names, named, next)
	if (named->key.tgid == tgid)
		remove_name(faults, named);
	HASH_ITER(hh, faults->links, numbered, after)
	if (numbered->link.fault->event.tgid == tgid)
		remove_link(faults, numbered);
}
