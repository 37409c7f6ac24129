// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pairing.h"

#include <string.h>
#include <sys/random.h>

#include "reserve.h"
#include "text_hash.h"

#define NONE UINT32_MAX

/* The events of a key are a chain from its latest one back. */
struct chains {
	uint32_t *slots;   /* the latest event of a key; NONE */
	uint32_t *earlier; /* by event */
	size_t mask;
	uint64_t seed;
};

/* Ids come from outside: without the seed they could be made to meet in one slot. */
static uint64_t key_hash(const struct chains *chains, const struct event *event)
{
	uint64_t hash =
		(event->id.high ^ chains->seed ^ (uint64_t)event->name << 1 ^ event->id_is_text) *
		0x9e3779b97f4a7c15;

	hash = (hash ^ hash >> 32 ^ event->id.low) * 0xd6e8feb86659fd93;
	return hash ^ hash >> 29;
}

/* Lines of the recording that was asked for pair among themselves. */
static bool same_key(const struct event *a, const struct event *b)
{
	return a->id.low == b->id.low && a->id.high == b->id.high && a->name == b->name &&
	       a->id_is_text == b->id_is_text &&
	       line_ref_wanted(a->line) == line_ref_wanted(b->line);
}

static int make_chains(const struct log *log, struct chains *chains)
{
	size_t room = 64;

	while (room < 2 * log->event_count)
		room *= 2;
	chains->mask = room - 1;
	if (getrandom(&chains->seed, sizeof(chains->seed), 0) != sizeof(chains->seed))
		chains->seed = (uintptr_t)chains->slots;
	chains->slots = malloc(room * sizeof(*chains->slots));
	chains->earlier = malloc((log->event_count + 1) * sizeof(*chains->earlier));
	if (!chains->slots || !chains->earlier)
		return -ENOMEM;
	memset(chains->slots, 0xff, room * sizeof(*chains->slots));
	for (uint32_t i = 0; i < log->event_count; i++) {
		size_t slot = key_hash(chains, &log->events[i]) & chains->mask;

		while (chains->slots[slot] != NONE &&
		       !same_key(&log->events[chains->slots[slot]], &log->events[i]))
			slot = (slot + 1) & chains->mask;
		chains->earlier[i] = chains->slots[slot];
		chains->slots[slot] = i;
	}
	return 0;
}

static int add_pair(struct pairing *pairing, uint32_t start, uint32_t end)
{
	int err = reserve((void **)&pairing->pairs, &pairing->room, sizeof(*pairing->pairs),
			  pairing->count + 1);

	if (err)
		return err;
	pairing->pairs[pairing->count++] = (struct pair){ start, end };
	pairing->states[start] = pairing->states[end] = EVENT_PAIRED;
	return 0;
}

/* The events of one key that has more than a start and an end, in reading order. */
struct group {
	uint32_t *events;
	size_t count, room;
	uint32_t *open; /* starts without an end so far */
	size_t open_room;
	struct sort_item *hashes; /* of their lines, with places in `events` */
	size_t hash_room;
};

/* Returns 0, or a negative errno when the line cannot be read. */
static int read_line(const struct log *log, uint32_t event, char *buffer)
{
	line_ref ref = log->events[event].line;
	ssize_t n = log_files__read(&log->files, line_ref_place(ref), buffer, line_ref_len(ref));

	if (n < 0)
		return n;
	return (size_t)n == line_ref_len(ref) ? 0 : -EIO;
}

struct line_buffers {
	char *a, *b;
};

static bool same_line(const struct log *log, uint32_t a, uint32_t b, struct line_buffers *buffers)
{
	size_t len = line_ref_len(log->events[a].line);

	return len == line_ref_len(log->events[b].line) && !read_line(log, a, buffers->a) &&
	       !read_line(log, b, buffers->b) && !memcmp(buffers->a, buffers->b, len);
}

/* Marks each event whose line equals one that came before it. */
static int mark_repeated(const struct log *log, struct group *group, struct pairing *pairing,
			 struct line_buffers *buffers)
{
	int err = reserve((void **)&group->hashes, &group->hash_room, sizeof(*group->hashes),
			  group->count);

	for (size_t i = 0; i < group->count && !err; i++) {
		size_t len = line_ref_len(log->events[group->events[i]].line);

		err = read_line(log, group->events[i], buffers->a);
		group->hashes[i] = (struct sort_item){ text_hash(buffers->a, len), i };
	}
	if (!err)
		err = radix_sort(group->hashes, group->count);
	for (size_t first = 0, i = 1; i < group->count && !err; i++) {
		uint32_t original = group->events[group->hashes[first].value];
		uint32_t event = group->events[group->hashes[i].value];

		if (group->hashes[i].key != group->hashes[first].key)
			first = i;
		else if (same_line(log, original, event, buffers))
			pairing->states[event] = EVENT_REPEATED;
	}
	return err;
}

/* Leaves those in the group that do not repeat another. */
static void drop_repeated(struct group *group, const struct pairing *pairing)
{
	size_t kept = 0;

	for (size_t i = 0; i < group->count; i++)
		if (pairing->states[group->events[i]] != EVENT_REPEATED)
			group->events[kept++] = group->events[i];
	group->count = kept;
}

static bool is_start(const struct log *log, uint32_t event)
{
	return log->events[event].kind == LINE_START;
}

static int pair_in_order(const struct log *log, struct group *group, struct pairing *pairing)
{
	size_t open = 0;
	int err = reserve((void **)&group->open, &group->open_room, sizeof(*group->open),
			  group->count);

	if (!err && group->count == 2 &&
	    is_start(log, group->events[0]) != is_start(log, group->events[1])) {
		bool first = is_start(log, group->events[0]);

		return add_pair(pairing, group->events[!first], group->events[first]);
	}
	for (size_t i = 0; i < group->count && !err; i++) {
		if (is_start(log, group->events[i]))
			group->open[open++] = group->events[i];
		else if (open)
			err = add_pair(pairing, group->open[--open], group->events[i]);
	}
	return err;
}

static int pair_group(const struct log *log, const struct chains *chains, uint32_t latest,
		      struct group *group, struct pairing *pairing, struct line_buffers *buffers)
{
	size_t count = 0;
	int err;

	for (uint32_t i = latest; i != NONE; i = chains->earlier[i])
		count++;
	err = reserve((void **)&group->events, &group->room, sizeof(*group->events), count);
	if (err)
		return err;
	group->count = count;
	for (uint32_t i = latest; i != NONE; i = chains->earlier[i])
		group->events[--count] = i;
	err = mark_repeated(log, group, pairing, buffers);
	if (err)
		return err;
	drop_repeated(group, pairing);
	return pair_in_order(log, group, pairing);
}

/* Nearly every key has two lines, and one of each kind. */
static bool pair_simple(const struct log *log, const struct chains *chains, uint32_t latest,
			struct pairing *pairing, int *err)
{
	uint32_t earlier = chains->earlier[latest];

	if (earlier == NONE)
		return true;
	if (chains->earlier[earlier] != NONE || is_start(log, earlier) == is_start(log, latest))
		return false;
	if (is_start(log, earlier))
		*err = add_pair(pairing, earlier, latest);
	else
		*err = add_pair(pairing, latest, earlier);
	return true;
}

static int pair_all(const struct log *log, const struct chains *chains, struct pairing *pairing)
{
	struct line_buffers buffers = { malloc(LINE_BYTES_MAX + 1), malloc(LINE_BYTES_MAX + 1) };
	struct group group = { .events = NULL };
	int err = buffers.a && buffers.b ? 0 : -ENOMEM;

	for (size_t slot = 0; slot <= chains->mask && !err; slot++) {
		uint32_t latest = chains->slots[slot];

		if (latest != NONE && !pair_simple(log, chains, latest, pairing, &err))
			err = pair_group(log, chains, latest, &group, pairing, &buffers);
	}
	free(group.events);
	free(group.open);
	free(group.hashes);
	free(buffers.a);
	free(buffers.b);
	return err;
}

int pairing__make(const struct log *log, struct pairing *pairing)
{
	struct chains chains = { .slots = NULL };
	int err;

	*pairing = (struct pairing){ .pairs = NULL };
	if (log->event_count >= NONE)
		return -EOVERFLOW;
	pairing->states = calloc(log->event_count + 1, 1);
	if (!pairing->states)
		return -ENOMEM;
	err = make_chains(log, &chains);
	if (!err)
		err = pair_all(log, &chains, pairing);
	free(chains.slots);
	free(chains.earlier);
	return err;
}

void pairing__free(struct pairing *pairing)
{
	free(pairing->pairs);
	free(pairing->states);
	*pairing = (struct pairing){ .pairs = NULL };
}
