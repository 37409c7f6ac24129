/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the made-up calls of fake_page_calls.h come to. */
#ifndef MAAP_TESTS_FAKE_PAGE_AGGREGATE_H
#define MAAP_TESTS_FAKE_PAGE_AGGREGATE_H

#include "fake_page_calls.h"

static inline int fake_ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static inline int fake_by_sum(const void *a, const void *b)
{
	const struct function_stats *x = a, *y = b;

	if (x->sum != y->sum)
		return x->sum > y->sum ? -1 : 1;
	return x->function < y->function ? -1 : 1;
}

static inline double fake_quantile(const double *sorted, size_t count, double share)
{
	double at = share * (double)(count - 1);
	size_t i = (size_t)at;

	return i + 1 < count ? sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i])
			     : sorted[i];
}

static inline void fake_finish_stats(struct function_stats *f, double *sorted)
{
	double squares = 0;

	f->sorted = sorted;
	if (f->count == 0)
		return;
	qsort(sorted, f->count, sizeof(*sorted), fake_ascending);
	f->mean = f->sum / (double)f->count;
	f->min = sorted[0];
	f->max = sorted[f->count - 1];
	f->p50 = fake_quantile(sorted, f->count, 0.5);
	f->p90 = fake_quantile(sorted, f->count, 0.9);
	f->p99 = fake_quantile(sorted, f->count, 0.99);
	for (size_t i = 0; i < f->count; i++)
		squares += (sorted[i] - f->mean) * (sorted[i] - f->mean);
	f->std = f->count > 1 ? sqrt(squares / (double)(f->count - 1)) : NAN;
	f->memory_mean = f->memory_sum / (double)f->count;
}

static inline void fake_add_call(struct function_stats *f, const struct call *call, double *sorted)
{
	sorted[f->count++] = call->duration_s;
	f->sum += call->duration_s;
	f->self_sum += call->self_s;
	f->thread_cpu_sum += call->thread_cpu_s;
	f->memory_sum += call_memory_mb(call);
}

static inline void fake_aggregate(const struct calls *calls, struct aggregate *aggregate)
{
	size_t count = calls->options.calls, functions = calls->options.functions;
	double **at = calloc(functions, sizeof(*at)), *next;
	size_t *counts = calloc(functions, sizeof(*counts));

	*aggregate = (struct aggregate){ .count = functions };
	aggregate->functions = calloc(functions, sizeof(*aggregate->functions));
	next = aggregate->durations = calloc(count + 1, sizeof(*aggregate->durations));
	for (size_t i = 0; i < count; i++)
		counts[calls->items[i].function]++;
	for (size_t i = 0; i < functions; i++) {
		at[i] = next;
		next += counts[i];
		aggregate->functions[i].function = (uint32_t)i;
		aggregate->functions[i].name = calls->names[i];
	}
	for (size_t i = 0; i < count; i++) {
		const struct call *call = &calls->items[i];

		fake_add_call(&aggregate->functions[call->function], call, at[call->function]);
		aggregate->total += call->duration_s;
	}
	for (size_t i = 0; i < functions; i++)
		fake_finish_stats(&aggregate->functions[i], at[i]);
	qsort(aggregate->functions, functions, sizeof(*aggregate->functions), fake_by_sum);
	free(counts);
	free(at);
}

static inline void fake_aggregate_free(struct aggregate *aggregate)
{
	free(aggregate->functions);
	free(aggregate->durations);
}

#endif
