/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "data.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "layout.h"

#define NO_ROW	  UINT32_MAX
#define LONGEST_S 1e12 /* what is longer is no measurement */

size_t data__timeline_cells(const struct figure_data *data)
{
	return calls__open_count(data->input->calls) ? 3 : 2;
}

/* The call's end: its start and the steady clock's time. Stamps jump where the clock is put back.
 */
static double end_of(double start_s, const struct call *call)
{
	return call->duration_s > 0 ? start_s + call->duration_s : start_s;
}

static double start_of(const struct figure_data *data, const struct call *call)
{
	return stamp_seconds(call->start_ns, data->start_ns);
}

double data__low_positive(const struct function_stats *stats)
{
	size_t first = 0, end = stats->count;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (stats->sorted[middle] > 0)
			end = middle;
		else
			first = middle + 1;
	}
	return first < stats->count ? stats->sorted[first] : INFINITY;
}

static void set_row(struct figure_data *data, struct figure_row *row, const char *name,
		    const struct function_stats *stats)
{
	size_t columns = label__make(row->label, *name ? name : "(no name)", LABEL_COLUMNS);

	row->name = name;
	row->stats = stats;
	if (columns > data->label_columns)
		data->label_columns = columns;
	if (!stats)
		return;
	data->calls_shown += stats->count;
	if (stats->count > data->calls_in_row)
		data->calls_in_row = stats->count;
}

static int take_rows(struct figure_data *data)
{
	const struct aggregate *aggregate = data->input->aggregate;

	data->rows = calloc(ROWS_MAX + OPEN_ROWS_MAX, sizeof(*data->rows));
	if (!data->rows)
		return -ENOMEM;
	for (size_t i = 0; i < aggregate->count; i++) {
		const struct function_stats *stats = &aggregate->functions[i];

		data->functions += stats->count > 0;
		data->by_thread |= isfinite(stats->thread_cpu_sum) && stats->count > 0;
		if (!stats->count || data->row_count == ROWS_MAX)
			continue;
		set_row(data, &data->rows[data->row_count++], stats->name, stats);
	}
	return 0;
}

static const struct function_stats *find_stats(const struct aggregate *aggregate, const char *name)
{
	for (size_t i = 0; i < aggregate->count; i++) {
		if (aggregate->functions[i].count && !strcmp(aggregate->functions[i].name, name))
			return &aggregate->functions[i];
	}
	return NULL;
}

/* The row of the function so named, NULL if it has none. */
static struct figure_row *find_row(const struct figure_data *data, const char *name)
{
	for (size_t i = 0; i < data->row_count + data->open_rows; i++) {
		if (!strcmp(data->rows[i].name, name))
			return &data->rows[i];
	}
	return NULL;
}

/* A function that hangs is not among those that took the most time: its calls have no end. */
static void take_open_rows(struct figure_data *data)
{
	const struct calls *calls = data->input->calls;
	size_t count = calls__open_count(calls);
	struct call call;

	for (size_t i = 0; i < count && data->open_rows < OPEN_ROWS_MAX; i++) {
		const char *name = calls__get_open(calls, i, &call);

		if (!find_row(data, name))
			set_row(data, &data->rows[data->row_count + data->open_rows++], name,
				find_stats(data->input->aggregate, name));
	}
}

/* Of a call's beginning alone, be it open or not: both kinds come by start time. */
static void survey_start(struct figure_data *data)
{
	const struct calls *calls = data->input->calls;
	struct call first, open;
	bool any = calls__count(calls) > 0;

	if (any)
		calls__get_numbers(calls, 0, &first);
	if (calls__open_count(calls))
		calls__get_open(calls, 0, &open);
	if (calls__open_count(calls) && (!any || open.start_ns < first.start_ns))
		data->start_ns = open.start_ns;
	else if (any)
		data->start_ns = first.start_ns;
}

/* What must be known before anything can be put into columns: the span, the processes. */
static void survey(struct figure_data *data)
{
	const struct calls *calls = data->input->calls;
	size_t count = calls__count(calls), open = calls__open_count(calls);
	struct call call;

	survey_start(data);
	for (size_t i = 0; i < open; i++) {
		calls__get_open(calls, i, &call);
		data->span_s = fmax(data->span_s, end_of(start_of(data, &call), &call));
	}
	for (size_t i = 0; i < count; i++) {
		calls__get_numbers(calls, i, &call);
		data->span_s = fmax(data->span_s, end_of(start_of(data, &call), &call));
		if (call.start_rss != BYTES_UNKNOWN || call.end_rss != BYTES_UNKNOWN)
			rss_data__see(&data->rss, call.pid);
	}
	data->span_s = fmin(data->span_s, LONGEST_S);
	/* One call of no duration has a place in time all the same. */
	if (!(data->span_s > 0))
		data->span_s = 1e-6;
}

static int add_to_row(struct figure_data *data, struct figure_row *row, const struct call *call)
{
	struct timeline_call line = {
		.start_s = start_of(data, call),
		.duration_s = call->duration_s,
		.row = row - data->rows,
	};
	int err = spread__add(&row->memory, call_memory_mb(call));

	line.end_s = end_of(line.start_s, call);
	timeline_data__add(&data->timeline, &line);
	if (!err && !data->by_thread)
		err = spread__add(&row->cpu, call->end_cpu);
	if (isfinite(call->thread_cpu_s)) {
		row->thread_cpu_s += call->thread_cpu_s;
		row->thread_wall_s += call->duration_s;
		row->thread_calls++;
	}
	return err;
}

static void add_open(struct figure_data *data)
{
	const struct calls *calls = data->input->calls;
	size_t count = calls__open_count(calls);
	struct call call;

	for (size_t i = 0; i < count; i++) {
		const char *name = calls__get_open(calls, i, &call);
		struct figure_row *row = find_row(data, name);

		if (row)
			timeline_data__add_open(&data->timeline, row - data->rows,
						start_of(data, &call));
	}
}

static void add_rss(struct figure_data *data, const struct call *call)
{
	double start_s = start_of(data, call);

	if (call->start_rss != BYTES_UNKNOWN)
		rss_data__add(&data->rss, call->pid, start_s, call->start_rss / 1e6);
	if (call->end_rss != BYTES_UNKNOWN)
		rss_data__add(&data->rss, call->pid, end_of(start_s, call), call->end_rss / 1e6);
}

static int add_calls(struct figure_data *data, const uint32_t *row_of, size_t functions)
{
	const struct calls *calls = data->input->calls;
	size_t count = calls__count(calls);
	struct call call;
	int err = 0;

	for (size_t i = 0; i < count && !err; i++) {
		calls__get_numbers(calls, i, &call);
		add_rss(data, &call);
		if (call.function < functions && row_of[call.function] != NO_ROW)
			err = add_to_row(data, &data->rows[row_of[call.function]], &call);
	}
	return err;
}

static int collect_rows(struct figure_data *data)
{
	size_t functions = calls__functions(data->input->calls);
	uint32_t *row_of = malloc((functions + 1) * sizeof(*row_of));
	int err;

	if (!row_of)
		return -ENOMEM;
	for (size_t i = 0; i < functions; i++)
		row_of[i] = NO_ROW;
	for (size_t i = 0; i < data->row_count + data->open_rows; i++) {
		if (data->rows[i].stats)
			row_of[data->rows[i].stats->function] = i;
	}
	err = add_calls(data, row_of, functions);
	free(row_of);
	add_open(data);
	for (size_t i = 0; i < data->row_count; i++) {
		spread__finish(&data->rows[i].memory);
		spread__finish(&data->rows[i].cpu);
	}
	timeline_data__finish(&data->timeline);
	return err;
}

int data__collect(struct figure_data *data, const struct figure_input *input,
		  enum figure_format format)
{
	int err;

	*data = (struct figure_data){ .input = input, .format = format };
	err = take_rows(data);
	if (err)
		return err;
	take_open_rows(data);
	survey(data);
	data->timeline.few =
		data->calls_shown <= TIMELINE_FEW && data->calls_in_row <= TIMELINE_FEW_IN_ROW;
	err = rss_data__choose(&data->rss, RSS_RIGHT - RSS_LEFT, data->span_s);
	if (!err)
		err = timeline_data__init(
			&data->timeline, data->calls_shown, data->row_count + data->open_rows,
			layout__timeline_columns(data->label_columns, data__timeline_cells(data)),
			data->span_s);
	return err ? err : collect_rows(data);
}

void data__free(struct figure_data *data)
{
	for (size_t i = 0; i < data->row_count + data->open_rows; i++) {
		spread__free(&data->rows[i].memory);
		spread__free(&data->rows[i].cpu);
	}
	free(data->rows);
	timeline_data__free(&data->timeline);
	rss_data__free(&data->rss);
}
