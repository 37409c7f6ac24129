// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "../user/util/escape.h"
#include "../user/util/format.h"
#include "number_text.h"
#include "out_file.h"
#include "tables.h"

static const char header[] =
	"Function,Perf Duration (s)_count,Perf Duration (s)_sum,Perf Duration (s)_mean,"
	"Perf Duration (s)_max,CPU Delta_mean,Memory Delta (MB)_mean,Perf Duration (s)_p50,"
	"Perf Duration (s)_p90,Perf Duration (s)_p99,Perf Duration (s)_min,Perf Duration (s)_std,"
	"Self Time (s)_sum,Thread CPU Time (sec)_sum,Errors\n";

static void put_row(struct out_file *out, const struct function_stats *stats)
{
	const double before_p50[] = { stats->sum, stats->mean, stats->max, stats->cpu_delta_mean,
				      stats->memory_mean };
	const double from_p50[] = { stats->p50, stats->p90,	 stats->p99,	       stats->min,
				    stats->std, stats->self_sum, stats->thread_cpu_sum };
	size_t len = strlen(stats->name);
	char *p = out_file__room(out, ESCAPE_CSV_MAX(len) + 16 * (NUMBER_TEXT_MAX + 1));

	if (!p)
		return;
	p = escape_csv(p, stats->name, len);
	*p++ = ',';
	p = format_u64(p, stats->count);
	*p++ = ',';
	for (size_t i = 0; i < sizeof(before_p50) / sizeof(*before_p50); i++) {
		p = number_text(p, before_p50[i]);
		*p++ = ',';
	}
	for (size_t i = 0; i < sizeof(from_p50) / sizeof(*from_p50); i++) {
		p = number_text(p, from_p50[i]);
		*p++ = ',';
	}
	p = format_u64(p, stats->errors);
	*p++ = '\n';
	out_file__took(out, p);
}

int aggregate_csv__write(const struct aggregate *aggregate, const struct output_dir *folder)
{
	struct out_file out;
	int err = out_file__open(&out, folder, "results_aggregate.csv");

	if (err)
		return err;
	out_file__put(&out, header, sizeof(header) - 1);
	for (size_t i = 0; i < aggregate->count; i++)
		put_row(&out, &aggregate->functions[i]);
	return out_file__close(&out);
}
