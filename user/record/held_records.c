// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "held_records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/log.h"

struct held_record {
	struct error_record record;
	struct fault *death; /* held */
	bool first;
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
	fault__release(record->death);
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
		       const struct fault *death, bool first)
{
	struct held_record *kept = calloc(1, sizeof(*kept));

	if (kept)
		kept->arguments = copy_arguments(record->arguments, record->argument_count);
	if (!kept || !kept->arguments) {
		log_error("no memory for the error that ended PID %u", record->pid);
		free(kept);
		return;
	}
	kept->record = *record;
	kept->record.arguments = kept->arguments;
	kept->first = first;
	kept->death = (struct fault *)death;
	if (death)
		kept->death->holders++;
	backtrace__hold((struct backtrace *)record->backtrace);
	*held->end = kept;
	held->end = &kept->next;
}

static size_t give(const struct held_records *held, pid_t pid, bool first, error_handler handler,
		   void *context)
{
	size_t count = 0;

	for (const struct held_record *record = held->begin; record; record = record->next)
		if (record->first == first && (!pid || (pid_t)record->record.pid == pid)) {
			handler(&record->record, context);
			count++;
		}
	return count;
}

size_t held_records__give(struct held_records *held, pid_t pid, error_handler handler,
			  void *context)
{
	struct held_record **at = &held->begin, *record;
	size_t count = give(held, pid, true, handler, context);

	count += give(held, pid, false, handler, context);
	while ((record = *at)) {
		if (pid && (pid_t)record->record.pid != pid) {
			at = &record->next;
			continue;
		}
		*at = record->next;
		free_record(record);
	}
	held->end = at;
	return count;
}
