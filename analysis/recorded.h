/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the recordings of a run say of themselves: which functions they traced, whether all is
 * there. */
#ifndef MAAP_ANALYSIS_RECORDED_H
#define MAAP_ANALYSIS_RECORDED_H

#include "calls.h"
#include "log.h"

struct recorded {
	bool cut; /* the first line of one of them is missing: lines have rotated away */
	struct string_table *functions;
	const char **never; /* traced, and in no line of a call */
	size_t never_count;
};

/* Whether a recording is part of the run. */
typedef bool (*recording_fn)(const void *arg, uint32_t number);

/* Returns 0 or -ENOMEM; recorded__free() frees either way. */
int recorded__read(const struct log *log, const struct calls *calls, recording_fn belongs,
		   const void *arg, struct recorded *recorded);
void recorded__free(struct recorded *recorded);

#endif
