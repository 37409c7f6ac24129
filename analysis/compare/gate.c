// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* --fail-above: the comparison as a gate. */
#include <math.h>

#include "../../user/util/log.h"
#include "../figures/label.h"
#include "compare.h"
#include "text.h"

#define NAMED 10 /* functions told one by one */

bool compared__exceeds(const struct compared *function, double percent)
{
	if (function->verdict != VERDICT_SLOWER)
		return false;
	/* From 0 to anything is more than any percentage. */
	return isnan(function->median.change.percent) || function->median.change.percent > percent;
}

bool comparison__exceeds(const struct comparison *comparison, double percent)
{
	for (size_t i = 0; i < comparison->count; i++) {
		if (compared__exceeds(&comparison->functions[i], percent))
			return true;
	}
	return false;
}

static void explain(const struct compared *function)
{
	char name[LABEL_BYTES(80)], before[SECONDS_BYTES], after[SECONDS_BYTES];
	char change[CHANGE_BYTES], interval[INTERVAL_BYTES];

	label__make(name, function->name, 80);
	seconds_text(before, function->median.before);
	seconds_text(after, function->median.after);
	change_text(change, function->median.change.percent);
	interval_text(interval, &function->median.change);
	log_error("%s got slower: median %s, before %s: %s (95 %% interval %s)", name, after,
		  before, change, interval);
}

void comparison__explain_excess(const struct comparison *comparison, double percent)
{
	size_t failed = 0;

	for (size_t i = 0; i < comparison->count; i++) {
		if (!compared__exceeds(&comparison->functions[i], percent))
			continue;
		if (failed++ < NAMED)
			explain(&comparison->functions[i]);
	}
	if (failed > NAMED)
		log_error("and %zu more, see comparison.csv", failed - NAMED);
	if (failed)
		log_error("%zu %s slower by more than %g %%", failed,
			  failed == 1 ? "function is" : "functions are", percent);
}
