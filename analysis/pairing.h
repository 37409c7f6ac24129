/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which end belongs to which start. A key (name, id) with exactly one start and one end pairs,
 * whatever their order and times; otherwise an end pairs with the latest unpaired start of its key
 * in reading order. A line that repeats another byte for byte counts once.
 */
#ifndef MAAP_ANALYSIS_PAIRING_H
#define MAAP_ANALYSIS_PAIRING_H

#include "log.h"

/* Numbers of events. */
struct pair {
	uint32_t start, end;
};

enum event_state {
	EVENT_LONE, /* without partner */
	EVENT_PAIRED,
	EVENT_REPEATED, /* the line stood in the log before */
	EVENT_REPLACED, /* its partner has rotated away; a row of the results file has the call */
};

struct pairing {
	struct pair *pairs;
	size_t count, room;
	uint8_t *states; /* enum event_state of each event */
};

/*
 * Returns 0, -ENOMEM, -EOVERFLOW (4 billion events), or another negative errno when lines that may
 * be equal cannot be read again (-EIO: the file has been cut). Free with pairing__free() either
 * way.
 */
int pairing__make(const struct log *log, struct pairing *pairing);
void pairing__free(struct pairing *pairing);

#endif
