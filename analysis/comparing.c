// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "comparing.h"

#include <errno.h>
#include <stdlib.h>

#include "../user/util/log.h"
#include "compare/baseline.h"

struct comparing {
	struct baseline *baseline; /* NULL: from logs */
	struct run run;
	bool run_open;
	struct sample_set from_logs, after;
	struct comparison comparison;
};

static int make_set(const struct run *run, const char *label, struct sample_set *set)
{
	int err = sample_set__of_aggregate(set, &run->aggregate, run->calls, label);

	if (!err && run->info.ours)
		set->resolution = TRACER_RESOLUTION_S;
	return err;
}

static int open_logs(const struct options *options, struct comparing *comparing)
{
	/* What chooses this run's lines does not choose the other's. */
	struct options other = { .window = { .gap_ns = options->window.gap_ns,
					     .min_cluster = options->window.min_cluster } };
	int err = run__open(options->compare, "--compare", &other, &comparing->run);

	comparing->run_open = true;
	if (!err)
		err = run__summarize(&comparing->run, &other);
	if (!err)
		err = make_set(&comparing->run, options->compare, &comparing->from_logs);
	return err;
}

int comparing__open(const struct options *options, struct comparing **comparing)
{
	struct comparing *made = calloc(1, sizeof(*made));
	int err;

	if (!made)
		return -ENOMEM;
	if (baseline__has_results(options->compare))
		err = baseline__read(options->compare, &made->baseline);
	else
		err = open_logs(options, made);
	if (err) {
		comparing__free(made);
		log_error("--compare takes the folder of an earlier run's results, or of its logs");
		return err;
	}
	*comparing = made;
	return 0;
}

int comparing__make(struct comparing *comparing, const struct run *run)
{
	const struct sample_set *before = comparing->baseline
						  ? baseline__samples(comparing->baseline)
						  : &comparing->from_logs;
	int err = make_set(run, run->info.logdir, &comparing->after);

	if (!err)
		err = comparison__make(before, &comparing->after, &comparing->comparison);
	if (err)
		log_error("not enough memory to compare the runs");
	return err;
}

const struct comparison *comparing__result(const struct comparing *comparing)
{
	return &comparing->comparison;
}

void comparing__free(struct comparing *comparing)
{
	if (!comparing)
		return;
	comparison__free(&comparing->comparison);
	free(comparing->after.samples);
	free(comparing->from_logs.samples);
	baseline__free(comparing->baseline);
	if (comparing->run_open)
		run__close(&comparing->run);
	free(comparing);
}
