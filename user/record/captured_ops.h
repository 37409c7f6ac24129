/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a capture record holds, by the ops of its plan. */
#ifndef MAAP_RECORD_CAPTURED_OPS_H
#define MAAP_RECORD_CAPTURED_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../bpf/event.h"

struct captured_ops {
	const __u64 *registers; /* those that come with the call's own event */
	size_t register_count;
	bool lost; /* the plan takes more, and there is no record */
	size_t count;
	const struct captured *heads[MAAP_CAPTURE_MAX_OPS]; /* each is followed by its bytes */
};

/* `event` may be NULL; `lost`: some record of the call is known to be. What is in the record beyond
 * its own length is not looked at. */
void captured_ops__read(struct captured_ops *ops, const struct capture_plan *plan,
			const struct capture_event *event, bool lost, const __u64 *registers,
			size_t register_count);

/* NULL: the op is missing. */
const struct captured *captured_ops__head(const struct captured_ops *ops, int op);
const char *captured__bytes(const struct captured *head);

#endif
