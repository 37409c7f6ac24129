// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "fault.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#define LINKS_KEPT   262144 /* as many as may wait for their calls, which come through another ring */
#define CATCHES_KEPT 16	   /* of one exception */

#define NAMES_KEPT 16384 /* of a process */

/* What faults of one process are found by. */
struct fault_key {
	uint64_t what; /* an object's address, a thread's number, 0 for the process */
	uint64_t table;
};

enum { TABLE_OBJECTS, TABLE_DEATHS, TABLE_THREADS };

struct named {
	struct fault_key key;
	struct fault *fault;
	UT_hash_handle hh;
};

struct owner {
	uint32_t tgid;
	struct named *names; /* in order of age */
	UT_hash_handle hh;
};

struct numbered {
	uint32_t number;
	struct fault_link link;
	UT_hash_handle hh;
};

struct faults {
	struct numbered *links; /* in order of age */
	struct owner *owners;
	size_t link_count;
};

int faults__new(struct faults **out)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : -ENOMEM;
}

static bool is_kept_whole(enum maap_error_kind kind)
{
	return kind == MAAP_ERROR_SIGNAL || kind == MAAP_ERROR_EXIT || kind == MAAP_ERROR_RETURN;
}

struct fault *fault__new(const struct error_event *event)
{
	struct fault *fault = calloc(1, sizeof(*fault));

	if (!fault)
		return NULL;
	fault->holders = 1;
	fault->kind = event->kind;
	fault->tgid = event->tgid;
	fault->tid = event->tid;
	fault->time_ns = event->time_ns;
	if (!is_kept_whole(event->kind))
		return fault;
	fault->event = malloc(sizeof(*fault->event));
	if (!fault->event) {
		free(fault);
		return NULL;
	}
	*fault->event = *event;
	fault->event->data_bytes = 0;
	return fault;
}

static void free_catch(struct fault_catch *one)
{
	free(one->function);
	free(one);
}

/* One that is thrown on over and over has very many. */
static void drop_old_catches(struct fault *fault)
{
	struct fault_catch *last = fault->catches, *next;

	for (int i = 1; last && i < CATCHES_KEPT; i++)
		last = last->next;
	if (!last)
		return;
	for (struct fault_catch *one = last->next; one; one = next) {
		next = one->next;
		free_catch(one);
	}
	last->next = NULL;
}

void fault__add_catch(struct fault *fault, uint32_t number, bool caught, const char *function)
{
	struct fault_catch *one = calloc(1, sizeof(*one));

	if (!one)
		return;
	one->number = number;
	one->caught = caught;
	one->function = function ? strdup(function) : NULL;
	one->next = fault->catches;
	fault->catches = one;
	drop_old_catches(fault);
}

const struct fault_catch *fault__catch_from(const struct fault *fault, uint32_t number)
{
	const struct fault_catch *found = NULL;

	for (const struct fault_catch *one = fault->catches; one; one = one->next)
		if (one->number >= number)
			found = one;
	return found;
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
	while (fault->catches) {
		struct fault_catch *next = fault->catches->next;

		free_catch(fault->catches);
		fault->catches = next;
	}
	free(fault->event);
	error_text__clear(&fault->text);
	backtrace__release(fault->backtrace);
	free(fault->location);
	free(fault);
}

static void remove_link(struct faults *faults, struct numbered *numbered)
{
	HASH_DEL(faults->links, numbered);
	faults->link_count--;
	fault__release(numbered->link.fault);
	free(numbered);
}

static void remove_name(struct owner *owner, struct named *named)
{
	HASH_DEL(owner->names, named);
	fault__release(named->fault);
	free(named);
}

static void remove_owner(struct faults *faults, struct owner *owner)
{
	while (owner->names)
		remove_name(owner, owner->names);
	HASH_DEL(faults->owners, owner);
	free(owner);
}

void faults__free(struct faults *faults)
{
	if (!faults)
		return;
	while (faults->links)
		remove_link(faults, faults->links);
	while (faults->owners)
		remove_owner(faults, faults->owners);
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

static struct owner *find_owner(const struct faults *faults, uint32_t tgid)
{
	struct owner *owner;

	HASH_FIND(hh, faults->owners, &tgid, sizeof(tgid), owner);
	return owner;
}

static struct owner *make_owner(struct faults *faults, uint32_t tgid)
{
	struct owner *owner = find_owner(faults, tgid);

	if (owner)
		return owner;
	owner = calloc(1, sizeof(*owner));
	if (!owner)
		return NULL;
	owner->tgid = tgid;
	HASH_ADD(hh, faults->owners, tgid, sizeof(owner->tgid), owner);
	if (owner->hh.tbl)
		return owner;
	free(owner);
	return NULL;
}

static struct named *find_name(const struct owner *owner, uint64_t table, uint64_t what)
{
	const struct fault_key key = { .what = what, .table = table };
	struct named *named = NULL;

	if (owner)
		HASH_FIND(hh, owner->names, &key, sizeof(key), named);
	return named;
}

static struct fault *get(const struct faults *faults, uint32_t tgid, uint64_t table, uint64_t what)
{
	struct named *named = find_name(find_owner(faults, tgid), table, what);

	return named ? named->fault : NULL;
}

/* NULL takes away what is there. Without memory it is not found again. */
static void set(struct faults *faults, uint32_t tgid, uint64_t table, uint64_t what,
		struct fault *fault)
{
	struct owner *owner = fault ? make_owner(faults, tgid) : find_owner(faults, tgid);
	struct named *named = find_name(owner, table, what);

	hold(fault);
	if (named)
		remove_name(owner, named);
	named = owner && fault ? calloc(1, sizeof(*named)) : NULL;
	if (named) {
		named->key = (struct fault_key){ .what = what, .table = table };
		named->fault = fault;
		HASH_ADD(hh, owner->names, key, sizeof(named->key), named);
	}
	if (!named || !named->hh.tbl) {
		free(named);
		fault__release(fault);
		return;
	}
	if (HASH_COUNT(owner->names) > NAMES_KEPT)
		remove_name(owner, owner->names);
}

struct fault *faults__of_object(const struct faults *faults, uint32_t tgid, uint64_t object)
{
	return object ? get(faults, tgid, TABLE_OBJECTS, object) : NULL;
}

void faults__set_object(struct faults *faults, struct fault *fault, uint64_t object)
{
	if (object)
		set(faults, fault->tgid, TABLE_OBJECTS, object, fault);
}

struct fault *faults__of_thread(const struct faults *faults, uint32_t tgid, uint32_t tid,
				enum thread_fault which)
{
	return get(faults, tgid, TABLE_THREADS + which, tid);
}

void faults__set_thread(struct faults *faults, uint32_t tgid, uint32_t tid, enum thread_fault which,
			struct fault *fault)
{
	set(faults, tgid, TABLE_THREADS + which, tid, fault);
}

struct fault *faults__death(const struct faults *faults, uint32_t tgid)
{
	return get(faults, tgid, TABLE_DEATHS, 0);
}

void faults__set_death(struct faults *faults, struct fault *fault)
{
	set(faults, fault->tgid, TABLE_DEATHS, 0, fault);
}

void faults__forget(struct faults *faults, uint32_t tgid)
{
	struct owner *owner = find_owner(faults, tgid);

	if (owner)
		remove_owner(faults, owner);
}
