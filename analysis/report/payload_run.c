// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <math.h>
#include <stdlib.h>

#include "json_out.h"
#include "payload_parts.h"

#define TEXT_MAX      2000 /* bytes of a folder, a subtitle, a function's name */
#define ARGUMENTS_MAX 2000
#define NEVER_MAX     200 /* names of functions that were not called */
#define NEVER_BYTES   300 /* of each */

static void put_number(struct strbuf *json, const char *key, uint64_t value)
{
	json__key(json, key);
	json__u64(json, value);
}

static void put_text(struct strbuf *json, const char *key, const char *text)
{
	json__key(json, key);
	json__text(json, text, TEXT_MAX, NULL);
}

static void put_time(struct strbuf *json, const char *key, int64_t ns)
{
	json__key(json, key);
	json__time(json, ns);
}

static void put_bytes_or_null(struct strbuf *json, const char *key, int64_t bytes)
{
	json__key(json, key);
	if (bytes == BYTES_UNKNOWN)
		json__null(json);
	else
		json__i64(json, bytes);
}

static void put_counts(struct strbuf *json, const struct run_info *info)
{
	put_number(json, "records", info->records);
	put_number(json, "unfinished", info->unfinished);
	put_number(json, "lone_starts", info->lone_starts);
	put_number(json, "lone_ends", info->lone_ends);
	put_number(json, "straddling", info->straddling);
	put_number(json, "repeated", info->repeated);
	put_number(json, "lost", info->lost);
	put_number(json, "bad_lines", info->bad_lines);
	put_number(json, "calls_expected", info->calls_expected);
	put_number(json, "calls_in_log", info->calls_in_log);
	put_number(json, "cut", info->cut);
	put_number(json, "rows_serve", info->rows_serve);
	put_number(json, "errors_known", info->errors_known);
	json__key(json, "clock_jump");
	json__i64(json, info->clock_jump_ns);
}

static void put_id(struct strbuf *json, uint32_t id)
{
	json__comma(json);
	if (id == NUMBER_UNKNOWN)
		json__null(json);
	else
		json__u64(json, id);
}

static void put_never(struct strbuf *json, const struct run_info *info)
{
	put_number(json, "never_count", info->never_count);
	json__key(json, "never");
	strbuf__puts(json, "[");
	for (size_t i = 0; info->never && i < info->never_count && i < NEVER_MAX; i++) {
		json__comma(json);
		json__text(json, info->never[i], NEVER_BYTES, NULL);
	}
	strbuf__puts(json, "]");
}

static void put_time_bins(struct strbuf *json, const struct time_bins *bins)
{
	json__key(json, "time_bins");
	strbuf__puts(json, "{");
	put_number(json, "count", TIME_BINS);
	json__key(json, "length");
	json__double(json, bins->length_ns);
	put_number(json, "by_thread", !bins->no_threads);
	json__key(json, "pids");
	strbuf__puts(json, "[");
	for (size_t i = 0; i < bins->process_count; i++)
		put_id(json, time_bins__pid(bins, i));
	strbuf__puts(json, "]}");
}

static void put_threads(struct strbuf *json, const struct threads *threads)
{
	json__key(json, "threads");
	strbuf__puts(json, "[");
	for (size_t i = 0; i < threads->count; i++) {
		put_id(json, threads->items[i].pid);
		put_id(json, threads->items[i].tid);
	}
	strbuf__puts(json, "]");
}

void payload__put_run(const struct report_input *input, const struct sample *sample,
		      struct strbuf *json)
{
	const struct run_info *info = input->info;

	put_number(json, "calls", calls__count(input->calls));
	put_number(json, "shown", sample->count);
	json__key(json, "total");
	json__double(json, input->aggregate->total);
	put_time(json, "base", sample->base_ns);
	put_time(json, "start", info->start_ns);
	put_time(json, "end", info->end_ns);
	put_text(json, "subtitle", info->subtitle);
	put_text(json, "logdir", info->logdir);
	put_text(json, "run_id", info->run_id);
	put_number(json, "ours", info->ours);
	put_counts(json, info);
	put_bytes_or_null(json, "rss_min", sample->rss_min);
	put_bytes_or_null(json, "rss_max", sample->rss_max);
	put_threads(json, &sample->threads);
	put_number(json, "threads_total", sample->thread_count);
	put_number(json, "processes_total", sample->process_count);
	put_time_bins(json, &sample->bins);
	put_never(json, info);
}

/* A sum that is NAN as long as nothing was known. */
static void add_known(double *sum, double value)
{
	if (isfinite(value))
		*sum = isfinite(*sum) ? *sum + value : value;
}

/* Those without a row of their own; quantiles cannot be put together. */
static struct function_stats sum_others(const struct aggregate *aggregate, size_t alone)
{
	struct function_stats others = {
		.min = INFINITY,
		.max = -INFINITY,
		.p50 = NAN,
		.p90 = NAN,
		.p99 = NAN,
		.std = NAN,
		.self_sum = NAN,
		.thread_cpu_sum = NAN,
		.memory_sum = NAN,
	};

	for (size_t i = alone; i < aggregate->count; i++) {
		const struct function_stats *function = &aggregate->functions[i];

		others.errors += function->errors;
		if (function->count == 0)
			continue;
		others.count += function->count;
		others.sum += function->sum;
		others.min = fmin(others.min, function->min);
		others.max = fmax(others.max, function->max);
		add_known(&others.self_sum, function->self_sum);
		add_known(&others.thread_cpu_sum, function->thread_cpu_sum);
		add_known(&others.memory_sum, function->memory_sum);
	}
	others.mean = others.sum / (double)others.count;
	others.memory_mean = others.memory_sum / (double)others.count;
	return others;
}

static size_t count_called(const struct aggregate *aggregate)
{
	size_t called = 0;

	for (size_t i = 0; i < aggregate->count; i++)
		called += aggregate->functions[i].count > 0;
	return called;
}

/* In the order that decode.js has too. */
static void put_function(const struct function_stats *function, const char *module,
			 struct strbuf *json)
{
	const double numbers[] = {
		function->sum,	       function->self_sum,
		function->mean,	       function->min,
		function->p50,	       function->p90,
		function->p99,	       function->max,
		function->std,	       function->thread_cpu_sum,
		function->memory_mean, function->memory_sum,
	};

	json__comma(json);
	strbuf__puts(json, "[");
	json__text(json, function->name, TEXT_MAX, NULL);
	strbuf__puts(json, ",");
	json__text(json, module, TEXT_MAX, NULL);
	strbuf__puts(json, ",");
	json__u64(json, function->count);
	strbuf__puts(json, ",");
	json__u64(json, function->errors);
	strbuf__puts(json, ",");
	json__u64(json, function_bins__logarithmic(function));
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		strbuf__puts(json, ",");
		json__double(json, function->count ? numbers[i] : NAN);
	}
	strbuf__puts(json, "]");
}

void payload__put_functions(const struct report_input *input, const struct sample *sample,
			    const struct function_bins *bins, struct strbuf *json)
{
	json__key(json, "bins");
	strbuf__puts(json, "{");
	json__key(json, "low");
	json__double(json, bins->low);
	json__key(json, "high");
	json__double(json, bins->high);
	put_number(json, "shared", SHARED_BINS);
	put_number(json, "own", OWN_BINS);
	strbuf__puts(json, "}");
	json__key(json, "functions");
	strbuf__puts(json, "[");
	for (size_t i = 0; i < sample->functions; i++) {
		uint32_t module = sample->modules[i];

		put_function(&input->aggregate->functions[i],
			     module == NUMBER_UNKNOWN ? NULL : calls__module(input->calls, module),
			     json);
	}
	if (sample->functions < input->aggregate->count) {
		struct function_stats others = sum_others(input->aggregate, sample->functions);

		put_function(&others, NULL, json);
	}
	strbuf__puts(json, "]");
	put_number(json, "functions_called", count_called(input->aggregate));
	put_number(json, "others", input->aggregate->count - sample->functions);
}

/* [place in the sample, id, arguments, whether they were cut, function] */
void payload__put_details(const struct report_input *input, const struct sample *sample,
			  struct strbuf *json)
{
	json__key(json, "details");
	strbuf__puts(json, "[");
	for (size_t i = 0; i < sample->detailed_count; i++) {
		const struct detailed_call *detailed = &sample->detailed[i];
		bool cut = false;
		struct call call;
		char *arguments;

		calls__get(input->calls, detailed->index, &call);
		arguments = calls__arguments(input->calls, &call);
		json__comma(json);
		strbuf__puts(json, "[");
		json__u64(json, detailed->place);
		strbuf__puts(json, ",");
		json__text(json, call.id, TEXT_MAX, NULL);
		strbuf__puts(json, ",");
		json__text(json, arguments, ARGUMENTS_MAX, &cut);
		strbuf__puts(json, cut ? ",1," : ",0,");
		json__text(json, calls__function(input->calls, call.function), TEXT_MAX, NULL);
		strbuf__puts(json, "]");
		free(arguments);
	}
	strbuf__puts(json, "]");
}
