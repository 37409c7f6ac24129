// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "run_rows.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../user/util/log.h"
#include "csv_reader.h"
#include "log_part.h"
#include "reserve.h"
#include "time_stamp.h"

#define FILE_NAME "timing_results.csv"

enum column {
	COLUMN_TIMESTAMP,
	COLUMN_PID,
	COLUMN_UUID,
	COLUMN_FUNCTION,
	COLUMN_DURATION,
	COLUMN_MEMORY,
	COLUMN_MESSAGE,
	COLUMN_TID,
	COLUMN_PARENT,
	COLUMN_DEPTH,
	COLUMN_SELF,
	COLUMN_THREAD_CPU,
	COLUMN_OUTCOME,
	COLUMN_START,
	COLUMN_MODULE,
	COLUMN_RUN,
	COLUMNS,
};

static const char *const column_names[COLUMNS] = {
	[COLUMN_TIMESTAMP] = "Timestamp",
	[COLUMN_PID] = "Process ID",
	[COLUMN_UUID] = "UUID",
	[COLUMN_FUNCTION] = "Function Name",
	[COLUMN_DURATION] = "Execution Time (s)",
	[COLUMN_MEMORY] = "Memory Change (MB)",
	[COLUMN_MESSAGE] = "Log Message",
	[COLUMN_TID] = "Thread ID",
	[COLUMN_PARENT] = "Parent UUID",
	[COLUMN_DEPTH] = "Depth",
	[COLUMN_SELF] = "Self Time (s)",
	[COLUMN_THREAD_CPU] = "Thread CPU Time (sec)",
	[COLUMN_OUTCOME] = "Outcome",
	[COLUMN_START] = "Start (ns)",
	[COLUMN_MODULE] = "Module",
	[COLUMN_RUN] = "Run",
};

struct reading {
	struct log *log;
	struct pairing *pairing;
	struct run_rows *rows;
	/* Low half of an id, event: starts of pairs, and what is alone; by both halves of the id.
	 */
	struct sort_item *known;
	size_t known_count;
	size_t state_room;
	int columns[COLUMNS];
	struct csv_field *fields;
};

static const struct csv_field *field(const struct reading *reading, enum column column)
{
	return &reading->fields[reading->columns[column]];
}

/* The event, if it is of the recording. */
static void add_known(struct reading *reading, uint32_t number)
{
	const struct event *event = &reading->log->events[number];

	if (line_ref_wanted(event->line) && !event->id_is_text)
		reading->known[reading->known_count++] =
			(struct sort_item){ (int64_t)event->id.high, number };
}

/* A million ids may have their low half in common. */
static int sort_known(struct reading *reading)
{
	int err = radix_sort(reading->known, reading->known_count);

	for (size_t i = 0; i < reading->known_count; i++)
		reading->known[i].key =
			(int64_t)reading->log->events[reading->known[i].value].id.low;
	return err ? err : radix_sort(reading->known, reading->known_count);
}

/* What the log has of the recording's calls, by id. */
static int list_known(struct reading *reading)
{
	const struct pairing *pairing = reading->pairing;

	reading->known = malloc((reading->log->event_count + 1) * sizeof(*reading->known));
	if (!reading->known)
		return -ENOMEM;
	for (size_t i = 0; i < pairing->count; i++)
		add_known(reading, pairing->pairs[i].start);
	for (size_t i = 0; i < reading->log->event_count; i++)
		if (pairing->states[i] == EVENT_LONE)
			add_known(reading, i);
	return sort_known(reading);
}

/* As sort_known() sorts: either half as a signed number. */
static int compare_ids(const struct call_id *a, const struct call_id *b)
{
	int64_t x = (int64_t)a->low, y = (int64_t)b->low;

	if (x == y) {
		x = (int64_t)a->high;
		y = (int64_t)b->high;
	}
	return (x > y) - (x < y);
}

static const struct call_id *known_id(const struct reading *reading, size_t index)
{
	return &reading->log->events[reading->known[index].value].id;
}

/* Whether the log has the call whole. Where it has a part, the row takes that line's place. */
static bool is_known(const struct reading *reading, const struct call_id *id)
{
	size_t low = 0, high = reading->known_count;
	bool whole = false;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_ids(known_id(reading, middle), id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < reading->known_count && !compare_ids(known_id(reading, low), id); low++) {
		uint8_t *state = &reading->pairing->states[reading->known[low].value];

		if (*state == EVENT_LONE)
			*state = EVENT_REPLACED;
		whole |= *state == EVENT_PAIRED;
	}
	return whole;
}

/* A decimal number times `scale`, as a whole one; false for an empty or other text. */
static bool scaled(const struct csv_field *text, double scale, int64_t *number)
{
	char *end;
	double value = strtod(text->text, &end);

	if (!text->len || *end || !(fabs(value * scale) < 9e18))
		return false;
	*number = llround(value * scale);
	return true;
}

static int64_t ns_or_unknown(const struct csv_field *text)
{
	int64_t ns;

	return scaled(text, 1e9, &ns) ? ns : INT64_MIN;
}

static uint32_t number_or_unknown(const struct csv_field *text)
{
	int64_t number;

	if (!scaled(text, 1, &number) || number < 0 || number >= NUMBER_UNKNOWN)
		return NUMBER_UNKNOWN;
	return number;
}

static enum call_outcome outcome_of(const char *text)
{
	return !strcmp(text, "returned")      ? OUTCOME_RETURNED
	       : !strcmp(text, "unwound")     ? OUTCOME_UNWOUND
	       : !strcmp(text, "tail-called") ? OUTCOME_TAIL_CALLED
	       : !strcmp(text, "unfinished")  ? OUTCOME_UNFINISHED
					      : OUTCOME_UNKNOWN;
}

static uint32_t keep(struct string_table *table, const struct csv_field *text)
{
	return string_table__add(table, text->text, text->len);
}

/* What both ends have in common. False: no memory. */
static bool set_identity(const struct reading *reading, struct event *event)
{
	const struct csv_field *parent = field(reading, COLUMN_PARENT);

	event->line = line_ref_make(0, 0, true);
	event->ours = true;
	event->name = keep(reading->log->names, field(reading, COLUMN_FUNCTION));
	event->module = keep(reading->log->names, field(reading, COLUMN_MODULE));
	event->pid = number_or_unknown(field(reading, COLUMN_PID));
	event->tid = number_or_unknown(field(reading, COLUMN_TID));
	event->depth = number_or_unknown(field(reading, COLUMN_DEPTH));
	event->has_parent = parent->len && call_id_parse(parent->text, parent->len, &event->parent);
	event->cpu = event->mem = NAN;
	event->rss = BYTES_UNKNOWN;
	event->threads = event->fds = NUMBER_UNKNOWN;
	event->self_ns = event->thread_cpu_ns = event->duration_ns = INT64_MIN;
	return event->name != STRING_NONE && event->module != STRING_NONE;
}

/* False: the row lacks what makes it a call. */
static bool set_times(const struct reading *reading, struct event *start, struct event *end)
{
	const struct csv_field *stamp = field(reading, COLUMN_TIMESTAMP);
	const char *start_text = field(reading, COLUMN_START)->text;
	char *rest;

	if (!time_stamp_parse(stamp->text, stamp->len, &end->stamp_ns) ||
	    !scaled(field(reading, COLUMN_DURATION), 1e9, &end->duration_ns))
		return false;
	start->wall_ns = strtoll(start_text, &rest, 10); /* more digits than a double has */
	if (rest == start_text || *rest || start->wall_ns < 0 || end->duration_ns < 0 ||
	    start->wall_ns > INT64_MAX - end->duration_ns)
		return false;
	end->wall_ns = start->wall_ns + end->duration_ns;
	start->stamp_ns = time_stamp_local(start->wall_ns / 1000 * 1000);
	end->perf_ns = end->duration_ns;
	end->self_ns = ns_or_unknown(field(reading, COLUMN_SELF));
	end->thread_cpu_ns = ns_or_unknown(field(reading, COLUMN_THREAD_CPU));
	end->outcome = outcome_of(field(reading, COLUMN_OUTCOME)->text);
	start->kind = LINE_START;
	end->kind = end->outcome == OUTCOME_UNFINISHED ? LINE_UNFINISHED : LINE_END;
	return true;
}

/* The end's sample stands in the message; of the start's only the memory can be told. */
static void set_samples(const struct reading *reading, struct event *start, struct event *end)
{
	const struct csv_field *text = field(reading, COLUMN_MESSAGE);
	struct message message;
	int64_t change;

	if (!message_parse(text->text, text->len, &message) || message.kind == MESSAGE_OTHER)
		return;
	/* The duration is less the cost of the probes inside, the clocks' difference is not. */
	if (message.wall.ns >= start->wall_ns) {
		end->wall_ns = message.wall.ns;
		start->perf_ns = message.perf.ns - (message.wall.ns - start->wall_ns);
		end->perf_ns = message.perf.ns;
	}
	end->cpu = message.cpu;
	end->mem = message.mem;
	end->rss = message.rss;
	end->threads = message.threads;
	end->fds = message.fds;
	if (scaled(field(reading, COLUMN_MEMORY), 1024 * 1024, &change) &&
	    __builtin_sub_overflow(end->rss, change, &start->rss))
		start->rss = BYTES_UNKNOWN;
}

static int add_pair(struct reading *reading, const struct event *start, const struct event *end)
{
	struct log *log = reading->log;
	struct pairing *pairing = reading->pairing;
	size_t first = log->event_count;
	int err = reserve((void **)&log->events, &log->event_room, sizeof(*log->events), first + 2);

	if (!err)
		err = reserve((void **)&pairing->states, &reading->state_room, 1, first + 3);
	if (!err)
		err = reserve((void **)&pairing->pairs, &pairing->room, sizeof(*pairing->pairs),
			      pairing->count + 1);
	if (err)
		return err;
	log->events[first] = *start;
	log->events[first + 1] = *end;
	pairing->states[first] = pairing->states[first + 1] = EVENT_PAIRED;
	pairing->pairs[pairing->count++] = (struct pair){ first, first + 1 };
	log->event_count += 2;
	return 0;
}

static int take_row(struct reading *reading, const char *run_id)
{
	struct event start = { .line = 0 }, end;
	const struct csv_field *id = field(reading, COLUMN_UUID);

	if (strcmp(field(reading, COLUMN_RUN)->text, run_id))
		return 0;
	if (!call_id_parse(id->text, id->len, &start.id))
		return 0;
	reading->rows->expected++;
	if (is_known(reading, &start.id)) {
		reading->rows->in_log++;
		return 0;
	}
	if (!set_identity(reading, &start))
		return -ENOMEM;
	end = start;
	if (!set_times(reading, &start, &end))
		return 0;
	set_samples(reading, &start, &end);
	return add_pair(reading, &start, &end);
}

/* False: another tool's file, or an older version's. */
static bool find_columns(struct reading *reading, const struct csv_reader *reader)
{
	for (int i = 0; i < COLUMNS; i++) {
		reading->columns[i] = csv_reader__column(reader, column_names[i]);
		if (reading->columns[i] < 0)
			return false;
	}
	return true;
}

static int read_rows(struct reading *reading, struct csv_reader *reader, const char *run_id)
{
	size_t count;
	int err, more;

	err = csv_reader__header(reader);
	if (err)
		return err == -ENODATA ? 0 : err;
	if (!find_columns(reading, reader))
		return 0;
	err = list_known(reading);
	while (!err && (more = csv_reader__next(reader, &reading->fields, &count)) != 0)
		err = more < 0 ? more : take_row(reading, run_id);
	return err;
}

int run_rows__add(int dirfd, const char *path, const char *run_id, struct log *log,
		  struct pairing *pairing, struct run_rows *rows)
{
	struct reading reading = {
		.log = log, .pairing = pairing, .rows = rows, .state_room = log->event_count + 1
	};
	struct csv_reader *reader;
	int fd = openat(dirfd, FILE_NAME, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), err;

	*rows = (struct run_rows){ 0 };
	if (fd < 0)
		return 0;
	reader = csv_reader__new(fd);
	err = reader ? read_rows(&reading, reader, run_id) : -ENOMEM;
	if (err)
		log_error("cannot read %s/" FILE_NAME ": %s", path, strerror(-err));
	csv_reader__free(reader);
	free(reading.known);
	close(fd);
	return err;
}

size_t run_rows__count(int dirfd, run_id_fn wanted, const void *arg)
{
	int fd = openat(dirfd, FILE_NAME, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct csv_reader *reader = fd < 0 ? NULL : csv_reader__new(fd);
	struct csv_field *fields;
	size_t count = 0, columns;
	int column = -1;

	if (reader && !csv_reader__header(reader))
		column = csv_reader__column(reader, column_names[COLUMN_RUN]);
	while (column >= 0 && csv_reader__next(reader, &fields, &columns) == 1)
		count += wanted(arg, fields[column].text);
	csv_reader__free(reader);
	if (fd >= 0)
		close(fd);
	return count;
}
