/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Made-up calls for what shows them, in place of those of a log: the same ones every time. */
#ifndef MAAP_TESTS_FAKE_CALLS_H
#define MAAP_TESTS_FAKE_CALLS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../analysis/calls.h"

#define FAKE_START_NS 1795608000123456789 /* 2026-11-25 12:00:00 */

struct fake_open {
	const char *name;
	struct call call;
};

struct calls {
	struct call *items;
	size_t count;
	struct fake_open *open;
	size_t open_count;
	char **names;
	size_t functions;
};

/* analysis/calls.h over these. */
size_t calls__count(const struct calls *calls)
{
	return calls->count;
}

void calls__get(const struct calls *calls, size_t index, struct call *call)
{
	*call = calls->items[index];
}

void calls__get_numbers(const struct calls *calls, size_t index, struct call *call)
{
	*call = calls->items[index];
}

size_t calls__open_count(const struct calls *calls)
{
	return calls->open_count;
}

const char *calls__get_open(const struct calls *calls, size_t index, struct call *call)
{
	*call = calls->open[index].call;
	return calls->open[index].name;
}

size_t calls__functions(const struct calls *calls)
{
	return calls->functions;
}

const char *calls__function(const struct calls *calls, uint32_t function)
{
	return calls->names[function];
}

uint32_t calls__function_of(const struct calls *calls, size_t index)
{
	return calls->items[index].function;
}

/* Steele, Lea, Flood: SplitMix64. */
static inline uint64_t fake_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* 0 to 1. */
static inline double fake_share(uint64_t *state)
{
	return (double)(fake_random(state) >> 11) / 9007199254740992.0;
}

static inline struct call fake_call(uint32_t function, double start_s, double duration_s)
{
	struct call call = {
		.function = function,
		.module = NUMBER_UNKNOWN,
		.pid = 4242,
		.tid = 4243,
		.outcome = OUTCOME_RETURNED,
		.start_ns = FAKE_START_NS + (int64_t)(start_s * 1e9),
		.wall_s = duration_s,
		.perf_s = duration_s,
		.duration_s = duration_s,
		.logged_s = duration_s,
		.self_s = duration_s * 0.7,
		.thread_cpu_s = duration_s * 0.6,
		.start_cpu = 50,
		.end_cpu = 60,
		.start_mem = 1,
		.end_mem = 1,
		.start_rss = 50000000,
		.end_rss = 50000000,
		.start_threads = 4,
		.end_threads = 4,
		.start_fds = 10,
		.end_fds = 10,
	};

	call.end_ns = call.start_ns + (int64_t)(duration_s * 1e9);
	return call;
}

/* What PyMAAP's lines do not tell. */
static inline void fake_pymaap(struct call *call)
{
	call->pid = call->tid = NUMBER_UNKNOWN;
	call->outcome = OUTCOME_UNKNOWN;
	call->self_s = call->thread_cpu_s = NAN;
}

static inline struct calls *fake_calls__new(size_t functions, size_t room)
{
	struct calls *calls = calloc(1, sizeof(*calls));

	calls->items = calloc(room + 1, sizeof(*calls->items));
	calls->names = calloc(functions + 1, sizeof(*calls->names));
	calls->functions = functions;
	for (size_t i = 0; i < functions; i++) {
		if (asprintf(&calls->names[i], "function_%zu", i) < 0)
			abort();
	}
	return calls;
}

static inline void fake_calls__name(struct calls *calls, size_t function, const char *name)
{
	free(calls->names[function]);
	calls->names[function] = strdup(name);
}

static inline void fake_calls__add(struct calls *calls, struct call call)
{
	calls->items[calls->count++] = call;
}

/* One that does not end within the `open_s` that it is seen; by start time. `name` must last. */
static inline void fake_calls__add_open(struct calls *calls, const char *name, double start_s,
					double open_s)
{
	struct fake_open *open;

	calls->open = realloc(calls->open, (calls->open_count + 1) * sizeof(*open));
	open = &calls->open[calls->open_count++];
	*open = (struct fake_open){ name, fake_call(NUMBER_UNKNOWN, start_s, open_s) };
	open->call.outcome = OUTCOME_UNFINISHED;
	open->call.end_rss = BYTES_UNKNOWN;
}

static inline void fake_calls__free(struct calls *calls)
{
	for (size_t i = 0; i < calls->functions; i++)
		free(calls->names[i]);
	free(calls->names);
	free(calls->items);
	free(calls->open);
	free(calls);
}

/* Functions of unlike frequency and length, skewed as durations are; memory that grows and falls.
 */
static inline struct calls *fake_calls__mixed(size_t functions, size_t count, double span_s)
{
	struct calls *calls = fake_calls__new(functions, count);
	int64_t rss = 50000000;
	uint64_t state = 1;

	for (size_t i = 0; i < count; i++) {
		uint32_t function =
			i < functions
				? i
				: (uint32_t)(functions * fake_share(&state) * fake_share(&state));
		double typical = 2e-6 * pow(4, (functions - function) % 6);
		double start_s = span_s * ((double)i + fake_share(&state)) / (double)count;
		double duration_s = typical * exp(1.2 * (fake_share(&state) + fake_share(&state) +
							 fake_share(&state) - 1.5));
		struct call call;

		if (fake_share(&state) < 0.002)
			duration_s *= 40;
		call = fake_call(function, start_s, duration_s);
		call.start_rss = rss;
		if (fake_share(&state) < 0.1)
			rss += 4096 * ((int64_t)(fake_share(&state) * 40) - 17 -
				       (int64_t)(rss > 90000000 ? 400 : 0));
		call.end_rss = rss;
		call.thread_cpu_s = duration_s * (function % 3 ? 0.9 : 0.15);
		call.end_cpu = 40 + 60 * fake_share(&state);
		fake_calls__add(calls, call);
	}
	return calls;
}

#endif
