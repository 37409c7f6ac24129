// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "address_spaces.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#define LOOKS_A_ROUND 20 /* each costs about a millisecond where files are new */

struct space {
	pid_t pid;
	struct process own; /* no mappings: none are known but the target's */
	bool stale;
	UT_hash_handle hh;
};

struct address_spaces {
	struct target *target;
	void (*looked)(const struct process *process, void *context); /* NULL: nobody asks */
	void *context;
	struct space *spaces; /* of children, and of targets that have mapped more since */
};

int address_spaces__new(struct target *target,
			void (*looked)(const struct process *process, void *context), void *context,
			struct address_spaces **out)
{
	struct address_spaces *spaces = calloc(1, sizeof(*spaces));

	if (!spaces)
		return -ENOMEM;
	spaces->target = target;
	spaces->looked = looked;
	spaces->context = context;
	*out = spaces;
	return 0;
}

static struct process *find_target(const struct address_spaces *spaces, pid_t pid)
{
	for (size_t i = 0; i < spaces->target->process_count; i++)
		if (spaces->target->processes[i].pid == pid)
			return &spaces->target->processes[i];
	return NULL;
}

static struct space *find_space(const struct address_spaces *spaces, pid_t pid)
{
	struct space *space;

	HASH_FIND_INT(spaces->spaces, &pid, space);
	return space;
}

static void remove_space(struct address_spaces *spaces, struct space *space)
{
	HASH_DEL(spaces->spaces, space);
	free(space->own.mappings);
	free(space);
}

void address_spaces__free(struct address_spaces *spaces)
{
	struct space *space, *next;

	if (!spaces)
		return;
	HASH_ITER(hh, spaces->spaces, space, next)
	remove_space(spaces, space);
	free(spaces);
}

/* NULL without memory: then nothing is known of the process. */
static struct space *add_space(struct address_spaces *spaces, pid_t pid)
{
	struct space *space = calloc(1, sizeof(*space));

	if (!space)
		return NULL;
	space->pid = pid;
	space->own.pid = pid;
	HASH_ADD_INT(spaces->spaces, pid, space);
	if (!space->hh.tbl) {
		free(space);
		return NULL;
	}
	return space;
}

void address_spaces__forked(struct address_spaces *spaces, pid_t parent, pid_t child)
{
	const struct process *from = spaces ? address_spaces__find(spaces, parent) : NULL;
	struct space *space = from ? find_space(spaces, child) : NULL;

	if (!from)
		return;
	if (space)
		remove_space(spaces, space);
	space = add_space(spaces, child);
	if (!space)
		return;
	space->own.mappings = malloc((from->mapping_count + 1) * sizeof(*from->mappings));
	if (!space->own.mappings)
		return;
	memcpy(space->own.mappings, from->mappings, from->mapping_count * sizeof(*from->mappings));
	space->own.mapping_count = from->mapping_count;
	space->own.vdso = from->vdso;
}

void address_spaces__changed(struct address_spaces *spaces, pid_t pid)
{
	struct space *space = spaces ? find_space(spaces, pid) : NULL;

	if (!spaces)
		return;
	if (!space)
		space = add_space(spaces, pid);
	if (space)
		space->stale = true;
}

void address_spaces__ended(struct address_spaces *spaces, pid_t pid)
{
	struct space *space = spaces ? find_space(spaces, pid) : NULL;

	if (space)
		remove_space(spaces, space);
}

/*
 * A process that has ended has nothing mapped: what was known before is better. What the target
 * knows of its processes stays as it is: plans are made again by what is new in that.
 */
static void look(struct address_spaces *spaces, struct space *space)
{
	struct process now = { .pid = space->pid };

	space->stale = false;
	if (process__look(spaces->target, &now) < 0 || !now.mapping_count) {
		free(now.mappings);
		return;
	}
	free(space->own.mappings);
	space->own.mappings = now.mappings;
	space->own.mapping_count = now.mapping_count;
	space->own.vdso = now.vdso;
	if (spaces->looked)
		spaces->looked(&space->own, spaces->context);
}

void address_spaces__refresh(struct address_spaces *spaces)
{
	struct space *space, *next;
	int looks = 0;

	if (!spaces)
		return;
	HASH_ITER(hh, spaces->spaces, space, next)
	{
		if (!space->stale)
			continue;
		if (looks++ == LOOKS_A_ROUND)
			return;
		look(spaces, space);
	}
}

const struct process *address_spaces__find(struct address_spaces *spaces, pid_t pid)
{
	struct space *space = spaces ? find_space(spaces, pid) : NULL;

	if (!spaces)
		return NULL;
	if (space && space->stale)
		look(spaces, space);
	return space && space->own.mapping_count ? &space->own : find_target(spaces, pid);
}
