/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the JSON text of the payload is put together from. */
#ifndef MAAP_ANALYSIS_REPORT_PAYLOAD_PARTS_H
#define MAAP_ANALYSIS_REPORT_PAYLOAD_PARTS_H

#include "sample.h"

#define SHARED_BINS 48 /* of the histograms in the table: one axis for all functions */
#define OWN_BINS    60 /* of a function's own histogram, from its fastest to its slowest call */

/* How many of each function's calls, all of them, are in each bin; columns, by function. */
struct function_bins {
	double low, high; /* of the shared axis, s; logarithmic */
	struct strbuf shared, own;
};

void function_bins__count(const struct aggregate *aggregate, struct function_bins *bins);
void function_bins__free(struct function_bins *bins);

/* Whether a function's own bins are logarithmic. */
bool function_bins__logarithmic(const struct function_stats *function);

void payload__put_run(const struct report_input *input, const struct sample *sample,
		      struct strbuf *json);
void payload__put_functions(const struct report_input *input, const struct sample *sample,
			    const struct function_bins *bins, struct strbuf *json);

/* Ids and arguments of the slowest calls. */
void payload__put_details(const struct report_input *input, const struct sample *sample,
			  struct strbuf *json);
void payload__put_errors(const struct errors *errors, struct strbuf *json);

#endif
