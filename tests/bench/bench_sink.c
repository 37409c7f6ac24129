/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What writing one call costs: bench_sink FOLDER [CALLS]. Writes made-up calls to new files in
 * FOLDER (left there) and prints ns of wall time and of CPU per call, the kernel's share apart.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "../../user/sink/console.h"
#include "../../user/sink/csv.h"
#include "../../user/sink/fanout.h"
#include "../../user/sink/json_log.h"
#include "../../user/sink/summary.h"

#define FUNCTIONS 8

enum { WITH_JSON = 1, WITH_CSV = 2, WITH_SUMMARY = 4 };

struct cost {
	double wall;
	double user;
	double system;
};

static double seconds(const struct timeval *time)
{
	return time->tv_sec + time->tv_usec / 1e6;
}

static struct cost cost_now(void)
{
	struct timespec wall;
	struct rusage usage;

	clock_gettime(CLOCK_MONOTONIC, &wall);
	getrusage(RUSAGE_SELF, &usage);
	return (struct cost){wall.tv_sec + wall.tv_nsec / 1e9, seconds(&usage.ru_utime),
			     seconds(&usage.ru_stime)};
}

#define WORD(string) {.text = string, .len = sizeof(string) - 1, .quoted = true, .plain = true}

static void make_call(struct call *call, const struct function_list *functions, uint64_t i)
{
	static const char digits[] = "0123456789abcdef";
	static struct rendered arguments[] = {
		WORD("0x7f3a12345678"), WORD("0x10"), WORD("0x1f2e3"),
		WORD("0x7ffc12345678"), WORD("0x0"),  WORD("0xffffffffffffffff"),
	};

	*call = (struct call){
		.function = functions->items[i % functions->count],
		.number = i + 1,
		.uuid = "019a0000-0000-7000-8000-000000000000",
		.parent_uuid = "019a0000-0000-7000-8000-000000000001",
		.start_ns = 12345000000000 + i * 3000,
		.end_ns = 12345000000000 + i * 3000 + 2345,
		.start_epoch_ns = 1764000000000000000 + i * 3000,
		.end_epoch_ns = 1764000000000000000 + i * 3000 + 2345,
		.duration_ns = 1500 + i % 977,
		.raw_ns = 2345,
		.self_ns = 900 + i % 977,
		.pid = 12345,
		.tid = 12350,
		.depth = i % 5,
		.outcome = MAAP_RETURNED,
		.end_exact = true,
		.has_resources = true,
		.has_rss_end = true,
		.thread_cpu_ns = 1400,
		.process_cpu_ns = 1800,
		.off_cpu_ns = 100,
		.rss_start_bytes = 123456 * 4096ull,
		.rss_end_bytes = (123456 + i % 3) * 4096ull,
		.minor_faults = i % 3,
		.start_sample = {1, 87.3, 987654321, 12, 45},
		.end_sample = {1, 87.3, 987654321, 12, 45},
		.arguments = arguments,
		.argument_count = sizeof(arguments) / sizeof(*arguments),
		.result = &arguments[1],
	};
	for (int at = 35; at >= 28; at--, i >>= 4)
		call->uuid[at] = digits[i & 15];
}

/* Opens one sink and adds it; a failure has been said. */
static void add(struct sink *fanout, int err, struct sink **sink)
{
	if (err || fanout_add(fanout, *sink))
		exit(1);
}

static struct sink *open_sinks(const struct output_dir *dir, const struct run *run, int which)
{
	struct json_log_options json = {dir, 10 << 20, 5};
	struct csv_options csv = {dir};
	struct sink *all, *sink;

	if (fanout_open(&all))
		exit(1);
	if (which & WITH_JSON)
		add(all, json_log_open(&json, run, &sink), &sink);
	if (which & WITH_CSV)
		add(all, csv_open(&csv, run, &sink), &sink);
	if (which & WITH_SUMMARY)
		add(all, summary_open(run, &sink), &sink);
	return all;
}

static void measure(const char *what, const struct output_dir *dir, const struct run *run,
		    int which, uint64_t calls)
{
	struct sink *sink = open_sinks(dir, run, which);
	struct cost before = cost_now(), after;
	struct call call;

	for (uint64_t i = 0; i < calls; i++) {
		make_call(&call, run->functions, i);
		if (sink->call(sink, &call))
			exit(1);
	}
	sink->flush(sink);
	after = cost_now();
	sink->close(sink);
	printf("%-18s %7.0f ns/call wall, %7.0f user, %7.0f system\n", what,
	       (after.wall - before.wall) * 1e9 / calls, (after.user - before.user) * 1e9 / calls,
	       (after.system - before.system) * 1e9 / calls);
}

int main(int argc, char **argv)
{
	struct function items[FUNCTIONS];
	struct function *pointers[FUNCTIONS];
	struct function_list functions = {pointers, FUNCTIONS};
	struct run run = {"0123456789abcdef", 1764000000000000000, 16ull << 30, &functions, NULL};
	uint64_t calls = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000;
	struct output_dir *dir;

	if (argc < 2 || !calls) {
		fprintf(stderr, "usage: bench_sink FOLDER [CALLS]\n");
		return 2;
	}
	for (uint32_t i = 0; i < FUNCTIONS; i++) {
		pointers[i] = &items[i];
		items[i] = (struct function){.id = i,
					     .name = i % 2 ? "parse_row"
							   : "net::http::parser::parse(int, char)",
					     .symbol = "parse_row",
					     .module_name = "libparser.so.1"};
	}
	if (output_dir_open(argv[1], NULL, &dir))
		return 1;
	measure("(making the calls)", dir, &run, 0, calls);
	measure("JSON", dir, &run, WITH_JSON, calls);
	measure("CSV", dir, &run, WITH_CSV, calls);
	measure("summary", dir, &run, WITH_SUMMARY, calls);
	measure("JSON + CSV", dir, &run, WITH_JSON | WITH_CSV, calls);
	output_dir_close(dir);
	return 0;
}
