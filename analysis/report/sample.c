// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sample.h"

#include <errno.h>
#include <stdlib.h>

#include "columns.h"
#include "slow_pick.h"

#define SLOW_SHARE	   5 /* a fifth of the room is for the slowest calls */
#define EACH_MAX	   10
#define DETAILED_OVERALL   100
#define DETAILED_FUNCTIONS 50
#define DETAILED_EACH	   2
#define RSS_UNIT	   1024

/* What the one pass over all calls goes by. */
struct pass {
	const struct report_input *input;
	struct sample *sample;
	size_t *places; /* in the aggregate, by function */
	struct slow_pick slow, detailed;
	bool all;	   /* there is room for every call */
	size_t others;	   /* calls that are not among the slowest */
	size_t other_room; /* of them, how many to take */
	size_t others_seen;
	size_t open_seen;
	struct threads threads, processes; /* of all calls */
	int64_t last_start;
	int64_t last_rss;
};

static int index_places(struct pass *pass)
{
	const struct aggregate *aggregate = pass->input->aggregate;
	size_t functions = calls__functions(pass->input->calls);

	pass->places = calloc(functions + 1, sizeof(*pass->places));
	pass->sample->modules = calloc(aggregate->count + 1, sizeof(*pass->sample->modules));
	if (!pass->places || !pass->sample->modules)
		return -ENOMEM;
	for (size_t i = 0; i < aggregate->count; i++) {
		pass->sample->modules[i] = NUMBER_UNKNOWN;
		if (aggregate->functions[i].function < functions)
			pass->places[aggregate->functions[i].function] = i;
	}
	return 0;
}

/* Where the window begins; a log may tell of calls before. */
static int64_t find_base(const struct report_input *input)
{
	int64_t base_ns = input->info->start_ns;
	struct call call;

	if (calls__count(input->calls)) {
		calls__get_numbers(input->calls, 0, &call);
		base_ns = call.start_ns < base_ns ? call.start_ns : base_ns;
	}
	if (calls__open_count(input->calls)) {
		calls__get_open(input->calls, 0, &call);
		base_ns = call.start_ns < base_ns ? call.start_ns : base_ns;
	}
	return base_ns;
}

static int plan_pass(struct pass *pass, size_t room)
{
	const struct aggregate *aggregate = pass->input->aggregate;
	size_t calls = calls__count(pass->input->calls), slow_room = room / SLOW_SHARE;
	size_t functions = pass->sample->functions;
	size_t each = functions ? slow_room / functions : 0;
	int err = index_places(pass);

	if (err)
		return err;
	pass->sample->open = calloc(SAMPLE_OPEN_MAX, sizeof(*pass->sample->open));
	if (!pass->sample->open)
		return -ENOMEM;
	err = slow_pick__make(aggregate, DETAILED_OVERALL, DETAILED_FUNCTIONS, DETAILED_EACH,
			      &pass->detailed);
	if (err)
		return err;
	pass->sample->detailed = calloc(SAMPLE_DETAILED_MAX, sizeof(*pass->sample->detailed));
	if (!pass->sample->detailed)
		return -ENOMEM;
	pass->all = calls <= room;
	if (pass->all)
		return 0;
	err = slow_pick__make(aggregate, slow_room / 2, functions,
			      each / 2 < EACH_MAX ? each / 2 : EACH_MAX, &pass->slow);
	if (err)
		return err;
	pass->others = calls - pass->slow.count;
	pass->other_room = room > pass->slow.count ? room - pass->slow.count : 0;
	if (pass->other_room > pass->others)
		pass->other_room = pass->others;
	return 0;
}

/* Of the calls that are not among the slowest, evenly: the k-th is taken when its share of the room
 * reaches the next whole number. */
static bool takes_other(struct pass *pass)
{
	size_t seen = pass->others_seen++;

	return pass->others && (seen + 1) * pass->other_room / pass->others !=
				       seen * pass->other_room / pass->others;
}

static void note_rss(struct sample *sample, int64_t rss)
{
	if (rss == BYTES_UNKNOWN)
		return;
	if (sample->rss_min == BYTES_UNKNOWN || rss < sample->rss_min)
		sample->rss_min = rss;
	if (sample->rss_max == BYTES_UNKNOWN || rss > sample->rss_max)
		sample->rss_max = rss;
}

static void put_memory(struct pass *pass, const struct call *call)
{
	struct strbuf *columns = pass->sample->columns;
	int64_t start = call->start_rss / RSS_UNIT;

	if (call->start_rss == BYTES_UNKNOWN) {
		column__put_unknown(&columns[COLUMN_RSS]);
		column__put_unknown(&columns[COLUMN_MEMORY]);
		return;
	}
	column__put_signed(&columns[COLUMN_RSS], start - pass->last_rss);
	pass->last_rss = start;
	if (call->end_rss == BYTES_UNKNOWN)
		column__put_unknown(&columns[COLUMN_MEMORY]);
	else
		column__put_signed(&columns[COLUMN_MEMORY], call->end_rss / RSS_UNIT - start);
}

static void put_call(struct pass *pass, const struct call *call, size_t place, size_t thread)
{
	struct strbuf *columns = pass->sample->columns;

	/* Years that a log makes up may lie further apart than a signed number goes. */
	column__put_signed(&columns[COLUMN_START],
			   (int64_t)((uint64_t)call->start_ns - (uint64_t)pass->last_start));
	pass->last_start = call->start_ns;
	column__put_seconds(&columns[COLUMN_DURATION], call->duration_s);
	column__put_seconds(&columns[COLUMN_PROBES], call->perf_s - call->duration_s);
	column__put(&columns[COLUMN_FUNCTION],
		    place < pass->sample->functions ? place : pass->sample->functions);
	column__put(&columns[COLUMN_THREAD], thread);
	if (call->depth == NUMBER_UNKNOWN)
		column__put_unknown(&columns[COLUMN_DEPTH]);
	else
		column__put_signed(&columns[COLUMN_DEPTH], call->depth);
	column__put(&columns[COLUMN_OUTCOME], call->outcome);
	column__put_seconds(&columns[COLUMN_SELF], call->self_s);
	column__put_seconds(&columns[COLUMN_CPU], call->thread_cpu_s);
	put_memory(pass, call);
}

static void note_details(struct pass *pass, size_t index, const struct call *call, size_t place)
{
	struct sample *sample = pass->sample;

	if (!slow_pick__takes(&pass->detailed, place, call->duration_s))
		return;
	if (sample->detailed_count == SAMPLE_DETAILED_MAX)
		return;
	sample->detailed[sample->detailed_count++] = (struct detailed_call){
		.place = sample->count,
		.index = index,
	};
}

/* Of all calls, in the sample or not. */
static int note_thread(struct pass *pass, const struct call *call, size_t *thread)
{
	struct sample *sample = pass->sample;
	size_t before = pass->threads.count;

	*thread = threads__index(&pass->threads, call->pid, call->tid);
	if (*thread == SIZE_MAX)
		return -ENOMEM;
	if (pass->threads.count == before)
		return 0;
	sample->thread_count += call->tid != NUMBER_UNKNOWN;
	if (call->pid == NUMBER_UNKNOWN)
		return 0;
	if (threads__index(&pass->processes, call->pid, 0) == SIZE_MAX)
		return -ENOMEM;
	sample->process_count = pass->processes.count;
	return 0;
}

static int add_to_bins(struct pass *pass, const struct call *call, double seconds)
{
	struct time_bins *bins = &pass->sample->bins;
	size_t thread;
	int err = note_thread(pass, call, &thread);

	return err ? err : time_bins__add(bins, call, thread, seconds);
}

static int take_call(struct pass *pass, size_t index, const struct call *call)
{
	struct sample *sample = pass->sample;
	size_t place = pass->places[call->function], thread;
	int err = add_to_bins(pass, call, call->perf_s);

	if (!err && !pass->all)
		err = time_bins__add_memory(&sample->bins, call, call->perf_s);
	if (err)
		return err;
	if (sample->modules[place] == NUMBER_UNKNOWN)
		sample->modules[place] = call->module;
	note_rss(sample, call->start_rss);
	note_rss(sample, call->end_rss);
	if (!pass->all && !slow_pick__takes(&pass->slow, place, call->duration_s) &&
	    !takes_other(pass))
		return 0;
	thread = threads__index(&sample->threads, call->pid, call->tid);
	if (thread == SIZE_MAX)
		return -ENOMEM;
	note_details(pass, index, call, place);
	put_call(pass, call, place, thread);
	sample->count++;
	return 0;
}

/* When there are more than fit: the first, which are around the others, and the last. */
static bool keeps_open(size_t index, size_t count)
{
	return index < SAMPLE_OPEN_MAX / 2 || count - index <= SAMPLE_OPEN_MAX / 2 ||
	       count <= SAMPLE_OPEN_MAX;
}

static int keep_open(struct sample *sample, size_t index, const struct call *call)
{
	size_t thread = threads__index(&sample->threads, call->pid, call->tid);

	if (thread == SIZE_MAX)
		return -ENOMEM;
	sample->open[sample->open_count++] = (struct open_call){ index, thread };
	return 0;
}

/* Those that were open at the end and began before `until_ns`. */
static int take_open(struct pass *pass, int64_t until_ns)
{
	size_t count = calls__open_count(pass->input->calls);

	for (; pass->open_seen < count; pass->open_seen++) {
		struct call call;
		int err;

		calls__get_open(pass->input->calls, pass->open_seen, &call);
		if (call.start_ns > until_ns)
			return 0;
		err = add_to_bins(pass, &call, call.duration_s);
		if (!err && keeps_open(pass->open_seen, count))
			err = keep_open(pass->sample, pass->open_seen, &call);
		if (err)
			return err;
	}
	return 0;
}

static int take_calls(struct pass *pass)
{
	size_t count = calls__count(pass->input->calls);
	struct call call;

	for (size_t i = 0; i < count; i++) {
		int err;

		calls__get_numbers(pass->input->calls, i, &call);
		err = take_open(pass, call.start_ns);
		if (!err)
			err = take_call(pass, i, &call);
		if (err)
			return err;
	}
	if (take_open(pass, INT64_MAX))
		return -ENOMEM;
	for (int i = 0; i < SAMPLE_COLUMNS; i++) {
		if (pass->sample->columns[i].failed)
			return -ENOMEM;
	}
	return 0;
}

int sample__make(const struct report_input *input, const struct page_room *room,
		 struct sample *sample)
{
	struct pass pass = { .input = input, .sample = sample };
	int err;

	*sample = (struct sample){ .rss_min = BYTES_UNKNOWN, .rss_max = BYTES_UNKNOWN };
	sample->functions = input->aggregate->count < room->functions ? input->aggregate->count
								      : room->functions;
	sample->base_ns = pass.last_start = find_base(input);
	time_bins__begin(&sample->bins, sample->base_ns, input->info->end_ns);
	err = plan_pass(&pass, room->calls);
	if (!err)
		err = take_calls(&pass);
	slow_pick__free(&pass.slow);
	slow_pick__free(&pass.detailed);
	threads__free(&pass.threads);
	threads__free(&pass.processes);
	free(pass.places);
	if (err)
		sample__free(sample);
	return err;
}

void sample__free(struct sample *sample)
{
	for (int i = 0; i < SAMPLE_COLUMNS; i++)
		free(sample->columns[i].bytes);
	threads__free(&sample->threads);
	time_bins__free(&sample->bins);
	free(sample->modules);
	free(sample->open);
	free(sample->detailed);
	*sample = (struct sample){ 0 };
}
