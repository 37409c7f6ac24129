// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "log_part.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json_text.h"
#include "reserve.h"

int log_part__init(struct log_part *part)
{
	*part = (struct log_part){ .buffer = malloc(PART_BUFFER),
				   .scratch = malloc(LINE_BYTES_MAX),
				   .plain = malloc(LINE_BYTES_MAX) };
	return part->buffer && part->scratch && part->plain ? 0 : -ENOMEM;
}

static void free_strings(struct log *log)
{
	string_table__free(log->names);
	string_table__free(log->ids);
	string_table__free(log->runs);
	log->names = log->ids = log->runs = NULL;
}

void log_part__free(struct log_part *part)
{
	free_strings(&part->log);
	free(part->log.records);
	free(part->log.events);
	free(part->log.losses);
	free(part->log.heads);
	free(part->log.recordings);
	free(part->buffer);
	free(part->scratch);
	free(part->plain);
	*part = (struct log_part){ .buffer = NULL };
}

static int clear(struct log *log)
{
	free_strings(log);
	log->names = string_table__new();
	log->ids = string_table__new();
	log->runs = string_table__new();
	log->record_count = log->event_count = log->loss_count = log->recording_count =
		log->head_count = 0;
	memset(log->causes, 0, sizeof(log->causes));
	return log->names && log->ids && log->runs ? 0 : -ENOMEM;
}

/* A string's characters, escapes resolved in `scratch`. */
static const char *characters(const struct json_value *value, char *scratch, size_t *len)
{
	if (!value->escaped) {
		*len = value->len;
		return value->text;
	}
	*len = json_unescape(scratch, value->text, value->len) - scratch;
	return scratch;
}

/* A string of the line in a table. */
static uint32_t keep(struct string_table *table, const struct json_value *value, char *scratch)
{
	const char *text;
	size_t len;

	if (value->type != JSON_STRING)
		return STRING_NONE;
	text = characters(value, scratch, &len);
	return string_table__add(table, text, len);
}

/* Returns 0 or -ENOMEM. */
static int keep_id(struct log_part *part, const struct json_value *value, struct call_id *id,
		   bool *is_text)
{
	size_t len;
	const char *text = characters(value, part->plain, &len);

	*is_text = !call_id_parse(text, len, id);
	if (!*is_text)
		return 0;
	*id = (struct call_id){ string_table__add(part->log.ids, text, len), 0 };
	return id->high == STRING_NONE ? -ENOMEM : 0;
}

static uint32_t number_or_unknown(int64_t number)
{
	return number < 0 || number >= NUMBER_UNKNOWN ? NUMBER_UNKNOWN : number;
}

static void set_numbers(struct event *event, const struct log_line *line)
{
	const struct message *message = &line->message;

	event->stamp_ns = line->stamp_ns;
	event->wall_ns = message->wall.ns;
	event->wall_ps = message->wall.ps;
	event->perf_ns = message->perf.ns;
	event->perf_ps = message->perf.ps;
	event->duration_ns = message->has_duration ? message->duration.ns : INT64_MIN;
	event->duration_ps = message->duration.ps;
	event->cpu = message->cpu;
	event->mem = message->mem;
	event->rss = message->rss;
	event->threads = message->threads;
	event->fds = message->fds;
	event->self_ns = line->self_ns;
	event->thread_cpu_ns = line->thread_cpu_ns;
	event->pid = number_or_unknown(line->pid);
	event->tid = number_or_unknown(line->tid);
	event->depth = number_or_unknown(line->depth);
	event->kind = line->kind;
	event->outcome = line->outcome;
	event->ours = line->ours;
}

static int add_event(struct log_part *part, const struct log_line *line, line_ref ref)
{
	struct log *log = &part->log;
	struct event *event;
	int err = reserve((void **)&log->events, &log->event_room, sizeof(*event),
			  log->event_count + 1);

	if (err)
		return err;
	event = &log->events[log->event_count++];
	*event = (struct event){ .line = ref };
	set_numbers(event, line);
	err = keep_id(part, &line->id, &event->id, &event->id_is_text);
	if (err)
		return err;
	event->name = keep(log->names, &line->name, part->plain);
	event->module = keep(log->names, &line->module, part->plain);
	if (event->name == STRING_NONE ||
	    (event->module == STRING_NONE && line->module.type == JSON_STRING))
		return -ENOMEM;
	event->has_parent = line->parent.type == JSON_STRING;
	if (event->has_parent)
		err = keep_id(part, &line->parent, &event->parent, &event->parent_is_text);
	return err;
}

static int add_loss(struct log *log, const struct log_line *line, bool wanted)
{
	int err = reserve((void **)&log->losses, &log->loss_room, sizeof(*log->losses),
			  log->loss_count + 1);

	if (!err)
		log->losses[log->loss_count++] =
			(struct loss){ line->stamp_ns, line->count, wanted };
	return err;
}

/* The recording of this number in `runs`, added if it is new; NULL without memory. */
static struct recording *recording_of(struct log *log, uint32_t number, int64_t stamp_ns)
{
	if (number < log->recording_count)
		return &log->recordings[number];
	if (number == STRING_NONE || reserve((void **)&log->recordings, &log->recording_room,
					     sizeof(*log->recordings), log->recording_count + 1))
		return NULL;
	log->recordings[log->recording_count] =
		(struct recording){ .first_ns = stamp_ns, .last_ns = stamp_ns };
	return &log->recordings[log->recording_count++];
}

static int add_head(struct log *log, uint32_t run, line_ref line)
{
	int err = reserve((void **)&log->heads, &log->head_room, sizeof(*log->heads),
			  log->head_count + 1);

	if (!err)
		log->heads[log->head_count++] = (struct head){ line, run };
	return err;
}

static int note_recording(struct log_part *part, const struct log_line *line, line_ref ref)
{
	uint32_t number = keep(part->log.runs, &line->run, part->plain);
	struct recording *recording = recording_of(&part->log, number, line->stamp_ns);

	if (!recording)
		return -ENOMEM;
	recording->records++;
	if (line->stamp_ns < recording->first_ns)
		recording->first_ns = line->stamp_ns;
	if (line->stamp_ns > recording->last_ns)
		recording->last_ns = line->stamp_ns;
	if (line->kind != LINE_HEAD)
		return 0;
	recording->has_first |= line->is_first;
	return add_head(&part->log, number, ref);
}

static int add_line(void *arg, const char *text, size_t len, uint64_t place)
{
	struct log_part *part = arg;
	struct log_line line = { .scratch = part->scratch };
	enum line_cause cause = text ? log_line_parse(text, len, &line) : LINE_TOO_LONG;
	struct log *log = &part->log;
	line_ref ref;
	int err;

	if (cause)
		log->causes[cause]++;
	if (cause && cause < LINE_BAD_NUMBER)
		return 0;
	ref = line_ref_make(place, len, part->run_id && json_string_is(&line.run, part->run_id));
	err = reserve((void **)&log->records, &log->record_room, sizeof(*log->records),
		      log->record_count + 1);
	if (err)
		return err;
	log->records[log->record_count++] = (struct sort_item){ line.stamp_ns, ref };
	if (line.kind == LINE_LOST)
		err = add_loss(log, &line, line_ref_wanted(ref));
	else if (line.kind != LINE_OTHER && line.kind != LINE_HEAD)
		err = add_event(part, &line, ref);
	if (!err && line.run.type)
		err = note_recording(part, &line, ref);
	return err;
}

int log_part__read(struct log_part *part, const struct log_files *files, uint64_t place,
		   const char *run_id)
{
	int err = clear(&part->log);

	part->run_id = run_id;
	return err ? err : part_lines(files, place, part->buffer, add_line, part);
}

/* The numbers that a part's strings have in the whole log. */
static int map_strings(struct string_table *to, const struct string_table *from, uint32_t **map)
{
	uint32_t count = string_table__count(from);

	*map = malloc((count + 1) * sizeof(**map));
	if (!*map)
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		(*map)[i] = string_table__add(to, string_table__get(from, i),
					      string_table__len(from, i));
		if ((*map)[i] == STRING_NONE)
			return -ENOMEM;
	}
	return 0;
}

static int append_events(struct log *log, const struct log *from, const uint32_t *names,
			 const uint32_t *ids)
{
	struct event *event;

	if (!from->event_count)
		return 0;
	if (reserve((void **)&log->events, &log->event_room, sizeof(*event),
		    log->event_count + from->event_count))
		return -ENOMEM;
	event = log->events + log->event_count;
	memcpy(event, from->events, from->event_count * sizeof(*event));
	log->event_count += from->event_count;
	for (size_t i = 0; i < from->event_count; i++, event++) {
		event->name = names[event->name];
		if (event->module != STRING_NONE)
			event->module = names[event->module];
		if (event->id_is_text)
			event->id.high = ids[event->id.high];
		if (event->parent_is_text)
			event->parent.high = ids[event->parent.high];
	}
	return 0;
}

static int append_records(struct log *log, const struct log *from)
{
	if (!from->record_count)
		return 0;
	if (reserve((void **)&log->records, &log->record_room, sizeof(*log->records),
		    log->record_count + from->record_count))
		return -ENOMEM;
	memcpy(log->records + log->record_count, from->records,
	       from->record_count * sizeof(*log->records));
	log->record_count += from->record_count;
	return 0;
}

static int append_losses(struct log *log, const struct log *from)
{
	for (size_t i = 0; i < from->loss_count; i++) {
		if (reserve((void **)&log->losses, &log->loss_room, sizeof(*log->losses),
			    log->loss_count + 1))
			return -ENOMEM;
		log->losses[log->loss_count++] = from->losses[i];
	}
	return 0;
}

static int append_recordings(struct log *log, const struct log *from)
{
	for (size_t i = 0; i < from->recording_count; i++) {
		const struct recording *source = &from->recordings[i];
		uint32_t number = string_table__add(log->runs, string_table__get(from->runs, i),
						    string_table__len(from->runs, i));
		struct recording *recording = recording_of(log, number, source->first_ns);

		if (!recording)
			return -ENOMEM;
		recording->records += source->records;
		if (source->first_ns < recording->first_ns)
			recording->first_ns = source->first_ns;
		if (source->last_ns > recording->last_ns)
			recording->last_ns = source->last_ns;
		recording->has_first |= source->has_first;
	}
	for (size_t i = 0; i < from->head_count; i++) {
		uint32_t run = from->heads[i].run;
		uint32_t number = string_table__find(log->runs, string_table__get(from->runs, run),
						     string_table__len(from->runs, run));

		if (add_head(log, number, from->heads[i].line))
			return -ENOMEM;
	}
	return 0;
}

int log__append(struct log *log, const struct log_part *part)
{
	const struct log *from = &part->log;
	uint32_t *names = NULL, *ids = NULL;
	int err = map_strings(log->names, from->names, &names);

	if (!err)
		err = map_strings(log->ids, from->ids, &ids);
	if (!err)
		err = append_records(log, from);
	if (!err)
		err = append_events(log, from, names, ids);
	if (!err)
		err = append_losses(log, from);
	if (!err)
		err = append_recordings(log, from);
	for (int i = 0; i < LINE_CAUSES; i++)
		log->causes[i] += from->causes[i];
	free(names);
	free(ids);
	return err;
}
