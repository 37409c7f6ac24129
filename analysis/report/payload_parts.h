/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the JSON text of the payload is put together from. */
#ifndef MAAP_ANALYSIS_REPORT_PAYLOAD_PARTS_H
#define MAAP_ANALYSIS_REPORT_PAYLOAD_PARTS_H

#include "function_bins.h"
#include "sample.h"

void payload__put_run(const struct report_input *input, const struct sample *sample,
		      struct strbuf *json);
void payload__put_functions(const struct report_input *input, const struct sample *sample,
			    const struct function_bins *bins, struct strbuf *json);

/* Ids and arguments of the slowest calls. */
void payload__put_details(const struct report_input *input, const struct sample *sample,
			  struct strbuf *json);
void payload__put_open(const struct report_input *input, const struct sample *sample,
		       struct strbuf *json);

/* With about `room` bytes: first backtraces are left out, then errors. */
void payload__put_errors(const struct errors *errors, size_t room, struct strbuf *json);

#endif
