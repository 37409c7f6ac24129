/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls as the tracer hands them to its sinks, made up. */
#ifndef MAAP_TESTS_MADE_UP_CALL_H
#define MAAP_TESTS_MADE_UP_CALL_H

#include <stdio.h>

#include "../../user/record/call.h"

#define WORD(string) {.text = string, .len = sizeof(string) - 1, .quoted = true, .plain = true}

static inline struct call made_up_call(const struct function *function, uint64_t number)
{
	static struct rendered arguments[] = {
		WORD("0x1f"),	    WORD("0x0"),  WORD("0xffffffffffffffff"),
		WORD("0xdeadbeef"), WORD("0x10"), WORD("0x7ffc12345678"),
	};
	static struct rendered result = WORD("0x5");
	struct call call = {
		.function = function,
		.number = number,
		.parent_uuid = "",
		.start_ns = 12345123456789 + number * 1000000,
		.end_ns = 12345123469134 + number * 1000000,
		.start_epoch_ns = 1764000000123456789 + number * 1000000,
		.end_epoch_ns = 1764000000123469134 + number * 1000000,
		.duration_ns = 12345,
		.raw_ns = 12999,
		.self_ns = 2345,
		.pid = 4242,
		.tid = 4243,
		.depth = 2,
		.outcome = MAAP_RETURNED,
		.end_exact = true,
		.has_resources = true,
		.has_rss_end = true,
		.has_thread_cpu = true,
		.thread_cpu_ns = 11000,
		.process_cpu_ns = 15000,
		.off_cpu_ns = 1345,
		.rss_start_bytes = 4096 * 1000,
		.rss_end_bytes = 4096 * 1001,
		.minor_faults = 1,
		.start_sample = {1, 12.34, 5000000, 3, 4},
		.end_sample = {2, 99.96, 5004096, 5, 6},
		.arguments = arguments,
		.argument_count = sizeof(arguments) / sizeof(*arguments),
		.result = &result,
	};

	snprintf(call.uuid, sizeof(call.uuid), "019a0000-0000-7000-8000-%012x",
		 (unsigned int)number);
	return call;
}

static inline struct run made_up_run(const struct function_list *functions)
{
	return (struct run){
		.id = "0123456789abcdef",
		.start_epoch_ns = 1764000000000000000,
		.physical_memory_bytes = 1ull << 30,
		.functions = functions,
		.metadata_json = "\"version\":\"0.1\",\"targets\":[1]",
	};
}

#endif
