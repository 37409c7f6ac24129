// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "pairing.h"
#include "run_window.h"

#define CLOCK_JUMP_NS 1000000000ll

struct calls {
	const struct log *log;
	struct pair *pairs; /* by start time, then reading order */
	size_t count;
	struct pair *open; /* with an end that is "unfinished", in the same order */
	size_t open_count;
	uint32_t *function_of_name; /* by the log's number of the name */
	uint32_t *names;	    /* the log's numbers, by function */
	uint32_t functions;
};

static bool is_inside(const struct event *event, const struct run_window *window)
{
	if (!window)
		return line_ref_wanted(event->line);
	return event->stamp_ns >= window->start_ns && event->stamp_ns <= window->end_ns;
}

/* By how much the zone, or the clock it is told in, was another at the one time than at the other.
 */
struct clock_span {
	int64_t least, most; /* of the time stamps less the clock in their lines */
};

static void note_clock(struct clock_span *span, const struct event *event)
{
	int64_t offset;

	if (!event->ours || __builtin_sub_overflow(event->stamp_ns, event->wall_ns, &offset))
		return;
	if (offset < span->least)
		span->least = offset;
	if (offset > span->most)
		span->most = offset;
}

static void count_alone(const struct log *log, const struct pairing *pairing,
			const struct run_window *window, struct calls_left_out *left_out)
{
	struct clock_span clock = { INT64_MAX, INT64_MIN };
	int64_t jump = 0;

	for (size_t i = 0; i < log->event_count; i++) {
		const struct event *event = &log->events[i];

		if (is_inside(event, window)) {
			note_clock(&clock, event);
			left_out->ours |= event->ours;
		}
		if (pairing->states[i] == EVENT_PAIRED || pairing->states[i] == EVENT_REPLACED ||
		    !is_inside(event, window))
			continue;
		if (pairing->states[i] == EVENT_REPEATED)
			left_out->repeated++;
		else if (event->kind == LINE_START)
			left_out->lone_starts++;
		else if (event->kind == LINE_UNFINISHED)
			left_out->unfinished++;
		else
			left_out->lone_ends++;
	}
	/* Stamps are cut to milliseconds or microseconds. */
	if (clock.most > clock.least &&
	    (__builtin_sub_overflow(clock.most, clock.least, &jump) || jump > CLOCK_JUMP_NS))
		left_out->clock_jump_ns = jump > 0 ? jump : INT64_MAX;
}

/* Numbers of pairs that belong to the run, with those of their starts. */
struct choice {
	struct sort_item *calls, *open;
	size_t count, open_count;
};

static void choose(const struct log *log, const struct pairing *pairing,
		   const struct run_window *window, struct choice *choice,
		   struct calls_left_out *left_out)
{
	for (size_t i = 0; i < pairing->count; i++) {
		const struct event *start = &log->events[pairing->pairs[i].start];
		const struct event *end = &log->events[pairing->pairs[i].end];
		bool start_inside = is_inside(start, window), end_inside = is_inside(end, window);
		struct sort_item item = { pairing->pairs[i].start, i };

		if (start_inside != end_inside)
			left_out->straddling++;
		else if (start_inside && end->kind == LINE_UNFINISHED)
			choice->open[choice->open_count++] = item;
		else if (start_inside)
			choice->calls[choice->count++] = item;
	}
	left_out->unfinished += choice->open_count;
}

/* The pairs came by hash: by reading order first, then by time, which keeps that order. */
static int take_sorted(const struct log *log, const struct pairing *pairing,
		       struct sort_item *chosen, size_t count, struct pair **pairs)
{
	int err = radix_sort(chosen, count);

	for (size_t i = 0; i < count; i++)
		chosen[i].key = log->events[pairing->pairs[chosen[i].value].start].stamp_ns;
	if (!err)
		err = radix_sort(chosen, count);
	*pairs = malloc((count + 1) * sizeof(**pairs));
	if (err || !*pairs)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		(*pairs)[i] = pairing->pairs[chosen[i].value];
	return 0;
}

static int number_functions(struct calls *calls)
{
	size_t names = string_table__count(calls->log->names);

	calls->function_of_name = malloc((names + 1) * sizeof(*calls->function_of_name));
	calls->names = malloc((names + 1) * sizeof(*calls->names));
	if (!calls->function_of_name || !calls->names)
		return -ENOMEM;
	memset(calls->function_of_name, 0xff, (names + 1) * sizeof(*calls->function_of_name));
	for (size_t i = 0; i < calls->count; i++) {
		uint32_t name = calls->log->events[calls->pairs[i].start].name;

		if (calls->function_of_name[name] == NUMBER_UNKNOWN) {
			calls->function_of_name[name] = calls->functions;
			calls->names[calls->functions++] = name;
		}
	}
	return 0;
}

static size_t count_open(const struct log *log, const struct pairing *pairing)
{
	size_t count = 0;

	for (size_t i = 0; i < pairing->count; i++)
		count += log->events[pairing->pairs[i].end].kind == LINE_UNFINISHED;
	return count;
}

static int fill(struct calls *calls, const struct pairing *pairing, const struct run_window *window,
		struct calls_left_out *left_out)
{
	size_t open = count_open(calls->log, pairing);
	struct choice choice = {
		.calls = malloc((pairing->count - open + 1) * sizeof(*choice.calls)),
		.open = malloc((open + 1) * sizeof(*choice.open)),
	};
	int err = choice.calls && choice.open ? 0 : -ENOMEM;

	if (!err) {
		choose(calls->log, pairing, window, &choice, left_out);
		calls->count = choice.count;
		calls->open_count = choice.open_count;
		err = take_sorted(calls->log, pairing, choice.calls, choice.count, &calls->pairs);
	}
	if (!err)
		err = take_sorted(calls->log, pairing, choice.open, choice.open_count,
				  &calls->open);
	free(choice.calls);
	free(choice.open);
	return err ? err : number_functions(calls);
}

int calls__make(const struct log *log, const struct pairing *pairing,
		const struct run_window *window, struct calls **calls,
		struct calls_left_out *left_out)
{
	struct calls *made = calloc(1, sizeof(*made));
	int err;

	if (!made)
		return -ENOMEM;
	made->log = log;
	*left_out = (struct calls_left_out){ 0 };
	count_alone(log, pairing, window, left_out);
	err = fill(made, pairing, window, left_out);
	if (err)
		calls__free(made);
	else
		*calls = made;
	return err;
}

void calls__free(struct calls *calls)
{
	if (!calls)
		return;
	free(calls->pairs);
	free(calls->open);
	free(calls->function_of_name);
	free(calls->names);
	free(calls);
}

size_t calls__count(const struct calls *calls)
{
	return calls->count;
}

/* Exact where whole ns are: a division rounds once. */
static double seconds_between(int64_t start_ns, uint16_t start_ps, int64_t end_ns, uint16_t end_ps)
{
	int64_t ns = end_ns - start_ns;

	if (start_ps == end_ps)
		return (double)ns / 1e9;
	return ((double)ns * 1e3 + (end_ps - start_ps)) / 1e12;
}

static double seconds_or_unknown(int64_t ns)
{
	return ns == INT64_MIN ? NAN : (double)ns / 1e9;
}

static void set_start(struct call *call, const struct event *start)
{
	call->start_ns = start->stamp_ns;
	call->start_cpu = start->cpu;
	call->start_mem = start->mem;
	call->start_rss = start->rss;
	call->start_threads = start->threads;
	call->start_fds = start->fds;
	call->start_line = start->line;
}

static void set_end(struct call *call, const struct event *end)
{
	call->end_ns = end->stamp_ns;
	call->end_cpu = end->cpu;
	call->end_mem = end->mem;
	call->end_rss = end->rss;
	call->end_threads = end->threads;
	call->end_fds = end->fds;
	call->outcome = end->outcome;
	call->self_s = seconds_or_unknown(end->self_ns);
	call->thread_cpu_s = seconds_or_unknown(end->thread_cpu_ns);
	call->logged_s = end->duration_ns == INT64_MIN
				 ? NAN
				 : seconds_between(0, 0, end->duration_ns, end->duration_ps);
}

static void set_numbers(struct call *call, const struct event *start, const struct event *end)
{
	call->module = start->module;
	call->pid = start->pid;
	call->tid = start->tid;
	call->depth = start->depth;
	set_start(call, start);
	set_end(call, end);
	call->wall_s = seconds_between(start->wall_ns, start->wall_ps, end->wall_ns, end->wall_ps);
	call->perf_s = seconds_between(start->perf_ns, start->perf_ps, end->perf_ns, end->perf_ps);
	call->duration_s = end->ours && !isnan(call->logged_s) ? call->logged_s : call->perf_s;
	call->id[0] = call->parent[0] = '\0';
}

static void set_ids(struct call *call, const struct log *log, const struct event *start)
{
	log__id_text(log, &start->id, start->id_is_text, call->id);
	if (start->has_parent)
		log__id_text(log, &start->parent, start->parent_is_text, call->parent);
}

void calls__get_numbers(const struct calls *calls, size_t index, struct call *call)
{
	const struct event *start = &calls->log->events[calls->pairs[index].start];

	call->function = calls->function_of_name[start->name];
	set_numbers(call, start, &calls->log->events[calls->pairs[index].end]);
}

void calls__get(const struct calls *calls, size_t index, struct call *call)
{
	calls__get_numbers(calls, index, call);
	set_ids(call, calls->log, &calls->log->events[calls->pairs[index].start]);
}

size_t calls__open_count(const struct calls *calls)
{
	return calls->open_count;
}

const char *calls__get_open(const struct calls *calls, size_t index, struct call *call)
{
	const struct event *start = &calls->log->events[calls->open[index].start];

	call->function = NUMBER_UNKNOWN;
	set_numbers(call, start, &calls->log->events[calls->open[index].end]);
	set_ids(call, calls->log, start);
	return string_table__get(calls->log->names, start->name);
}

size_t calls__functions(const struct calls *calls)
{
	return calls->functions;
}

uint32_t calls__function_of(const struct calls *calls, size_t index)
{
	return calls->function_of_name[calls->log->events[calls->pairs[index].start].name];
}

const char *calls__function(const struct calls *calls, uint32_t function)
{
	return string_table__get(calls->log->names, calls->names[function]);
}

const char *calls__module(const struct calls *calls, uint32_t module)
{
	return string_table__get(calls->log->names, module);
}

char *calls__arguments(const struct calls *calls, const struct call *call)
{
	size_t len = line_ref_len(call->start_line);
	char *line = len ? calloc(1, len + JSON_PADDING) : NULL, *text = NULL;
	struct json_value arguments = { .type = JSON_NONE };

	if (line && log_files__read(&calls->log->files, line_ref_place(call->start_line), line,
				    len) == (ssize_t)len)
		arguments = log_line_arguments(line, len);
	if (arguments.type == JSON_OBJECT)
		text = strndup(arguments.text, arguments.len);
	free(line);
	return text;
}
