/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * report.html: the run on one page that works offline. Its parts are built from analysis/web/ and
 * linked in; what is written here is the data between them (payload.h), which only the page's
 * script reads.
 */
#ifndef MAAP_ANALYSIS_REPORT_REPORT_H
#define MAAP_ANALYSIS_REPORT_REPORT_H

#include "../../user/util/safe_file.h"
#include "../aggregate.h"
#include "../calls.h"
#include "../errors.h"
#include "../run_info.h"

#define REPORT_NAME	     "report.html"
#define REPORT_CALLS_MAX     100000  /* more calls are sampled */
#define REPORT_FUNCTIONS_MAX 5000    /* the others are one row of the table */
#define REPORT_BYTES_MAX     3000000 /* of the whole file */

/*
 * comparison_json, of another run with this one, which is "after":
 *
 *   { "before": TEXT, "after": TEXT,	   what the two runs are called (folders, windows)
 *     "method": TEXT,			   how intervals and verdicts came about, one sentence
 *     "fail_above": NUMBER or null,	   percent
 *     "functions_total": N, "slower": N, "faster": N,  of all; without: of "functions"
 *     "functions": [ {
 *	 "name": TEXT,
 *	 "calls_before": N, "calls_after": N,
 *	 "median_before": S, "median_after": S,	       seconds, null: none
 *	 "median_change": { "percent": P, "low": P, "high": P },  95 % interval; null: not known
 *	 "total_before": S, "total_after": S,
 *	 "total_change": { "percent": P, "low": P, "high": P },
 *	 "verdict": "slower" | "faster" | "no significant change" |
 *		    "below the tracer's resolution" | "too few calls" | "new" | "gone"
 *     }, ... ] }			   by effect, the largest first
 *
 * Any number may be null; unknown keys are ignored; it must be valid JSON.
 */
struct report_input {
	const struct calls *calls;
	const struct aggregate *aggregate;
	const struct errors *errors; /* NULL: none */
	const struct run_info *info;
	const char *comparison_json; /* NULL: none */
};

/* Writes report.html into the folder. Returns 0 or a negative errno and has said why. */
int report__write(const struct report_input *input, const struct output_dir *folder);

#endif
