/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <signal.h>

#include "../../analysis/message_grammar.h"
#include "json_lines.h"
#include "made_up_call.h"

/* Matches a message against PyMAAP's grammar; the name it finds must be `name`. */
static bool message_matches(const char *message, const char *name, const char *event)
{
	static pcre2_code *code;
	pcre2_match_data *match;
	PCRE2_SIZE *at, offset;
	bool fits = false;
	int error;

	if (!code)
		code = pcre2_compile((PCRE2_SPTR)MESSAGE_GRAMMAR, PCRE2_ZERO_TERMINATED,
				     PCRE2_UTF | PCRE2_DOLLAR_ENDONLY, &error, &offset, NULL);
	assert_non_null(code);
	match = pcre2_match_data_create_from_pattern(code, NULL);
	if (pcre2_match(code, (PCRE2_SPTR)message, PCRE2_ZERO_TERMINATED, 0, 0, match, NULL) > 0) {
		at = pcre2_get_ovector_pointer(match);
		fits = at[3] - at[2] == strlen(name) &&
		       !memcmp(message + at[2], name, strlen(name));
		fits = fits && at[5] - at[4] == strlen(event) &&
		       !memcmp(message + at[4], event, strlen(event));
		/* An end has a duration, a start has none. */
		fits = fits && (at[12] != PCRE2_UNSET) == !strcmp(event, "end");
	}
	pcre2_match_data_free(match);
	return fits;
}

#define HEAD_KEYS                                                                                  \
	"timestamp level message function uuid event schema run time_ns module pid tid depth "     \
	"parent"
#define END_KEYS                                                                                   \
	" duration_ns self_ns thread_cpu_ns process_cpu_ns off_cpu_ns rss_delta minor_faults"      \
	" major_faults outcome end_exact return raw_duration_ns"

static void test_exact_lines(void **state)
{
	struct function item = {.name = "f", .symbol = "f", .module_name = "libx.so.1"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct sink *sink = open_log(&run);
	struct call call = made_up_call(&item, 1);

	(void)state;
	strcpy(call.parent_uuid, "019a0000-0000-7000-8000-0000000000ff");
	assert_int_equal(sink->call(sink, &call), 0);
	assert_int_equal(sink->close(sink), 0);
	assert_file_is(
		"timing.log",
		"{\"timestamp\":\"2025-11-24 16:00:00,000000\",\"level\":\"INFO\",\"message\":"
		"\"run: 0123456789abcdef\",\"event\":\"run\",\"schema\":1,\"run\":"
		"\"0123456789abcdef\",\"time_ns\":1764000000000000000,\"version\":\"0.1\","
		"\"targets\":[1]}\n"
		"{\"timestamp\":\"2025-11-24 16:00:00,124456\",\"level\":\"INFO\",\"message\":"
		"\"f: start: wall=1764000000.124456789 perf=12345.124456789 "
		"id=019a0000-0000-7000-8000-000000000001 cpu=12.3% rss=4096000 vms=5000000 "
		"mem%=0.381 threads=3 fds=4\",\"function\":\"f\",\"uuid\":"
		"\"019a0000-0000-7000-8000-000000000001\",\"event\":\"start\",\"schema\":1,\"run\":"
		"\"0123456789abcdef\",\"time_ns\":1764000000124456789,\"module\":\"libx.so.1\","
		"\"pid\":4242,\"tid\":4243,\"depth\":2,\"parent\":"
		"\"019a0000-0000-7000-8000-0000000000ff\",\"args\":{\"args\":[\"0x1f\",\"0x0\","
		"\"0xffffffffffffffff\",\"0xdeadbeef\",\"0x10\",\"0x7ffc12345678\"],\"kwargs\":{}}}"
		"\n"
		"{\"timestamp\":\"2025-11-24 16:00:00,124469\",\"level\":\"INFO\",\"message\":"
		"\"f: end: wall=1764000000.124469134 perf=12345.124469134 "
		"id=019a0000-0000-7000-8000-000000000001 duration=0.000012345sec cpu=100.0% "
		"rss=4100096 vms=5004096 mem%=0.382 threads=5 fds=6\",\"function\":\"f\",\"uuid\":"
		"\"019a0000-0000-7000-8000-000000000001\",\"event\":\"end\",\"schema\":1,\"run\":"
		"\"0123456789abcdef\",\"time_ns\":1764000000124469134,\"module\":\"libx.so.1\","
		"\"pid\":4242,\"tid\":4243,\"depth\":2,\"parent\":"
		"\"019a0000-0000-7000-8000-0000000000ff\",\"duration_ns\":12345,\"self_ns\":2345,"
		"\"thread_cpu_ns\":11000,\"process_cpu_ns\":15000,\"off_cpu_ns\":1345,"
		"\"rss_delta\":4096,\"minor_faults\":1,\"major_faults\":0,\"outcome\":\"returned\","
		"\"end_exact\":true,\"return\":\"0x5\",\"raw_duration_ns\":12999}\n");
}

/* The name in the message of each name, by hand; NULL in the table: the same. */
static const struct {
	const char *name;
	const char *in_message; /* every run of white space and colons is one `_` */
	const char *in_key;	/* what UTF-8 leaves of it */
} names[] = {
	{"plain", NULL, NULL},
	{"foo::bar(int, char const*)", "foo_bar(int,_char_const*)", NULL},
	{"a: start: wall=1.0 perf=2.0", "a_start_wall=1.0_perf=2.0", NULL},
	{"quote\"back\\slash", NULL, NULL},
	{"line\nfeed\r\n\ttab", "line_feed_tab", NULL},
	{" :leading and trailing: ", "_leading_and_trailing_", NULL},
	{"emoji \xf0\x9f\x98\x80", "emoji_\xf0\x9f\x98\x80", NULL},
	{"nbsp\xc2\xa0line\xe2\x80\xa8sep", "nbsp_line_sep", NULL},
	{"bad\xff\xc0\xafutf8", "bad\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdutf8",
	 "bad\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdutf8"},
	{"cut\xe2\x82", "cut\xef\xbf\xbd", "cut\xef\xbf\xbd"},
	{"\x1b[31mred\x01\x7f", NULL, NULL},
	{"::", "_", NULL},
	{"", "_", NULL},
	{"main.(*T).M[...]", NULL, NULL},
};

static void check_pair(const cJSON *start, const cJSON *end, size_t i)
{
	const char *key = names[i].in_key ? names[i].in_key : names[i].name;
	const char *name = names[i].in_message ? names[i].in_message : names[i].name;

	assert_string_equal(string_of(start, "function"), key);
	assert_string_equal(string_of(end, "function"), key);
	assert_string_equal(string_of(start, "module"), key);
	if (!message_matches(string_of(start, "message"), name, "start"))
		fail_msg("start of %s: %s", name, string_of(start, "message"));
	if (!message_matches(string_of(end, "message"), name, "end"))
		fail_msg("end of %s: %s", name, string_of(end, "message"));
	assert_keys(start, HEAD_KEYS " args");
	assert_keys(end, HEAD_KEYS END_KEYS);
}

static void test_hostile_names(void **state)
{
	struct function items[ARRAY_LEN(names)];
	struct function *pointers[ARRAY_LEN(names)];
	struct function_list functions = {pointers, ARRAY_LEN(names)};
	struct run run = made_up_run(&functions);
	struct sink *sink;
	struct lines *lines;

	(void)state;
	for (uint32_t i = 0; i < ARRAY_LEN(names); i++) {
		pointers[i] = &items[i];
		items[i] = (struct function){.id = i,
					     .name = (char *)names[i].name,
					     .symbol = (char *)names[i].name,
					     .module_name = names[i].name};
	}
	sink = open_log(&run);
	for (size_t i = 0; i < 2 * ARRAY_LEN(names); i++) {
		struct call call = made_up_call(&items[i / 2], i);

		call.has_resources = i % 2; /* the grammar wants digits either way */
		assert_int_equal(sink->call(sink, &call), 0);
	}
	assert_int_equal(sink->close(sink), 0);
	lines = parse_lines("timing.log");
	assert_int_equal(lines->count, 1 + 4 * ARRAY_LEN(names));
	for (size_t i = 0; i < 2 * ARRAY_LEN(names); i++)
		check_pair(lines->items[1 + 2 * i], lines->items[2 + 2 * i], i / 2);
	free_lines(lines);
}

/* All bytes from 1 to 255 in one name, and a very long name. */
static void test_every_byte(void **state)
{
	static char every[256], expected[1024], vast[300001];
	struct function items[2] = {
		{.id = 0, .name = every, .symbol = every, .module_name = "m"},
		{.id = 1, .name = vast, .symbol = "clone", .module_name = "m"},
	};
	struct function *pointers[] = {&items[0], &items[1]};
	struct function_list functions = {pointers, 2};
	struct run run = made_up_run(&functions);
	struct sink *sink;
	struct lines *lines;
	char *p = expected;

	(void)state;
	for (int c = 1; c < 256; c++) {
		every[c - 1] = c;
		if (c < 0x80)
			*p++ = c;
		else
			p = stpcpy(p, "\xef\xbf\xbd");
	}
	memset(vast, '\xfe', sizeof(vast) - 1);
	sink = open_log(&run);
	for (int i = 0; i < 6; i++) {
		struct call call = made_up_call(&items[i % 2], i);

		assert_int_equal(sink->call(sink, &call), 0);
	}
	assert_int_equal(sink->close(sink), 0);
	lines = parse_lines("timing.log");
	assert_int_equal(lines->count, 13);
	assert_string_equal(string_of(lines->items[1], "function"), expected);
	assert_int_equal(strlen(string_of(lines->items[4], "function")), 900000);
	assert_string_equal(string_of(lines->items[4], "symbol"), "clone");
	free_lines(lines);
}

static void test_without_resources(void **state)
{
	struct function item = {.name = "f", .symbol = "f@@VERS_1", .module_name = "m"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct sink *sink = open_log(&run);
	struct call call = made_up_call(&item, 1);
	struct lines *lines;
	const cJSON *end;

	(void)state;
	call.has_resources = call.end_exact = false;
	call.argument_count = 0;
	call.result = NULL;
	call.outcome = MAAP_UNWOUND;
	assert_int_equal(sink->call(sink, &call), 0);
	assert_int_equal(sink->close(sink), 0);
	lines = parse_lines("timing.log");
	assert_raw(lines->items[1], "args", "{\"args\":[],\"kwargs\":{}}");
	assert_raw(lines->items[1], "parent", "null");
	end = lines->items[2];
	assert_keys(end, HEAD_KEYS END_KEYS); /* a version says no more: no key `symbol` */
	assert_raw(end, "thread_cpu_ns", "null");
	assert_raw(end, "process_cpu_ns", "null");
	assert_raw(end, "off_cpu_ns", "null");
	assert_raw(end, "rss_delta", "null");
	assert_raw(end, "minor_faults", "null");
	assert_raw(end, "major_faults", "null");
	assert_raw(end, "return", "null");
	assert_raw(end, "end_exact", "false");
	assert_raw(end, "outcome", "\"unwound\"");
	assert_non_null(strstr(string_of(end, "message"),
			       " cpu=0.0% rss=0 vms=0 mem%=0.000 threads=0 fds=0"));
	free_lines(lines);
}

static void test_unfinished(void **state)
{
	static const struct {
		bool exited;
		int exit_code;
		const char *keys;
		const char *value;
	} cases[] = {
		{false, 0, HEAD_KEYS END_KEYS " symbol", NULL},
		{true, 3 << 8, HEAD_KEYS END_KEYS " exit_status symbol", "3"},
		{true, 0, HEAD_KEYS END_KEYS " exit_status symbol", "0"},
		{true, SIGSEGV | 0x80, HEAD_KEYS END_KEYS " signal symbol", "11"},
	};
	struct function item = {.name = "f", .symbol = "f.part.0", .module_name = "m"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct sink *sink = open_log(&run);
	struct lines *lines;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct call call = made_up_call(&item, i);

		call.outcome = MAAP_UNFINISHED;
		call.result = NULL;
		call.exited = cases[i].exited;
		call.exit_code = cases[i].exit_code;
		call.rss_end_bytes = call.rss_start_bytes - 8192;
		assert_int_equal(sink->call(sink, &call), 0);
	}
	assert_int_equal(sink->close(sink), 0);
	lines = parse_lines("timing.log");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const cJSON *end = lines->items[2 + 2 * i];

		assert_string_equal(string_of(end, "event"), "unfinished");
		assert_int_equal(strncmp(string_of(end, "message"), "f: unfinished: wall=", 20), 0);
		assert_keys(end, cases[i].keys);
		assert_raw(end, "rss_delta", "-8192");
		if (cases[i].value)
			assert_raw(end, strstr(cases[i].keys, " signal") ? "signal" : "exit_status",
				   cases[i].value);
		assert_string_equal(string_of(end, "symbol"), "f.part.0");
	}
	free_lines(lines);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_exact_lines),	      test(test_hostile_names), test(test_every_byte),
		test(test_without_resources), test(test_unfinished),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
