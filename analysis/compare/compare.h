/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Two runs side by side, function by function.
 *
 * Verdicts go by the median, since one call that the machine held up should not make a function
 * slow. They are given for all functions at once: each interval holds the truth 95 times of 100, so
 * among 200 functions of two equal runs ten intervals would lie off 0 by chance and every second
 * one of those would fail a build. By Holm's correction the chance of even one wrong "slower" or
 * "faster" in the whole comparison is at most 5 %. So an interval may lie off 0 and the verdict be
 * "no significant change". Only functions with enough calls in both runs are counted for it.
 *
 * That 5 % is for runs that are alike but for chance, call by call. Two recordings of one program
 * are not: the second met another state of the machine (frequency, caches, neighbours, where memory
 * came to lie), which moves all calls of a run together. No statistics of the calls of two runs can
 * know by how much; only more recordings show it. What is known is the tracer: medians that differ
 * by less than the resolution of either run (sample.h) are not called slower or faster.
 *
 * The limit of a gate (--fail-above) is for the estimate: a function fails when it is significantly
 * slower (than before, not than the limit) and its median grew by more than the limit. The whole
 * interval above the limit would let a function through that most likely is beyond it, the more
 * easily the less is known. The limit has another job as well: it has to be above what recordings
 * of one program differ by, since with many calls every such difference is significant.
 */
#ifndef MAAP_ANALYSIS_COMPARE_COMPARE_H
#define MAAP_ANALYSIS_COMPARE_COMPARE_H

#include <stdbool.h>
#include <stdio.h>

#include "../../user/util/safe_file.h"
#include "change.h"
#include "sample.h"

enum verdict {
	VERDICT_SLOWER,
	VERDICT_FASTER,
	VERDICT_NO_CHANGE,  /* none that is significant */
	VERDICT_UNRESOLVED, /* one, of less than the tracer tells: below its resolution */
	VERDICT_TOO_FEW,    /* calls, in one of the runs */
	VERDICT_NEW,	    /* only in the second run */
	VERDICT_GONE,	    /* only in the first */
	VERDICTS,
};

/* "slower", "no significant change", ... */
const char *verdict_name(enum verdict verdict);

struct compared {
	const char *name;
	const struct sample *before, *after; /* NULL: not in that run */
	struct median_change median;	     /* of the run that has it when it is one alone */
	struct change total;
	double p_value; /* of the median's change, corrected for the number of functions */
	enum verdict verdict;
};

/*
 * Functions by verdict in the order above, and within it by the size of the change of the median,
 * the largest first, significant or not (a change from 0 is the largest of all); new and gone ones
 * by their total time. Equal ones by name.
 */
struct comparison {
	const struct sample_set *before, *after; /* both must outlive it */
	struct compared *functions;
	size_t count;
	size_t verdicts[VERDICTS]; /* how many functions have it */
};

/* Returns 0 or -ENOMEM. Free with comparison__free(). */
int comparison__make(const struct sample_set *before, const struct sample_set *after,
		     struct comparison *comparison);
void comparison__free(struct comparison *comparison);

/* Is any function significantly slower, by more than `percent` of its median? */
bool comparison__exceeds(const struct comparison *comparison, double percent);

/* The same for one of its functions. */
bool compared__exceeds(const struct compared *function, double percent);

/* Tells on stderr which functions are, the first ten of them by name. */
void comparison__explain_excess(const struct comparison *comparison, double percent);

/* Could the change of any function be judged: is it in both runs, with enough calls? */
bool comparison__judges(const struct comparison *comparison);

/* Tells on stderr which functions could not be judged, and why; or that none could. */
void comparison__explain_unjudged(const struct comparison *comparison);

/* comparison.csv. Returns 0 or a negative errno and has said what to do. */
int comparison__write_csv(const struct comparison *comparison, const struct output_dir *folder);

/*
 * For the page, in the form that report/report.h tells; the caller frees it, NULL without memory.
 * `fail_above` in percent, NAN: no gate.
 */
char *comparison__json(const struct comparison *comparison, double fail_above);

#define COMPARISON_MIN_COLUMNS 60

/* For people: how many functions have which verdict, then the `rows` functions that matter most,
 * each a line of at most `columns` columns: what has no room is left out, the medians' change last.
 * Less than COMPARISON_MIN_COLUMNS are taken as so many. */
void comparison__print(const struct comparison *comparison, FILE *file, size_t rows,
		       size_t columns);

#endif
