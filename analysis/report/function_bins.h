/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Histograms of all calls of each function. */
#ifndef MAAP_ANALYSIS_REPORT_FUNCTION_BINS_H
#define MAAP_ANALYSIS_REPORT_FUNCTION_BINS_H

#include <stdbool.h>

#include "../../user/util/strbuf.h"
#include "../aggregate.h"

#define SHARED_BINS 48 /* of the histograms in the table: one axis for all functions */
#define OWN_BINS    60 /* of a function's own histogram, from its fastest to its slowest call */

/*
 * How many of each function's calls, all of them, are in each bin; columns, by function. Functions
 * after the first `alone` are one row, with no bins of its own.
 */
struct function_bins {
	double low, high; /* of the shared axis, s; logarithmic */
	struct strbuf shared, own;
};

/* Returns 0 or -ENOMEM. Free with function_bins__free(). */
int function_bins__count(const struct aggregate *aggregate, size_t alone,
			 struct function_bins *bins);
void function_bins__free(struct function_bins *bins);

/* Whether a function's own bins are logarithmic. */
bool function_bins__logarithmic(const struct function_stats *function);

#endif
