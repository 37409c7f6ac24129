/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The text of a record's `message`: the grammar that PyMAAP's analysis reads. */
#ifndef MAAP_SINK_MESSAGE_H
#define MAAP_SINK_MESSAGE_H

#include "../record/call.h"
#include "../util/format.h"

#define MESSAGE_TAIL_MAX 512 /* bytes */

/*
 * The text of samples seen lately: a sample serves all calls of some tens of milliseconds, and its
 * figures are a third of a message. All zero to begin with; one per thread.
 */
#define MESSAGE_CACHE_SLOTS 8

struct message_cache {
	struct sample_text {
		struct process_sample sample;
		size_t cpu_len; /* 0: empty */
		size_t vms_len;
		size_t counts_len;
		char cpu[2 * FORMAT_NUMBER_MAX];    /* " cpu=1.0% rss=" */
		char vms[2 * FORMAT_NUMBER_MAX];    /* " vms=1 mem%=" */
		char counts[3 * FORMAT_NUMBER_MAX]; /* " threads=1 fds=1" */
	} slots[MESSAGE_CACHE_SLOTS];		    /* by process */
};

/*
 * The function's name as it stands in front: each run of white space and colons replaced by one
 * `_`, since the grammar separates by them. The caller frees it; NULL when there is no memory.
 */
char *message_name(const char *name);

/*
 * What follows the name: ": start: wall=… fds=4", and ": end: wall=…" (": unfinished: wall=…" for
 * a call that has not ended). Plain ASCII without quotes, commas or backslashes: neither JSON nor
 * CSV needs to escape it. Without resources the figures are 0, for the grammar wants digits.
 * Return the new end.
 */
char *message_start_tail(char *p, struct message_cache *cache, const struct run *run,
			 const struct call *call);
char *message_end_tail(char *p, struct message_cache *cache, const struct run *run,
		       const struct call *call);

#endif
