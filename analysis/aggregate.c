// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "aggregate.h"

#include <errno.h>
#include <stdlib.h>

#include "radix_sort.h"

/* Sums of what is known. */
struct sum {
	long double total;
	size_t count;
};

struct sums {
	struct sum self, thread_cpu, cpu_delta, memory;
	size_t filled; /* durations so far */
	size_t first;  /* index of its first duration */
};

static void add(struct sum *sum, double value)
{
	if (isnan(value))
		return;
	sum->total += value;
	sum->count++;
}

static double total_of(const struct sum *sum)
{
	return sum->count ? (double)sum->total : NAN;
}

static double mean_of(const struct sum *sum)
{
	return sum->count ? (double)(sum->total / sum->count) : NAN;
}

double quantile(const double *sorted, size_t count, double share)
{
	double place = share * (double)(count - 1);
	size_t below = (size_t)place;

	if (below + 1 >= count)
		return sorted[count - 1];
	return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

static int sort_durations(double *durations, size_t count, struct sort_item *items)
{
	int err;

	for (size_t i = 0; i < count; i++)
		items[i] = (struct sort_item){ sort_key_of_double(durations[i]), 0 };
	err = radix_sort(items, count);
	for (size_t i = 0; i < count; i++)
		durations[i] = double_of_sort_key(items[i].key);
	return err;
}

static double deviation(const double *values, size_t count, double mean)
{
	long double squares = 0;

	if (count < 2)
		return NAN;
	for (size_t i = 0; i < count; i++)
		squares += ((long double)values[i] - mean) * ((long double)values[i] - mean);
	return (double)sqrtl(squares / (count - 1));
}

/* Durations are whole ns nearly always: then so is their sum, free of what adding doubles left. */
static double whole_ns(long double seconds)
{
	long double ns = seconds * 1e9L, whole = roundl(ns);

	if (fabsl(ns - whole) > 1e-3L || fabsl(whole) >= 1e15L)
		return (double)seconds;
	return (double)whole / 1e9;
}

static void describe(struct function_stats *stats, const struct sums *sums)
{
	long double sum = 0;

	for (size_t i = 0; i < stats->count; i++)
		sum += stats->sorted[i];
	stats->sum = whole_ns(sum);
	stats->mean = (double)(sum / stats->count);
	stats->min = stats->sorted[0];
	stats->max = stats->sorted[stats->count - 1];
	stats->p50 = quantile(stats->sorted, stats->count, 0.5);
	stats->p90 = quantile(stats->sorted, stats->count, 0.9);
	stats->p99 = quantile(stats->sorted, stats->count, 0.99);
	stats->std = deviation(stats->sorted, stats->count, stats->mean);
	stats->self_sum = whole_ns(total_of(&sums->self));
	stats->thread_cpu_sum = whole_ns(total_of(&sums->thread_cpu));
	stats->cpu_delta_mean = mean_of(&sums->cpu_delta);
	stats->memory_mean = mean_of(&sums->memory);
	stats->memory_sum = total_of(&sums->memory);
}

static void collect(const struct calls *calls, enum aggregate_time time,
		    struct aggregate *aggregate, struct sums *sums)
{
	struct call call;
	size_t first = 0;

	for (size_t i = 0; i < calls__count(calls); i++)
		aggregate->functions[calls__function_of(calls, i)].count++;
	for (size_t i = 0; i < aggregate->count; i++) {
		struct function_stats *stats = &aggregate->functions[i];

		stats->function = i;
		stats->name = calls__function(calls, i);
		stats->sorted = aggregate->durations + first;
		sums[i].first = first;
		first += stats->count;
	}
	for (size_t i = 0; i < calls__count(calls); i++) {
		struct sums *own;

		calls__get_numbers(calls, i, &call);
		own = &sums[call.function];
		aggregate->durations[own->first + own->filled++] =
			time == AGGREGATE_PERF ? call.perf_s : call.duration_s;
		add(&own->self, call.self_s);
		add(&own->thread_cpu, call.thread_cpu_s);
		add(&own->cpu_delta, call.end_cpu - call.start_cpu);
		add(&own->memory, call_memory_mb(&call));
	}
}

static int by_sum(const void *a, const void *b)
{
	const struct function_stats *x = a, *y = b;

	if (x->sum != y->sum)
		return x->sum > y->sum ? -1 : 1;
	return x->function < y->function ? -1 : 1;
}

static int compute(const struct calls *calls, enum aggregate_time time, struct aggregate *aggregate,
		   struct sums *sums, struct sort_item *items)
{
	int err = 0;

	collect(calls, time, aggregate, sums);
	for (size_t i = 0; i < aggregate->count && !err; i++) {
		err = sort_durations(aggregate->durations + sums[i].first,
				     aggregate->functions[i].count, items);
		describe(&aggregate->functions[i], &sums[i]);
		aggregate->total += aggregate->functions[i].sum;
	}
	qsort(aggregate->functions, aggregate->count, sizeof(*aggregate->functions), by_sum);
	return err;
}

int aggregate__make(const struct calls *calls, enum aggregate_time time,
		    struct aggregate *aggregate)
{
	size_t functions = calls__functions(calls), count = calls__count(calls);
	struct sums *sums = calloc(functions + 1, sizeof(*sums));
	struct sort_item *items = malloc((count + 1) * sizeof(*items));
	int err = -ENOMEM;

	*aggregate = (struct aggregate){
		.count = functions,
		.functions = calloc(functions + 1, sizeof(*aggregate->functions)),
		.durations = malloc((count + 1) * sizeof(*aggregate->durations)),
	};
	if (sums && items && aggregate->functions && aggregate->durations)
		err = compute(calls, time, aggregate, sums, items);
	free(sums);
	free(items);
	if (err)
		aggregate__free(aggregate);
	return err;
}

void aggregate__free(struct aggregate *aggregate)
{
	free(aggregate->functions);
	free(aggregate->durations);
	*aggregate = (struct aggregate){ .count = 0 };
}
