/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A sink takes finished calls somewhere: console, JSON log, CSV, summary. A small table of
 * functions that each output fills in; any may be NULL. All return 0 or a negative errno and have
 * logged the one line of context when they fail.
 */
#ifndef MAAP_SINK_SINK_H
#define MAAP_SINK_SINK_H

#include "../record/call.h"
#include "../record/error_record.h"

struct sink {
	const char *name;
	int (*call)(struct sink *sink, const struct call *call);
	int (*loss)(struct sink *sink, const struct loss *loss);
	int (*flush)(struct sink *sink); /* give the operating system what is buffered */
	int (*close)(struct sink *sink); /* flush, close, free the sink itself */
	int (*functions)(struct sink *sink, const struct later_functions *functions);
	int (*error)(struct sink *sink, const struct error_record *record);
};

#endif
