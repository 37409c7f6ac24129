/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* error.log: a JSON line for each error of a call; rotates. error_results.csv: a row each. */
#ifndef MAAP_SINK_ERROR_LOG_H
#define MAAP_SINK_ERROR_LOG_H

#include "../util/safe_file.h"
#include "sink.h"

#define ERROR_CSV_HEADER                                                                           \
	"Timestamp,UUID,Function Name,Error Message,Arguments,Kind,Type,Process ID,Thread ID"

struct error_log_options {
	const struct output_dir *dir; /* of the log; must outlive the sink */
	const char *name;	      /* of the log */
	uint64_t max_bytes;	      /* rotation; 0: never */
	unsigned int backup_count;    /* rotation; 0: never */
};

/* `run` must outlive the sink. Both return 0 or a negative errno and have said what to do. */
int error_log_open(const struct error_log_options *options, const struct run *run,
		   struct sink **sink);
int error_csv_open(const struct output_dir *dir, struct sink **sink);

#endif
