/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the kernel's events to calls with names, ids and times of day. */
#ifndef MAAP_RECORD_DECODE_EVENT_H
#define MAAP_RECORD_DECODE_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "call.h"
#include "captured.h"
#include "clock.h"
#include "process_table.h"
#include "values.h"

struct decoder {
	const struct function_list *functions;
	struct run_clock clock;
	uint32_t run_key;
	bool resources;
	bool args;
	uint64_t page_bytes;
	uint64_t bias_ns[MAAP_COST_CLASSES]; /* of a call's own probes, within raw_ns */
	const struct process_table *processes;
	struct captured_store *captured; /* these two where `args` is set */
	struct values *values;
};

/* Fills *call; its pointers are to what the decoder holds. False for an event that is not sound. */
bool decoder__decode(const struct decoder *decoder, const struct call_event *event,
		     struct call *call);

#endif
