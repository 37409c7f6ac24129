// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "run_window.h"

#include "reserve.h"

static int add_cluster(struct run_window *window, const struct sort_item *first, size_t records,
		       size_t min_cluster)
{
	int err = reserve((void **)&window->clusters, &window->room, sizeof(*window->clusters),
			  window->count + 1);

	if (!err)
		window->clusters[window->count++] = (struct cluster){
			.first_ns = first->key,
			.last_ns = first[records - 1].key,
			.records = records,
			.run = records >= min_cluster ? ++window->runs : 0,
		};
	return err;
}

static int split(const struct sort_item *records, size_t count,
		 const struct window_options *options, struct run_window *window)
{
	size_t from = 0;
	int err = 0;

	for (size_t i = 1; i <= count && !err; i++) {
		/* Unsigned: the difference of two stamps may not fit otherwise. */
		if (i < count && (uint64_t)records[i].key - (uint64_t)records[i - 1].key <=
					 (uint64_t)options->gap_ns)
			continue;
		err = add_cluster(window, records + from, i - from, options->min_cluster);
		from = i;
	}
	return err;
}

int run_window__find(const struct sort_item *records, size_t count,
		     const struct window_options *options, struct run_window *window)
{
	size_t wanted;
	int err;

	*window = (struct run_window){ .start_ns = options->start_ns, .end_ns = options->end_ns };
	err = split(records, count, options, window);
	if (err)
		return err;
	window->taken = window->count;
	if (options->has_start && options->has_end)
		return 0;
	wanted = options->run ? options->run : window->runs;
	for (size_t i = 0; i < window->count; i++)
		if (wanted && window->clusters[i].run == wanted)
			window->taken = i;
	if (window->taken == window->count)
		return -ENOENT;
	if (!options->has_start)
		window->start_ns = window->clusters[window->taken].first_ns;
	if (!options->has_end)
		window->end_ns = window->clusters[window->taken].last_ns;
	return 0;
}

void run_window__free(struct run_window *window)
{
	free(window->clusters);
	*window = (struct run_window){ .clusters = NULL };
}

/* How many records are before `stamp`, or up to it. */
static size_t records_below(const struct sort_item *records, size_t count, int64_t stamp,
			    bool inclusive)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (records[middle].key < stamp || (inclusive && records[middle].key == stamp))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void records_between(const struct sort_item *records, size_t record_count, int64_t start_ns,
		     int64_t end_ns, size_t *first, size_t *count)
{
	size_t end = records_below(records, record_count, end_ns, true);

	*first = records_below(records, record_count, start_ns, false);
	*count = end > *first ? end - *first : 0;
}
