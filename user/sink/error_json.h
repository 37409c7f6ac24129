/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An error as a line of error.log. */
#ifndef MAAP_SINK_ERROR_JSON_H
#define MAAP_SINK_ERROR_JSON_H

#include "../record/error_record.h"
#include "../util/format.h"
#include "../util/strbuf.h"

/* The whole line with its end. Without memory `buf` has failed. */
void put_error_json(struct strbuf *buf, const struct error_record *record, const struct run *run,
		    struct local_time_cache *times);

#endif
