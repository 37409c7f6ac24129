/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The run to compare with, from the results.csv of an earlier results pass. */
#ifndef MAAP_ANALYSIS_COMPARE_BASELINE_H
#define MAAP_ANALYSIS_COMPARE_BASELINE_H

#include <stdbool.h>

#include "sample.h"

struct baseline;

/* Is there a results.csv in the folder? (If not, it may hold logs.) */
bool baseline__has_results(const char *folder);

/*
 * Reads FOLDER/results.csv: its columns "Function" and "Perf Duration (s)", wherever they stand; of
 * calls that maap-trace recorded "Duration (from log)" instead, as struct call's duration_s. Rows
 * are taken to be in order of start time, as they are written.
 * Rows that are no good are left out, counted, and told on stderr. Returns 0, -ENOENT when there is
 * no such file, -EINVAL when it is not one of ours, -ENODATA when no call is in it, or another
 * negative errno, and has said what to do.
 */
int baseline__read(const char *folder, struct baseline **baseline);
void baseline__free(struct baseline *baseline);

/* Lives as long as the baseline; its label is the folder as it was given. */
const struct sample_set *baseline__samples(const struct baseline *baseline);

#endif
