/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The arguments and the result of a call, from registers and captured memory to text. */
#ifndef MAAP_RECORD_VALUES_H
#define MAAP_RECORD_VALUES_H

#include "call.h"

struct values;

/*
 * Sees texts that are parts of values, as they were, before quotes and escapes are put around and
 * into them: what decides on secrets must see that. `cut`: there was more of it. It may change the
 * text; NULL: none.
 */
struct text_filter {
	void (*text)(void *context, const char **text, size_t *len, bool cut);
	void *context;
};

int values__new(const struct text_filter *filter, struct values **out); /* 0 or -ENOMEM */
void values__free(struct values *values);

/*
 * Fills the call's arguments and result. `entry` and `at_return`: what was captured of it, NULL
 * where nothing was or it got lost. They hold until the next call. Without memory there are none
 * (said once).
 */
void values__render(struct values *values, const struct call_event *event,
		    const struct capture_event *entry, const struct capture_event *at_return,
		    struct call *call);

#endif
