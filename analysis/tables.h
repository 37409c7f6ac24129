/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* results.csv and results_aggregate.csv. */
#ifndef MAAP_ANALYSIS_TABLES_H
#define MAAP_ANALYSIS_TABLES_H

#include "../user/util/safe_file.h"
#include "aggregate.h"
#include "calls.h"

/* Both return 0 or a negative errno and have said what to do. */
struct progress;

int results_csv__write(const struct calls *calls, const struct output_dir *folder,
		       struct progress *progress);
int aggregate_csv__write(const struct aggregate *aggregate, const struct output_dir *folder);

#endif
