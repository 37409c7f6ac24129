/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Made-up calls behind the functions of calls.h, for tests of the page: nested calls on some
 * threads, the same for the same numbers.
 */
#ifndef MAAP_TESTS_FAKE_PAGE_CALLS_H
#define MAAP_TESTS_FAKE_PAGE_CALLS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../analysis/aggregate.h"
#include "../../analysis/calls.h"
#include "../../analysis/errors.h"
#include "../../analysis/run_info.h"

struct fake_options {
	size_t calls;
	uint32_t functions, threads, processes;
	const char *const *names; /* NULL: made up; else `functions` of them */
	bool plain;		  /* as PyMAAP's lines: no threads, depths, self or CPU times */
	bool noisy;		  /* numbers that do not deflate */
	const char *arguments;	  /* NULL: made up */
	size_t open;		  /* calls that do not end */
};

struct calls {
	struct fake_options options;
	struct call *items, *open;
	char **names;
};

struct fake_random {
	uint64_t state;
};

static inline uint64_t fake_next(struct fake_random *random)
{
	uint64_t x = random->state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	random->state = x;
	return x * 0x2545f4914f6cdd1d;
}

static inline double fake_unit(struct fake_random *random)
{
	return (double)(fake_next(random) >> 11) / 9007199254740992.0;
}

/* About log-normal around 1. */
static inline double fake_spread(struct fake_random *random, double width)
{
	double sum = 0;

	for (int i = 0; i < 6; i++)
		sum += fake_unit(random) - 0.5;
	return exp(sum * width);
}

#define FAKE_BASE_NS 1795526400123456000ll /* 2026-11-24 13:20:00.123456 */

static inline const char *fake_word(uint32_t index)
{
	static const char *const words[] = { "parse",	"read",	  "lookup", "compress", "encode",
					     "resolve", "insert", "render", "query",	"flush",
					     "hash",	"merge",  "decode" };

	return words[index % (sizeof(words) / sizeof(*words))];
}

static inline char *fake_name(uint32_t index)
{
	static const char *const things[] = { "request", "row",	   "document", "block",
					      "page",	 "index",  "session",  "image",
					      "cache",	 "record", "token" };
	char text[96];

	snprintf(text, sizeof(text), "%s%s_%s", index % 5 == 3 ? "store::Engine::" : "",
		 fake_word(index), things[(index * 7 + index / 13) % 11]);
	if (index >= 143)
		snprintf(text + strlen(text), 24, "_%u", index / 143);
	return strdup(text);
}

struct fake_thread {
	double now; /* s */
	double rss; /* bytes */
	uint32_t pid, tid;
};

struct fake_maker {
	struct calls *calls;
	struct fake_random random;
	struct fake_thread *threads;
	double *rss; /* of the processes */
	size_t count;
};

static inline double fake_typical(uint32_t function)
{
	return 2e-6 * pow(1.9, (double)(function * 5 % 14)) * (1 + function % 3);
}

/* A call and those inside it; the time it ended. */
static inline double fake_call(struct fake_maker *maker, uint32_t thread, uint32_t depth,
			       double start)
{
	struct calls *calls = maker->calls;
	struct fake_random *random = &maker->random;
	const struct fake_options *o = &calls->options;
	uint32_t function = depth == 0 ? fake_next(random) % (o->functions < 4 ? o->functions : 4)
				       : fake_next(random) % o->functions;
	double self = fake_typical(function) * fake_spread(random, 1.2), now = start, inner = 0;
	uint32_t process = thread % o->processes;
	size_t mine = maker->count++;
	struct call *call = &calls->items[mine];
	double rss = maker->rss[process];

	if (fake_next(random) % 400 == 0)
		self *= 12;
	now += self * 0.3;
	while (depth < 5 && maker->count < o->calls && fake_unit(random) < 0.62 - 0.09 * depth) {
		double end = fake_call(maker, thread, depth + 1, now);

		inner += end - now;
		now = end + self * 0.05;
	}
	now += self * 0.7;
	if (function % 4 == 1 && fake_next(random) % 7 == 0)
		maker->rss[process] += 4096.0 * (double)(fake_next(random) % 200);
	if (function % 4 == 2 && fake_next(random) % 9 == 0 && maker->rss[process] > 40e6)
		maker->rss[process] -= 4096.0 * (double)(fake_next(random) % 190);
	*call = (struct call){
		.function = function,
		.module = function % 3 ? 0 : 1,
		.pid = o->plain ? NUMBER_UNKNOWN : 4242 + process,
		.tid = o->plain ? NUMBER_UNKNOWN : 4242 + thread,
		.depth = o->plain ? NUMBER_UNKNOWN : depth,
		.outcome = o->plain			  ? OUTCOME_UNKNOWN
			   : fake_next(random) % 500 == 0 ? OUTCOME_UNWOUND
							  : OUTCOME_RETURNED,
		.start_ns = FAKE_BASE_NS + (int64_t)(start * 1e9),
		.end_ns = FAKE_BASE_NS + (int64_t)(now * 1e9),
		.wall_s = now - start,
		.perf_s = now - start + (o->plain ? 0 : 2e-7),
		.duration_s = now - start,
		.logged_s = now - start,
		.self_s = o->plain ? NAN : now - start - inner,
		.thread_cpu_s = o->plain ? NAN : (now - start) * (0.6 + 0.4 * fake_unit(random)),
		.start_rss = (int64_t)rss / 4096 * 4096,
		.end_rss = (int64_t)maker->rss[process] / 4096 * 4096,
		.start_cpu = 50,
		.end_cpu = 60,
		.start_line = mine,
	};
	if (o->noisy) {
		call->thread_cpu_s = fake_unit(random) * 1e4;
		call->self_s = fake_unit(random) * 1e4;
		call->start_rss = (int64_t)(fake_next(random) >> 18);
		call->end_rss = (int64_t)(fake_next(random) >> 18);
	}
	snprintf(call->id, sizeof(call->id), "019a0000-0000-7000-8000-%012zx", mine);
	return now;
}

static inline int fake_by_start(const void *a, const void *b)
{
	const struct call *x = a, *y = b;

	if (x->start_ns != y->start_ns)
		return x->start_ns < y->start_ns ? -1 : 1;
	return x->start_line < y->start_line ? -1 : 1;
}

/* One inside the other on each thread, a millisecond apart, until the last of all calls ends. */
static inline void fake_open(struct calls *calls)
{
	const struct fake_options *o = &calls->options;
	int64_t end_ns = FAKE_BASE_NS;

	for (size_t i = 0; i < o->calls; i++)
		end_ns = calls->items[i].end_ns > end_ns ? calls->items[i].end_ns : end_ns;
	calls->open = calloc(o->open + 1, sizeof(*calls->open));
	for (size_t i = 0; i < o->open; i++) {
		int64_t start_ns = FAKE_BASE_NS + (int64_t)i * 1000000;
		double open_s = (double)(end_ns - start_ns) / 1e9;

		calls->open[i] = (struct call){
			.function = NUMBER_UNKNOWN,
			.module = 0,
			.pid = o->plain ? NUMBER_UNKNOWN : 4242 + i % o->threads % o->processes,
			.tid = o->plain ? NUMBER_UNKNOWN : 4242 + (uint32_t)(i % o->threads),
			.depth = o->plain ? NUMBER_UNKNOWN : (uint32_t)(i / o->threads),
			.outcome = OUTCOME_UNFINISHED,
			.start_ns = start_ns,
			.end_ns = end_ns,
			.duration_s = open_s > 0 ? open_s : 0,
			.perf_s = NAN,
			.self_s = NAN,
			.thread_cpu_s = NAN,
			.start_rss = BYTES_UNKNOWN,
			.end_rss = BYTES_UNKNOWN,
			.start_line = i + 1,
		};
	}
}

static inline struct calls *fake_calls(const struct fake_options *options)
{
	struct calls *calls = calloc(1, sizeof(*calls));
	struct fake_maker maker = { .calls = calls, .random = { 88172645463325252 } };
	double burst = 0;

	calls->options = *options;
	calls->items = calloc(options->calls + 64, sizeof(*calls->items));
	calls->names = calloc(options->functions + 1, sizeof(*calls->names));
	maker.threads = calloc(options->threads, sizeof(*maker.threads));
	maker.rss = calloc(options->processes, sizeof(*maker.rss));
	for (uint32_t i = 0; i < options->functions; i++)
		calls->names[i] = options->names ? strdup(options->names[i]) : fake_name(i);
	for (uint32_t i = 0; i < options->processes; i++)
		maker.rss[i] = 48e6 + 16e6 * i;
	while (maker.count < options->calls) {
		uint32_t thread = fake_next(&maker.random) % options->threads;
		struct fake_thread *t = &maker.threads[thread];

		if (t->now < burst)
			t->now = burst;
		t->now =
			fake_call(&maker, thread, 0, t->now) + 1e-4 * fake_spread(&maker.random, 2);
		if (fake_next(&maker.random) % 3000 == 0)
			burst = t->now + 0.05;
	}
	calls->options.calls = maker.count;
	qsort(calls->items, maker.count, sizeof(*calls->items), fake_by_start);
	fake_open(calls);
	free(maker.threads);
	free(maker.rss);
	return calls;
}

static inline void fake_calls_free(struct calls *calls)
{
	for (uint32_t i = 0; i < calls->options.functions; i++)
		free(calls->names[i]);
	free(calls->names);
	free(calls->items);
	free(calls->open);
	free(calls);
}

size_t calls__count(const struct calls *calls)
{
	return calls->options.calls;
}

void calls__get(const struct calls *calls, size_t index, struct call *call)
{
	*call = calls->items[index];
}

void calls__get_numbers(const struct calls *calls, size_t index, struct call *call)
{
	*call = calls->items[index];
}

uint32_t calls__function_of(const struct calls *calls, size_t index)
{
	return calls->items[index].function;
}

size_t calls__open_count(const struct calls *calls)
{
	return calls->options.open;
}

const char *calls__get_open(const struct calls *calls, size_t index, struct call *call)
{
	*call = calls->open[index];
	return index % 2 ? calls->names[0] : "wait_for_ever";
}

size_t calls__functions(const struct calls *calls)
{
	return calls->options.functions;
}

const char *calls__function(const struct calls *calls, uint32_t function)
{
	return calls->names[function];
}

const char *calls__module(const struct calls *calls, uint32_t module)
{
	(void)calls;
	return module ? "libstore.so.2" : "server";
}

char *calls__arguments(const struct calls *calls, const struct call *call)
{
	char text[256];

	if (calls->options.arguments)
		return strdup(calls->options.arguments);
	if (call->start_line % 9 == 0)
		return NULL;
	snprintf(text, sizeof(text),
		 "{\"args\":[],\"kwargs\":{\"path\":\"/var/lib/store/%06llu.db\",\"flags\":%llu,"
		 "\"size\":%llu}}",
		 (unsigned long long)call->start_line, (unsigned long long)call->start_line % 8,
		 (unsigned long long)call->start_line * 37);
	return strdup(text);
}

static inline struct run_info fake_info(const struct calls *calls)
{
	size_t count = calls->options.calls;

	return (struct run_info){
		.start_ns = count ? calls->items[0].start_ns : FAKE_BASE_NS,
		.end_ns = count ? calls->items[count - 1].end_ns : FAKE_BASE_NS,
		.logdir = "logs",
		.records = 2 * count,
		.calls = count,
		.ours = !calls->options.plain,
		.errors_known = true,
		.unfinished = calls->options.open,
	};
}

#endif
