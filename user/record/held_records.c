// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "held_records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/log.h"

struct held_record {
	struct error_record record;
	struct fault *fault; /* held; NULL: it waits for the end of its process */
	uint32_t number;
	struct rendered *arguments;
	struct held_record *next;
};

struct held_records {
	struct held_record *begin;
	struct held_record **end;
};

int held_records__new(struct held_records **out)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return -ENOMEM;
	(*out)->end = &(*out)->begin;
	return 0;
}

static void free_record(struct held_record *record)
{
	fault__release(record->fault);
	backtrace__release((struct backtrace *)record->record.backtrace);
	free(record->arguments);
	free(record);
}

void held_records__free(struct held_records *held)
{
	struct held_record *record, *next;

	if (!held)
		return;
	for (record = held->begin; record; record = next) {
		next = record->next;
		free_record(record);
	}
	free(held);
}

/* The arguments and their texts, in one piece. Names are the functions'. */
static struct rendered *copy_arguments(const struct rendered *from, size_t count)
{
	size_t bytes = (count + 1) * sizeof(*from);
	struct rendered *to;
	char *text;

	for (size_t i = 0; i < count; i++)
		bytes += from[i].len;
	to = malloc(bytes);
	if (!to)
		return NULL;
	text = (char *)(to + count + 1);
	for (size_t i = 0; i < count; i++) {
		to[i] = from[i];
		memcpy(text, from[i].text, from[i].len);
		to[i].text = text;
		text += from[i].len;
	}
	return to;
}

void held_records__add(struct held_records *held, const struct error_record *record,
		       struct fault *fault, uint32_t number)
{
	struct held_record *kept = calloc(1, sizeof(*kept));

	if (kept)
		kept->arguments = copy_arguments(record->arguments, record->argument_count);
	if (!kept || !kept->arguments) {
		log_error("no memory for an error of PID %u", record->pid);
		free(kept);
		return;
	}
	kept->record = *record;
	kept->record.arguments = kept->arguments;
	kept->number = number;
	kept->fault = fault;
	if (fault)
		fault->holders++;
	backtrace__hold(record->backtrace);
	*held->end = kept;
	held->end = &kept->next;
}

/* Which of them. */
struct wanted {
	pid_t pid;		   /* 0: any */
	const struct fault *fault; /* NULL: any */
	uint32_t number;	   /* with a fault: up to this */
	enum { HELD_EXCEPTIONS, HELD_FIRST, HELD_OTHERS } kind;
	uint32_t first;
};

static bool is_wanted(const struct held_record *held, const struct wanted *wanted)
{
	if (wanted->pid && (pid_t)held->record.pid != wanted->pid)
		return false;
	if (wanted->fault && (held->fault != wanted->fault || held->number > wanted->number))
		return false;
	if (wanted->kind == HELD_EXCEPTIONS)
		return held->fault;
	return !held->fault &&
	       (held->record.tid == wanted->first) == (wanted->kind == HELD_FIRST);
}

static size_t give(struct held_records *held, const struct wanted *wanted, error_handler handler,
		   void *context)
{
	struct held_record **at = &held->begin, *record;
	size_t count = 0;

	while ((record = *at)) {
		if (!is_wanted(record, wanted)) {
			at = &record->next;
			continue;
		}
		*at = record->next;
		handler(&record->record, context);
		free_record(record);
		count++;
	}
	held->end = at;
	return count;
}

void held_records__give_caught(struct held_records *held, const struct fault *fault,
			       uint32_t number, error_handler handler, void *context)
{
	const struct wanted wanted = {
		.fault = fault,
		.number = number,
		.kind = HELD_EXCEPTIONS,
	};

	if (held->begin)
		give(held, &wanted, handler, context);
}

size_t held_records__give(struct held_records *held, pid_t pid, uint32_t first,
			  error_handler handler, void *context)
{
	struct wanted wanted = { .pid = pid, .first = first };
	size_t count = 0;

	for (wanted.kind = HELD_EXCEPTIONS; wanted.kind <= HELD_OTHERS; wanted.kind++) {
		size_t given = give(held, &wanted, handler, context);

		count += wanted.kind == HELD_EXCEPTIONS ? 0 : given;
	}
	return count;
}

pid_t held_records__any(const struct held_records *held)
{
	return held->begin ? (pid_t)held->begin->record.pid : 0;
}
