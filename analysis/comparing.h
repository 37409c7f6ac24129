/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --compare: the other run, wherever it comes from, against this one. */
#ifndef MAAP_ANALYSIS_COMPARING_H
#define MAAP_ANALYSIS_COMPARING_H

#include "compare/compare.h"
#include "options.h"
#include "run.h"

struct comparing;

/*
 * Reads the other run: a results' folder, or else a folder of logs, its latest run. Returns 0;
 * -ENOENT when there is no run in it; or another negative errno; it has said what to do.
 */
int comparing__open(const struct options *options, struct comparing **comparing);
void comparing__free(struct comparing *comparing);

/* Compares with the summarized run, which must outlive it. Returns 0 or -ENOMEM, told. */
int comparing__make(struct comparing *comparing, const struct run *run);

const struct comparison *comparing__result(const struct comparing *comparing);

#endif
