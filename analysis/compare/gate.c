// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* --fail-above: the comparison as a gate. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../user/util/log.h"
#include "../figures/label.h"
#include "compare.h"
#include "text.h"

#define NAMED		 10 /* functions told one by one */
#define UNJUDGED_NAMED	 5  /* of those that could not be judged, for each reason */
#define UNJUDGED_COLUMNS 40 /* of the name of one */

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
	change_from_text(change, &function->median.change, function->median.before);
	interval_text(interval, &function->median.change, true);
	if (isnan(function->median.change.percent))
		log_error("%s got slower: median %s, before %s: no percentage %s", name, after,
			  before, change);
	else
		log_error("%s got slower: median %s, before %s: %s (95 %% interval %s)", name,
			  after, before, change, interval);
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

bool comparison__judges(const struct comparison *comparison)
{
	const size_t *verdicts = comparison->verdicts;

	return verdicts[VERDICT_TOO_FEW] + verdicts[VERDICT_NEW] + verdicts[VERDICT_GONE] <
	       comparison->count;
}

/* "new: a, b and 3 more" */
static void put_names(FILE *file, const struct comparison *comparison, enum verdict verdict)
{
	char name[LABEL_BYTES(UNJUDGED_COLUMNS)];
	size_t named = 0;

	for (size_t i = 0; i < comparison->count && named < UNJUDGED_NAMED; i++) {
		if (comparison->functions[i].verdict != verdict)
			continue;
		label__make(name, comparison->functions[i].name, UNJUDGED_COLUMNS);
		fprintf(file, "%s%s", named++ ? ", " : ": ", name);
	}
	if (named < comparison->verdicts[verdict])
		fprintf(file, " and %zu more", comparison->verdicts[verdict] - named);
}

static void put_unjudged(FILE *file, const struct comparison *comparison)
{
	static const struct {
		enum verdict verdict;
		const char *reason;
	} reasons[] = {
		{ VERDICT_TOO_FEW, "fewer than 7 calls in a run" },
		{ VERDICT_NEW, "new" },
		{ VERDICT_GONE, "gone" },
	};
	const char *separator = "";

	_Static_assert(CHANGE_MIN_CALLS == 7, "as the text says");
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++) {
		if (!comparison->verdicts[reasons[i].verdict])
			continue;
		fprintf(file, "%s%s", separator, reasons[i].reason);
		put_names(file, comparison, reasons[i].verdict);
		separator = "; ";
	}
}

void comparison__explain_unjudged(const struct comparison *comparison)
{
	const size_t *verdicts = comparison->verdicts;
	size_t unjudged =
		verdicts[VERDICT_TOO_FEW] + verdicts[VERDICT_NEW] + verdicts[VERDICT_GONE];
	char *reasons = NULL;
	size_t len;
	FILE *file;

	if (!unjudged)
		return;
	file = open_memstream(&reasons, &len);
	if (file) {
		put_unjudged(file, comparison);
		fclose(file);
	}
	if (unjudged < comparison->count)
		log_info("%zu of %zu functions could not be judged (%s)", unjudged,
			 comparison->count, reasons ? reasons : "no memory to say why");
	else
		log_error("--fail-above: no function could be judged (%s)",
			  reasons ? reasons : "no memory to say why");
	free(reasons);
}
