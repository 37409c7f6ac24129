/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "../../analysis/message.h"
#include "../../analysis/message_grammar.h"
#include "support.h"

#define ID	"019a0000-0000-7000-8000-000000000001"
#define SAMPLES " cpu=12.3% rss=4096 vms=5000 mem%=0.38 threads=3 fds=4"
#define FIELDS	"wall=1764000000.123456789 perf=12.5 id=" ID SAMPLES

/* The message in memory that ends where it does. */
static bool parse(const char *text, size_t len, struct message *message)
{
	static char *copy;
	bool good;

	free(copy);
	copy = malloc(len ? len : 1);
	memcpy(copy, text, len);
	memset(message, 0x55, sizeof(*message));
	good = message_parse(copy, len, message);
	if (!len) {
		free(copy);
		copy = NULL;
	}
	return good;
}

static struct message call(const char *text)
{
	struct message message;

	if (!parse(text, strlen(text), &message) || message.kind == MESSAGE_OTHER)
		fail_msg("no call: %s", text);
	return message;
}

static void test_fields(void **state)
{
	struct message message = call("f: start: " FIELDS);

	(void)state;
	assert_int_equal(message.kind, MESSAGE_START);
	assert_int_equal(message.name_len, 1);
	assert_memory_equal(message.name, "f", 1);
	assert_int_equal(message.id_len, 36);
	assert_memory_equal(message.id, ID, 36);
	assert_int_equal(message.wall.ns, 1764000000123456789);
	assert_int_equal(message.wall.ps, 0);
	assert_int_equal(message.perf.ns, 12500000000);
	assert_false(message.has_duration);
	assert_true(message.cpu == 12.3 && message.mem == 0.38);
	assert_int_equal(message.rss, 4096);
	assert_int_equal(message.threads, 3);
	assert_int_equal(message.fds, 4);
	assert_int_equal(call("f: end: " FIELDS).kind, MESSAGE_END);
	assert_int_equal(call("f: unfinished: " FIELDS).kind, MESSAGE_UNFINISHED);
	message = call("f: end: wall=1.0 perf=1.0 id=0-f duration=0.0000123456789sec" SAMPLES);
	assert_true(message.has_duration);
	assert_int_equal(message.duration.ns, 12345);
	assert_int_equal(message.duration.ps, 678);
}

static void test_names(void **state)
{
	static const char *const names[] = {
		"f",	     " ",     "a b",  "std::map<int, a: b>::operator[](int)", "f: start",
		"f: end: x", ": end", "\xff", "f: start: wall=1.0 perf=1.0"
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct message message;

		sprintf(text, "%s: end: %s", names[i], FIELDS);
		message = call(text);
		assert_int_equal(message.name_len, strlen(names[i]));
		assert_memory_equal(message.name, names[i], message.name_len);
	}
}

/* What has the digits of each number decides, not a double's. */
static void test_numbers(void **state)
{
	struct message message =
		call("f: end: wall=0009223372035.9999999999999 perf=0.000000000001 id=a cpu=00100%"
		     " rss=9223372036854775807 vms=18446744073709551615 mem%=10000000.00000000"
		     " threads=4294967294 fds=0\n");

	(void)state;
	assert_int_equal(message.wall.ns, 9223372035999999999);
	assert_int_equal(message.wall.ps, 999);
	assert_int_equal(message.perf.ns, 0);
	assert_int_equal(message.perf.ps, 1);
	assert_true(message.cpu == 100 && message.mem == 1e7);
	assert_true(message.rss == INT64_MAX);
	assert_int_equal(message.threads, 4294967294);
	assert_int_equal(message.fds, 0);
}

static void test_out_of_range(void **state)
{
	static const char *const fields[] = {
		"wall=9223372036.0 perf=1.0 id=a" SAMPLES,
		"wall=1.0 perf=99999999999999999999.0 id=a" SAMPLES,
		"wall=1.0 perf=1.0 id=a duration=9223372036.0sec" SAMPLES,
		"wall=1.0 perf=1.0 id=a cpu=10000001% rss=1 vms=1 mem%=1 threads=1 fds=1",
		"wall=1.0 perf=1.0 id=a cpu=1% rss=9223372036854775808 vms=1 mem%=1 threads=1 "
		"fds=1",
		"wall=1.0 perf=1.0 id=a cpu=1% rss=1 vms=18446744073709551616 mem%=1 threads=1 "
		"fds=1",
		"wall=1.0 perf=1.0 id=a cpu=1% rss=1 vms=1 mem%=10000001.5 threads=1 fds=1",
		"wall=1.0 perf=1.0 id=a cpu=1% rss=1 vms=1 mem%=1 threads=4294967295 fds=1",
		"wall=1.0 perf=1.0 id=a cpu=1% rss=1 vms=1 mem%=1 threads=1 "
		"fds=99999999999999999999",
	};
	char text[512];
	struct message message;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		sprintf(text, "f: end: %s", fields[i]);
		if (parse(text, strlen(text), &message))
			fail_msg("%s is taken", text);
	}
}

static void test_other_messages(void **state)
{
	static const char *const others[] = { "",
					      "hello",
					      ": start: " FIELDS,
					      "f: start wall=1.0",
					      "f: begin: " FIELDS,
					      "f start: " FIELDS,
					      "f: Start: " FIELDS,
					      "f:start: " FIELDS,
					      "a\nb: start: " FIELDS };
	struct message message;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		if (!parse(others[i], strlen(others[i]), &message) || message.kind != MESSAGE_OTHER)
			fail_msg("a call: %s", others[i]);
	}
}

/* The grammar as it stands in the header. */
static bool matches(const char *text, size_t len)
{
	static pcre2_code *code;
	pcre2_match_data *data;
	PCRE2_SIZE offset;
	int err, matched;

	if (!code)
		code = pcre2_compile((PCRE2_SPTR)MESSAGE_GRAMMAR, PCRE2_ZERO_TERMINATED, 0, &err,
				     &offset, NULL);
	assert_non_null(code);
	data = pcre2_match_data_create_from_pattern(code, NULL);
	matched = pcre2_match(code, (PCRE2_SPTR)text, len, 0, 0, data, NULL);
	pcre2_match_data_free(data);
	return matched > 0;
}

/* A good message with each of its bytes left out, doubled, or made another. */
static void test_every_byte(void **state)
{
	static const char good[] = "a b: end: wall=1.25 perf=2.5 id=0af-9 duration=0.5sec" SAMPLES;
	static const char others[] = "x0.:= -a%\n";
	const size_t len = sizeof(good) - 1;
	char text[sizeof(good) + 1];
	struct message message;

	(void)state;
	assert_true(matches(good, len));
	for (size_t at = 0; at < len; at++) {
		memcpy(text, good, at);
		memcpy(text + at, good + at + 1, len - at - 1);
		assert_int_equal(parse(text, len - 1, &message) && message.kind,
				 matches(text, len - 1));
		memcpy(text + at, good + at, len - at);
		memcpy(text + at + 1, good + at, len - at);
		assert_int_equal(parse(text, len + 1, &message) && message.kind,
				 matches(text, len + 1));
		for (size_t i = 0; i < sizeof(others); i++) {
			memcpy(text, good, len);
			text[at] = others[i];
			if ((parse(text, len, &message) && message.kind) != matches(text, len))
				fail_msg("%.*s", (int)len, text);
		}
	}
	for (size_t end = 0; end <= len; end++)
		assert_int_equal(parse(good, end, &message) && message.kind, matches(good, end));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),	       cmocka_unit_test(test_names),
		cmocka_unit_test(test_numbers),	       cmocka_unit_test(test_out_of_range),
		cmocka_unit_test(test_other_messages), cmocka_unit_test(test_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
