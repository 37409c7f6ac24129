// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * make_page FOLDER SCENARIO [CALLS [FUNCTIONS [THREADS [PROCESSES]]]]: report.html of made-up
 * calls, for tests of the page and for people who change it. Prints what the page has to show, as
 * JSON.
 */
#include <time.h>

#include "../../analysis/report/report.h"
#include "../unit/fake_page_aggregate.h"

static const char *const HOSTILE[] = {
	"<img src=x onerror=\"window.pwned=1\">",
	"</script><script>window.pwned=2</script>",
	"<!--<script>\xe2\x80\xa8window.pwned=3//",
	"std::vector<std::pair<std::basic_string<char, std::char_traits<char>, "
	"std::allocator<char> "
	">, std::unordered_map<int, std::shared_ptr<ns::Deeply<ns::Nested<ns::Template<int, 42u> > "
	"> > > > >::emplace_back(std::pair<int, int>&&)",
	"\xe8\xa7\xa3\xe6\x9e\x90\xe5\x99\xa8::\xe8\xa7\xa3\xe6\x9e\x90(\xe6\x96\x87\xe5\xad\x97)",
	"\xf0\x9f\x9a\x80_launch \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
	"&lt;b&gt;bold&lt;/b&gt; {{7*7}} ${7*7} `x`",
	"a'b\"c\\d\te",
	"\xe2\x80\xaeright-to-left\xe2\x80\xac",
	"javascript:window.pwned=4",
	"__proto__",
	"bad\xff\xfeutf8",
};
#define HOSTILE_COUNT (sizeof(HOSTILE) / sizeof(*HOSTILE))

static const char COMPARISON[] =
	"{\"before\":\"logs-before\",\"after\":\"logs\",\"method\":\"95 % intervals by bootstrap "
	"(1,000 resamples); verdicts by Mann-Whitney, p < 0.01.\",\"fail_above\":10,\"functions\":["
	"{\"name\":\"parse_request\",\"calls_before\":1200,\"calls_after\":1250,"
	"\"median_before\":1.2e-5,\"median_after\":2.31e-5,\"median_change\":{\"percent\":92.5,"
	"\"low\":80.1,\"high\":104.9},\"total_before\":0.0144,\"total_after\":0.0289,"
	"\"total_change\":{\"percent\":100.4,\"low\":85,\"high\":117},\"verdict\":\"slower\"},"
	"{\"name\":\"<b onmouseover=window.pwned=5>lookup</b>\",\"calls_before\":900,"
	"\"calls_after\":880,\"median_before\":4e-4,\"median_after\":2.9e-4,\"median_change\":"
	"{\"percent\":-27.5,\"low\":-35,\"high\":-20},\"total_before\":0.36,\"total_after\":0.255,"
	"\"total_change\":{\"percent\":-29.1,\"low\":-38,\"high\":-18},\"verdict\":\"faster\"},"
	"{\"name\":\"read_index\",\"calls_before\":100,\"calls_after\":101,\"median_before\":0.002,"
	"\"median_after\":0.00204,\"median_change\":{\"percent\":2,\"low\":-3,\"high\":7},"
	"\"total_before\":0.21,\"total_after\":0.214,\"total_change\":{\"percent\":1.9,\"low\":-6,"
	"\"high\":9},\"verdict\":\"no significant change\"},"
	"{\"name\":\"flush_cache\",\"calls_before\":3,\"calls_after\":2,\"median_before\":0.01,"
	"\"median_after\":0.02,\"median_change\":{\"percent\":100,\"low\":null,\"high\":null},"
	"\"total_before\":0.03,\"total_after\":0.04,\"total_change\":null,\"verdict\":"
	"\"too few calls\"},"
	"{\"name\":\"store::Engine::compress_block\",\"calls_before\":0,\"calls_after\":12,"
	"\"median_before\":null,\"median_after\":0.001,\"median_change\":null,\"total_before\":"
	"null,"
	"\"total_after\":0.013,\"total_change\":null,\"verdict\":\"new\"},"
	"{\"name\":\"old_path\",\"calls_before\":7,\"calls_after\":0,\"median_before\":0.001,"
	"\"median_after\":null,\"median_change\":null,\"total_before\":0.007,\"total_after\":null,"
	"\"total_change\":null,\"verdict\":\"gone\"}]}";

static size_t number(int argc, char **argv, int index, size_t otherwise)
{
	return argc > index ? strtoull(argv[index], NULL, 10) : otherwise;
}

static struct error_frame *make_frames(size_t count)
{
	struct error_frame *frames = calloc(count, sizeof(*frames));

	for (size_t i = 0; i < count; i++) {
		char symbol[64];

		snprintf(symbol, sizeof(symbol), "frame_%zu<T>(int, char const*)", i);
		frames[i] = (struct error_frame){
			.symbol = i == 3 ? NULL : strdup(symbol),
			.module = i % 2 ? "/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30"
					: "/srv/app/server",
			.file = i % 2 ? NULL : "/srv/app/src/request/parser.cc",
			.line = i % 2 ? 0 : (uint32_t)(100 + i),
			.pc = 0x7f1234560000 + 16 * i,
			.offset = 0x40 + i,
		};
	}
	return frames;
}

static const char *pick(const char *const *of, size_t count, size_t i)
{
	return of[i % count];
}

static void make_errors(const struct calls *calls, struct aggregate *aggregate, size_t count,
			bool hostile, struct errors *errors)
{
	static const char *const kinds[] = { "exception", "error_return", "signal", "exit" };
	static const char *const types[] = { "std::out_of_range", "int", "SIGSEGV", "exit" };
	static const char *const messages[] = {
		"vector::_M_range_check: __n (which is 17) >= this->size() (which is 16)",
		"open_db returned -2 (No such file or directory)",
		"SIGSEGV at 0x10: address not mapped (read of a null pointer's member)",
		"exited with status 3 with calls open",
	};
	size_t calls_count = calls__count(calls);

	*errors = (struct errors){
		.items = calloc(count + 1, sizeof(*errors->items)),
		.count = count < ERRORS_KEPT ? count : ERRORS_KEPT,
		.total = count,
	};
	for (size_t i = 0; i < errors->count; i++) {
		const struct call *call = &calls->items[i * 7919 % calls_count];
		struct error *error = &errors->items[i];
		size_t kind = i % 7 == 0 ? 1 : i % 31 == 5 ? 2 : 0;

		*error = (struct error){
			.stamp_ns = FAKE_BASE_NS + (int64_t)i * 1000000,
			.function = calls->names[call->function],
			.uuid = (char *)call->id,
			.kind = (char *)pick(kinds, 4, kind),
			.type = (char *)pick(types, 4, kind),
			.message = hostile ? "<svg onload=window.pwned=6>\x1b[31m"
					   : (char *)pick(messages, 4, kind),
			.caught_in = kind == 0 ? "handle_connection" : NULL,
			.arguments =
				hostile ? "{\"args\":[\"<iframe src=javascript:top.pwned=7>\"]}"
					: "{\"args\":[17],\"kwargs\":{\"row\":\"a,b,c\"}}",
			.pid = call->pid,
			.tid = call->tid,
		};
		if (i % 11 == 10)
			error->traceback =
				"Traceback (most recent call last):\n  File \"app.py\", line 3";
		else if (kind != 1)
			error->frames = make_frames(error->frame_count = 6 + i % 3);
		for (size_t f = 0; f < aggregate->count; f++)
			aggregate->functions[f].errors +=
				aggregate->functions[f].name == error->function;
	}
}

/* Names that only their ends tell apart, and only their middles' neighbours. */
static const char *const ALIKE[] = {
	"company::product::storage::engine::compaction::Scheduler::pick_first_level(Options "
	"const&)",
	"company::product::storage::engine::compaction::Scheduler::pick_other_level(Options "
	"const&)",
	"company::product::storage::engine::compaction::Scheduler::run_all()",
	"company::product::storage::engine::compaction::Scheduler::run_one()",
};
#define ALIKE_COUNT (sizeof(ALIKE) / sizeof(*ALIKE))

static const char *const NEVER[] = {
	"unused_one", "unused_two", "<i>unused</i>",  "d", "e", "f", "g", "h", "i", "j", "k", "l",
	"m",	      "n",	    "the_last_unused"
};

/* What a log may say, though it cannot be. */
static void make_absurd(struct calls *calls)
{
	const double years = 365.25 * 86400;

	for (size_t i = 0; i < calls->options.calls; i += 3) {
		struct call *call = &calls->items[i];

		call->start_rss = i % 2 ? INT64_MAX : 4096;
		call->end_rss = i % 2 ? 4096 : INT64_MAX;
		call->duration_s = call->self_s = call->perf_s = years * (double)(1 + i % 200);
		call->thread_cpu_s = years * 1e9;
	}
	for (size_t i = 0; i < calls->options.open; i++)
		calls->open[i].duration_s = years * 280;
}

/* The window begins a second before the first call, and ends half a second after the last. */
static void make_early_window(const struct calls *calls, struct run_info *info)
{
	info->start_ns = calls->items[0].start_ns - 1000000000;
	info->end_ns += 500000000;
}

static void make_absurd_info(struct run_info *info)
{
	info->lost = SIZE_MAX;
	info->records = SIZE_MAX;
	info->lone_starts = SIZE_MAX / 2;
	info->clock_jump_ns = INT64_MIN;
}

static void make_incomplete(struct run_info *info)
{
	info->cut = true;
	info->calls_expected = 5000;
	info->calls_in_log = 3000;
	info->lone_starts = 2;
	info->lone_ends = 1;
	info->straddling = 4;
	info->clock_jump_ns = -3600000000000;
	info->run_id = "019a-run";
}

/* What the tests compare the page with. */
static void print_expected(const struct calls *calls, const struct aggregate *aggregate)
{
	printf("{\"calls\":%zu,\"functions\":%zu,\"top_calls\":%zu,\"top_sum\":%.12g,"
	       "\"top_p50\":%.12g,\"total\":%.12g}\n",
	       calls__count(calls), aggregate->count, aggregate->functions[0].count,
	       aggregate->functions[0].sum, aggregate->functions[0].p50, aggregate->total);
}

int main(int argc, char **argv)
{
	const char *scenario = argc > 2 ? argv[2] : "plain";
	bool hostile = strcmp(scenario, "hostile") == 0, all = strcmp(scenario, "all") == 0;
	bool alike = strcmp(scenario, "alike") == 0, open = strcmp(scenario, "open") == 0;
	bool absurd = strcmp(scenario, "absurd") == 0;
	struct fake_options options = {
		.calls = number(argc, argv, 3, 20000),
		.functions = hostile ? HOSTILE_COUNT
			     : alike ? ALIKE_COUNT
				     : number(argc, argv, 4, 12),
		.threads = number(argc, argv, 5, 4),
		.processes = number(argc, argv, 6, 1),
		.names = hostile ? HOSTILE
			 : alike ? ALIKE
				 : NULL,
		.open = open || absurd || alike		    ? 9
			: strcmp(scenario, "overflow") == 0 ? 500
			: all				    ? 3
							    : 0,
		.plain = strcmp(scenario, "pymaap") == 0,
		.noisy = strcmp(scenario, "noisy") == 0,
		.arguments =
			hostile ? "{\"args\":[\"</script><img src=x onerror=window.pwned=8>\"],"
				  "\"kwargs\":{\"__proto__\":\"x\"}}"
				: NULL,
	};
	struct calls *calls = fake_calls(&options);
	struct aggregate aggregate;
	struct errors errors = { 0 };
	struct run_info info = fake_info(calls);
	struct report_input input = { calls, &aggregate, &errors, &info, NULL };
	struct output_dir *dir;
	struct timespec begin, end;
	int err;

	if (argc < 3)
		return 2;
	if (absurd)
		make_absurd(calls);
	fake_aggregate(calls, &aggregate);
	if (all || hostile) {
		make_errors(calls, &aggregate, all ? 40 : 8, hostile, &errors);
		input.comparison_json = COMPARISON;
	}
	if (strcmp(scenario, "errors") == 0)
		make_errors(calls, &aggregate, 1000, false, &errors);
	if (all) {
		info.lost = 1234;
		info.bad_lines = 2;
		info.calls_expected = options.calls + 500;
		info.calls_in_log = options.calls;
		info.cut = info.rows_serve = true;
		info.never = NEVER;
		info.never_count = sizeof(NEVER) / sizeof(*NEVER);
	}
	if (open)
		make_early_window(calls, &info);
	if (strcmp(scenario, "incomplete") == 0)
		make_incomplete(&info);
	if (strcmp(scenario, "beginning") == 0)
		info.cut = true;
	if (options.plain)
		info.errors_known = false;
	if (absurd)
		make_absurd_info(&info);
	if (output_dir_open(argv[1], "FOLDER", NULL, &dir) < 0)
		return 1;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	err = report__write(&input, dir);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	fprintf(stderr, "%.3f s\n",
		(double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9);
	print_expected(calls, &aggregate);
	output_dir_close(dir);
	return err ? 1 : 0;
}
