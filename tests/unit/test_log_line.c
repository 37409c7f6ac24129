/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "../../analysis/json_text.h"
#include "../../analysis/log_line.h"
#include "../../analysis/call_id.h"
#include "logs.h"

#define TIME	"\"timestamp\":\"2026-11-24 12:00:00,5\""
#define MESSAGE "f: end: wall=1.5 perf=2.5 id=0a duration=1.0sec" SAMPLES
#define CALL	TIME ",\"message\":\"" MESSAGE "\""

/* What pointers lead into lives until the next call. */
static enum line_cause parse(const char *text, size_t len, struct log_line *line)
{
	static char *copy, *scratch;

	free(copy);
	free(scratch);
	copy = malloc(len + JSON_PADDING);
	scratch = malloc(len + 1);
	memcpy(copy, text, len);
	memset(copy + len, '}', JSON_PADDING);
	copy[len] = '\n';
	*line = (struct log_line){ .scratch = scratch };
	return log_line_parse(copy, len, line);
}

#define PARSE(text, line) parse(text, sizeof(text) - 1, line)

static void test_causes(void **state)
{
	static const struct {
		const char *text;
		enum line_cause cause;
	} cases[] = {
		{ "{" TIME ",\"message\":\"\"}", LINE_OK },
		{ " {" TIME ",\"message\":\"x\"} \t\r", LINE_OK },
		{ "{\"message\":\"x\"," TIME "}", LINE_OK },
		{ "{" CALL "}", LINE_OK },
		{ "", LINE_BLANK },
		{ " \t\r", LINE_BLANK },
		{ "\xff", LINE_UTF8 },
		{ "{" TIME ",\"message\":\"\xc0\x80\"}", LINE_UTF8 },
		{ "{" TIME ",\"message\":\"\xed\xa0\x80\"}", LINE_UTF8 },
		{ "{" TIME ",\"message\":\"\xc3", LINE_UTF8 },
		{ "{" TIME ",\"message\":\"x\"", LINE_TRUNCATED },
		{ "{", LINE_TRUNCATED },
		{ "x", LINE_NOT_JSON },
		{ "\"x", LINE_NOT_JSON },
		{ "{}}", LINE_NOT_JSON },
		{ "{" TIME ",\"message\":\"a\tb\"}", LINE_NOT_JSON },
		{ "{" TIME ",\"message\":\"x\"} {}", LINE_NOT_JSON },
		{ "[]", LINE_NOT_OBJECT },
		{ " 1 ", LINE_NOT_OBJECT },
		{ "null", LINE_NOT_OBJECT },
		{ "{}", LINE_NO_TIME },
		{ "{\"Timestamp\":1,\"message\":\"x\"}", LINE_NO_TIME },
		{ "{" TIME "}", LINE_NO_MESSAGE },
		{ "{" TIME ",\"Message\":\"x\"}", LINE_NO_MESSAGE },
		{ "{" TIME ",\"message\":1}", LINE_WRONG_TYPE },
		{ "{" TIME ",\"message\":null}", LINE_WRONG_TYPE },
		{ "{\"timestamp\":5,\"message\":\"x\"}", LINE_WRONG_TYPE },
		{ "{" TIME ",\"timestamp\":null,\"message\":\"x\"}", LINE_WRONG_TYPE },
		{ "{\"timestamp\":\"2026-02-30 12:00:00\",\"message\":\"x\"}", LINE_BAD_TIME },
		{ "{\"timestamp\":\"2026-11-24\",\"message\":\"x\"}", LINE_BAD_TIME },
		{ "{" TIME ",\"message\":\"f: end: wall=1\"}", LINE_BAD_NUMBER },
		{ "{" CALL ",\"schema\":1,\"function\":7}", LINE_BAD_CALL },
		{ "{" CALL ",\"schema\":1,\"uuid\":null}", LINE_BAD_CALL },
		{ "{" CALL ",\"schema\":1,\"time_ns\":-1}", LINE_BAD_CALL },
		{ "{" CALL ",\"schema\":1,\"time_ns\":\"1\"}", LINE_BAD_CALL },
		{ "{" CALL ",\"schema\":1,\"duration_ns\":1.5}", LINE_BAD_CALL },
		{ "{" CALL ",\"function\":7,\"uuid\":null}", LINE_OK },
	};
	struct log_line line;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum line_cause cause = parse(cases[i].text, strlen(cases[i].text), &line);

		if (cause != cases[i].cause)
			fail_msg("%s: %s", cases[i].text, line_cause_text(cause));
		if (cause >= LINE_BAD_NUMBER) {
			assert_int_equal(line.kind, LINE_OTHER);
			assert_int_equal(line.stamp_ns, NOON_NS + 500000000);
		}
	}
	for (int cause = 0; cause < LINE_CAUSES; cause++)
		assert_true(strlen(line_cause_text(cause)) > 0);
}

/* At every place, so that the 16 bytes that are looked at together have it at each of theirs. */
static void test_bytes(void **state)
{
	static const char good[] = "{" TIME ",\"message\":\"0123456789abcdef0123456789abcdef\"}";
	char text[sizeof(good) + 2];
	struct log_line line;

	(void)state;
	for (size_t at = 0; at < sizeof(good) - 1; at++) {
		memcpy(text, good, sizeof(good));
		text[at] = '\0';
		assert_int_equal(parse(text, sizeof(good) - 1, &line), LINE_NUL);
		text[at] = '\x80';
		assert_int_equal(parse(text, sizeof(good) - 1, &line), LINE_UTF8);
		text[sizeof(good) - 2] = '\0'; /* NUL is what is told when there is both */
		assert_int_equal(parse(text, sizeof(good) - 1, &line), LINE_NUL);
	}
	for (size_t at = 48; at <= 80; at++) { /* within the message */
		memcpy(text, good, at);
		memcpy(text + at, "\xc3\xa4", 2);
		memcpy(text + at + 2, good + at, sizeof(good) - 1 - at);
		assert_int_equal(parse(text, sizeof(good) + 1, &line), LINE_OK);
	}
}

static void assert_text(const struct json_value *value, const char *text)
{
	assert_int_equal(value->type, JSON_STRING);
	assert_true(json_string_is(value, text));
}

static void test_pymaap_call(void **state)
{
	struct log_line line;

	(void)state;
	assert_int_equal(PARSE("{" CALL "}", &line), LINE_OK);
	assert_int_equal(line.kind, LINE_END);
	assert_false(line.ours);
	assert_text(&line.name, "f");
	assert_text(&line.id, "0a");
	assert_int_equal(line.run.type, JSON_NONE);
	assert_true(line.pid == INT64_MIN && line.depth == INT64_MIN && line.self_ns == INT64_MIN);
	assert_int_equal(line.outcome, OUTCOME_UNKNOWN);
	/* Keys count in our lines alone. */
	assert_int_equal(PARSE("{" CALL
			       ",\"function\":\"g\",\"uuid\":\"1\",\"run\":\"r\",\"pid\":7,"
			       "\"event\":\"lost\",\"count\":1}",
			       &line),
			 LINE_OK);
	assert_int_equal(line.kind, LINE_END);
	assert_text(&line.name, "f");
	assert_text(&line.id, "0a");
	assert_int_equal(line.run.type, JSON_NONE);
	assert_true(line.pid == INT64_MIN);
	/* An escape in the message: the parts lie in the scratch. */
	assert_int_equal(PARSE("{" TIME
			       ",\"message\":\"a\\u00e4: end: wall=1.5 perf=2.5 id=0a" SAMPLES
			       "\"}",
			       &line),
			 LINE_OK);
	assert_text(&line.name, "a\xc3\xa4");
	assert_int_equal(PARSE("{" TIME
			       ",\"message\":\"f: unfinished: wall=1.5 perf=2.5 id=0a" SAMPLES
			       "\"}",
			       &line),
			 LINE_OK);
	assert_int_equal(line.kind, LINE_OTHER); /* no word of PyMAAP's */
}

static void test_our_call(void **state)
{
	struct log_line line;

	(void)state;
	assert_int_equal(
		PARSE("{" CALL
		      ",\"function\":\"std::f<\\\"x\\\">\",\"uuid\":\"0b\",\"event\":\"end\","
		      "\"schema\":1,\"run\":\"r1\",\"time_ns\":1764000000000000007,\"module\":"
		      "\"m\","
		      "\"pid\":1,\"tid\":2,\"depth\":3,\"parent\":\"0c\",\"duration_ns\":9,"
		      "\"self_ns\":8,\"thread_cpu_ns\":7,\"outcome\":\"unwound\"}",
		      &line),
		LINE_OK);
	assert_true(line.ours);
	assert_int_equal(line.kind, LINE_END);
	assert_text(&line.name, "std::f<\"x\">");
	assert_text(&line.id, "0b");
	assert_text(&line.run, "r1");
	assert_text(&line.module, "m");
	assert_text(&line.parent, "0c");
	assert_int_equal(line.message.wall.ns, 1764000000000000007);
	assert_int_equal(line.message.perf.ns, 2500000000);
	assert_int_equal(line.message.duration.ns, 9);
	assert_int_equal(line.pid, 1);
	assert_int_equal(line.tid, 2);
	assert_int_equal(line.depth, 3);
	assert_int_equal(line.self_ns, 8);
	assert_int_equal(line.thread_cpu_ns, 7);
	assert_int_equal(line.outcome, OUTCOME_UNWOUND);
	/* Null parent, unknown outcome, numbers of other types; name and id from the message. */
	assert_int_equal(PARSE("{" CALL
			       ",\"schema\":1,\"parent\":null,\"outcome\":\"x\",\"pid\":\"1\","
			       "\"tid\":1.5,\"module\":7}",
			       &line),
			 LINE_OK);
	assert_text(&line.name, "f");
	assert_text(&line.id, "0a");
	assert_int_equal(line.parent.type, JSON_NONE);
	assert_int_equal(line.module.type, JSON_NONE);
	assert_int_equal(line.outcome, OUTCOME_UNKNOWN);
	assert_true(line.pid == INT64_MIN && line.tid == INT64_MIN);
}

static void test_last_key_counts(void **state)
{
	struct log_line line;

	(void)state;
	assert_int_equal(PARSE("{\"timestamp\":1,\"message\":2,\"schema\":1,\"pid\":1," CALL
			       ",\"\\u0070id\":2,\"function\":\"a\",\"function\":\"b\"}",
			       &line),
			 LINE_OK);
	assert_int_equal(line.pid, 2);
	assert_text(&line.name, "b");
}

static void test_lost(void **state)
{
	struct log_line line;

	(void)state;
	assert_int_equal(PARSE("{" TIME
			       ",\"message\":\"lost\",\"event\":\"lost\",\"count\":3,\"schema\":1}",
			       &line),
			 LINE_OK);
	assert_int_equal(line.kind, LINE_LOST);
	assert_int_equal(line.count, 3);
	assert_int_equal(
		PARSE("{" TIME ",\"message\":\"lost\",\"event\":\"lost\",\"schema\":1}", &line),
		LINE_OK);
	assert_int_equal(line.kind, LINE_OTHER);
}

static void test_arguments(void **state)
{
	static const char text[] = "{" CALL ",\"args\":1,\"args\":{\"args\":[1,\"}\"]}}";
	char padded[sizeof(text) + JSON_PADDING] = { 0 };
	struct json_value args;

	(void)state;
	memcpy(padded, text, sizeof(text));
	args = log_line_arguments(padded, sizeof(text) - 1);
	assert_int_equal(args.type, JSON_OBJECT);
	assert_int_equal(args.len, strlen("{\"args\":[1,\"}\"]}"));
	assert_memory_equal(args.text, "{\"args\":[1,\"}\"]}", args.len);
	args = log_line_arguments(padded, sizeof(text) - 2);
	assert_int_equal(args.type, JSON_NONE); /* cut */
}

static void test_call_ids(void **state)
{
	static const char good[] = "019a0000-1234-7abc-8000-fedcba987654";
	static const char *const others[] = { "",
					      "019a",
					      "019A0000-1234-7abc-8000-fedcba987654",
					      "019a00001234-7abc-8000-fedcba987654-",
					      "019a0000-1234-7abc-8000-fedcba98765g",
					      "019a0000-1234-7abc-8000-fedcba9876545" };
	struct call_id id;
	char text[36];

	(void)state;
	assert_true(call_id_parse(good, 36, &id));
	assert_true(id.high == 0x019a000012347abc && id.low == 0x8000fedcba987654);
	assert_ptr_equal(call_id_format(text, &id), text + 36);
	assert_memory_equal(text, good, 36);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(call_id_parse(others[i], strlen(others[i]), &id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_causes),		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_pymaap_call),	cmocka_unit_test(test_our_call),
		cmocka_unit_test(test_last_key_counts), cmocka_unit_test(test_lost),
		cmocka_unit_test(test_arguments),	cmocka_unit_test(test_call_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
