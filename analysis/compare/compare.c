// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "compare.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../aggregate.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[VERDICTS] = {
		[VERDICT_SLOWER] = "slower",
		[VERDICT_FASTER] = "faster",
		[VERDICT_NO_CHANGE] = "no significant change",
		[VERDICT_UNRESOLVED] = "below the tracer's resolution",
		[VERDICT_TOO_FEW] = "too few calls",
		[VERDICT_NEW] = "new",
		[VERDICT_GONE] = "gone",
	};

	return names[verdict];
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct sample *const *)a)->name,
		      (*(const struct sample *const *)b)->name);
}

static const struct sample **sorted_by_name(const struct sample_set *set)
{
	const struct sample **sorted = calloc(set->count + 1, sizeof(*sorted));

	if (!sorted)
		return NULL;
	for (size_t i = 0; i < set->count; i++)
		sorted[i] = &set->samples[i];
	qsort(sorted, set->count, sizeof(*sorted), by_name);
	return sorted;
}

/* Functions of either run, by name, each with what the runs have of it. */
static int match(struct comparison *comparison)
{
	const struct sample **before = sorted_by_name(comparison->before);
	const struct sample **after = sorted_by_name(comparison->after);
	size_t i = 0, j = 0;

	comparison->functions = calloc(comparison->before->count + comparison->after->count + 1,
				       sizeof(*comparison->functions));
	if (!before || !after || !comparison->functions) {
		free(before);
		free(after);
		return -ENOMEM;
	}
	while (before[i] || after[j]) {
		struct compared *function = &comparison->functions[comparison->count++];
		int order = !after[j]	 ? -1
			    : !before[i] ? 1
					 : strcmp(before[i]->name, after[j]->name);

		function->name = order <= 0 ? before[i]->name : after[j]->name;
		if (order <= 0)
			function->before = before[i++];
		if (order >= 0)
			function->after = after[j++];
	}
	free(before);
	free(after);
	return 0;
}

static int measure(struct compared *function)
{
	static const struct change none = { NAN, NAN, NAN };
	const struct sample *before = function->before, *after = function->after;

	function->p_value = 1;
	if (before && after) {
		function->total = total_change(before, after);
		return median_change(before, after, &function->median);
	}
	function->total = none;
	function->median = (struct median_change){
		.before = before ? quantile(before->sorted, before->count, 0.5) : NAN,
		.after = after ? quantile(after->sorted, after->count, 0.5) : NAN,
		.change = none,
		.p_value = 1,
	};
	return 0;
}

static enum verdict judge(const struct compared *function, double resolution)
{
	if (!function->before)
		return VERDICT_NEW;
	if (!function->after)
		return VERDICT_GONE;
	if (!change__possible(function->before, function->after))
		return VERDICT_TOO_FEW;
	if (function->p_value > 1 - CHANGE_CONFIDENCE ||
	    function->median.after == function->median.before)
		return VERDICT_NO_CHANGE;
	if (fabs(function->median.after - function->median.before) < resolution)
		return VERDICT_UNRESOLVED;
	return function->median.after > function->median.before ? VERDICT_SLOWER : VERDICT_FASTER;
}

static int by_p_value(const void *a, const void *b)
{
	double p = (*(const struct compared *const *)a)->median.p_value;
	double q = (*(const struct compared *const *)b)->median.p_value;

	return (p > q) - (p < q);
}

/* Holm: the smallest of m p-values counts m times, the next m - 1 times, none less than one before
 * it. */
static int correct_p_values(struct comparison *comparison)
{
	struct compared **tested = calloc(comparison->count + 1, sizeof(*tested));
	size_t count = 0;
	double least = 0;

	if (!tested)
		return -ENOMEM;
	for (size_t i = 0; i < comparison->count; i++) {
		struct compared *function = &comparison->functions[i];

		if (function->before && function->after &&
		    change__possible(function->before, function->after))
			tested[count++] = function;
	}
	qsort(tested, count, sizeof(*tested), by_p_value);
	for (size_t i = 0; i < count; i++) {
		least = fmax(least, tested[i]->median.p_value * (double)(count - i));
		tested[i]->p_value = fmin(1, least);
	}
	free(tested);
	return 0;
}

/* What the order within a verdict goes by, descending. */
static double weight(const struct compared *function)
{
	if (!function->before)
		return function->after->sum;
	if (!function->after)
		return function->before->sum;
	if (function->median.before == function->median.after)
		return 0;
	/* From 0, or to it: no factor is larger. */
	if (!(function->median.before > 0) || !(function->median.after > 0))
		return INFINITY;
	return fabs(log(function->median.after / function->median.before));
}

static int by_effect(const void *a, const void *b)
{
	const struct compared *f = a, *g = b;
	double p = weight(f), q = weight(g);

	if (f->verdict != g->verdict)
		return f->verdict < g->verdict ? -1 : 1;
	if (p != q)
		return p > q ? -1 : 1;
	return strcmp(f->name, g->name);
}

int comparison__make(const struct sample_set *before, const struct sample_set *after,
		     struct comparison *comparison)
{
	struct comparison made = { .before = before, .after = after };
	double resolution = fmax(before->resolution, after->resolution);
	int err = match(&made);

	for (size_t i = 0; !err && i < made.count; i++)
		err = measure(&made.functions[i]);
	if (!err)
		err = correct_p_values(&made);
	if (err) {
		comparison__free(&made);
		return err;
	}
	for (size_t i = 0; i < made.count; i++) {
		made.functions[i].verdict = judge(&made.functions[i], resolution);
		made.verdicts[made.functions[i].verdict]++;
	}
	qsort(made.functions, made.count, sizeof(*made.functions), by_effect);
	*comparison = made;
	return 0;
}

void comparison__free(struct comparison *comparison)
{
	free(comparison->functions);
	*comparison = (struct comparison){ 0 };
}
