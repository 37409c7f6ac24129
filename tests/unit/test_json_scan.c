/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "../../analysis/json_text.h"
#include "support.h"

/* A copy with just the padding that is asked for, so that a byte too many is noticed. */
static char *padded(const char *text, size_t len)
{
	char *copy = malloc(len + JSON_PADDING);

	assert_non_null(copy);
	memcpy(copy, text, len);
	memset(copy + len, '"', JSON_PADDING);
	copy[len] = '\n';
	return copy;
}

struct result {
	bool good, truncated;
	enum json_type type;
	size_t used, len;
	bool escaped;
};

static struct result scan_value(const char *text)
{
	size_t len = strlen(text);
	char *copy = padded(text, len);
	struct json_scan scan = { .p = copy, .end = copy + len };
	struct json_value value = { .type = JSON_NONE };
	struct result result = { .good = json_value(&scan, &value) };

	result.truncated = scan.truncated;
	result.type = value.type;
	result.escaped = value.escaped;
	result.used = scan.p - copy;
	result.len = value.len;
	free(copy);
	return result;
}

static void assert_value(const char *text, enum json_type type)
{
	struct result result = scan_value(text);

	if (!result.good || result.type != type || result.used != strlen(text))
		fail_msg("%s: good %d, type %d, %zu bytes", text, result.good, result.type,
			 result.used);
}

static void test_values(void **state)
{
	static const char *const numbers[] = {
		"0",   "-0",   "7",	   "-12",	"0.5",
		"1e5", "1E+5", "1e-05",	   "-1.25e300", "1e999",
		"NaN", "-0.0", "Infinity", "-Infinity", "1234567890123456789012345678901234567890"
	};
	static const char *const containers[] = {
		"[]", "[ ]", "[1]", "[1, [2 ] ,{}]", "[\"]\"]", "[[],[[]]]", "[{\"a\":[]},1]"
	};
	static const char *const objects[] = { "{}",
					       "{ }",
					       "{\"a\":1}",
					       "{ \"a\" : { } , \"b\":[]}",
					       "{\"}\":\"{\"}",
					       "{\"a\":{\"b\":{\"c\":null}}}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		assert_value(numbers[i], JSON_NUMBER);
	for (size_t i = 0; i < ARRAY_LEN(containers); i++)
		assert_value(containers[i], JSON_ARRAY);
	for (size_t i = 0; i < ARRAY_LEN(objects); i++)
		assert_value(objects[i], JSON_OBJECT);
	assert_value("true", JSON_WORD);
	assert_value("false", JSON_WORD);
	assert_value("null", JSON_WORD);
	assert_value("\"\"", JSON_STRING);
	assert_value("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00aF\"", JSON_STRING);
	assert_value(" \t\r\n\"\x7f\xc3\xa4\"", JSON_STRING);
}

/* What is no JSON whatever follows, and what only lacks its end. */
static void test_no_values(void **state)
{
	static const char *const bad[] = {
		"x",	  "]",	       "}",	      ",",    "+1",	  ".5",	   "tru ",
		"nulx",	  "nan",       "-NaN",	      "-x",   "1.x",	  "1ex",   "\"\x01\"",
		"\"\t\"", "\"\\x\"",   "\"\\u12g4\"", "[1,]", "[,]",	  "[1 2]", "{,}",
		"{1:2}",  "{\"a\" 1}", "{\"a\":1,}",  "[}",   "{]",	  "[1}",   "{\"a\":}",
		"'a'",	  "[01]",      "\v1",	      "\\",   "{\"a\":1]"
	};
	static const char *const cut[] = {
		"",	   " ",	       "\"",	    "\"a",	"\"\\",	    "\"\\u",
		"\"\\u12", "t",	       "fals",	    "nul",	"N",	    "-",
		"-Inf",	   "I",	       "1.",	    "1e",	"1e+",	    "[",
		"[1",	   "[1,",      "[[]",	    "{",	"{\"a",	    "{\"a\"",
		"{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":[", "{\"a\":{}"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct result result = scan_value(bad[i]);

		if (result.good || result.truncated)
			fail_msg("%s: good %d, truncated %d", bad[i], result.good,
				 result.truncated);
	}
	for (size_t i = 0; i < ARRAY_LEN(cut); i++) {
		struct result result = scan_value(cut[i]);

		if (result.good || !result.truncated)
			fail_msg("%s: good %d, truncated %d", cut[i], result.good,
				 result.truncated);
	}
}

/* Every length, so that the end lies at each place of the 16 bytes that are looked at together. */
static void test_string_lengths(void **state)
{
	char text[100];

	(void)state;
	for (size_t len = 0; len < 80; len++) {
		struct result result;

		memset(text, 'x', sizeof(text));
		text[0] = text[len + 1] = '"';
		text[len + 2] = '\0';
		result = scan_value(text);
		assert_true(result.good);
		assert_int_equal(result.len, len);
		assert_false(result.escaped);
		text[len + 1] = '\0'; /* no end */
		result = scan_value(text);
		assert_false(result.good);
		assert_true(result.truncated);
	}
	assert_true(scan_value("\"a\\n\"").escaped);
}

static char *nested(size_t depth, bool objects)
{
	const char *open = objects ? "{\"a\":" : "[";
	char *text = calloc(1, depth * 6 + 8), *p = text;

	for (size_t i = 0; i < depth; i++)
		p = stpcpy(p, open);
	*p++ = '1';
	memset(p, objects ? '}' : ']', depth);
	return text;
}

static void test_depth(void **state)
{
	(void)state;
	for (int objects = 0; objects < 2; objects++) {
		char *deepest = nested(JSON_DEPTH, objects),
		     *deeper = nested(JSON_DEPTH + 1, objects);

		assert_value(deepest, objects ? JSON_OBJECT : JSON_ARRAY);
		assert_false(scan_value(deeper).good);
		free(deepest);
		free(deeper);
	}
}

/* Members as "key=value;", then what ended them: the scanner's last answer. */
static void assert_members(const char *text, const char *expected)
{
	size_t len = strlen(text);
	char *copy = padded(text, len), found[512], *p = found;
	struct json_scan scan = { .p = copy + 1, .end = copy + len };
	struct json_value key, value;
	int more;

	for (bool first = true; (more = json_member(&scan, first, &key, &value)) > 0; first = false)
		p += sprintf(p, "%.*s=%.*s;", (int)key.len, key.text, (int)value.len, value.text);
	sprintf(p, "%d", more);
	assert_string_equal(found, expected);
	free(copy);
}

static void test_members(void **state)
{
	(void)state;
	assert_members("{}", "0");
	assert_members("{ }", "0");
	assert_members("{\"a\":1}", "a=1;0");
	assert_members("{ \"a\" : \"x\" , \"a\":[1] , \"\":{}}", "a=x;a=[1];={};0");
	assert_members("{\"a\":1,}", "a=1;-1");
	assert_members("{,\"a\":1}", "-1");
	assert_members("{\"a\":1 \"b\":2}", "a=1;-1");
	assert_members("{\"a\":1", "a=1;-1");
	assert_members("{\"a\"}", "-1");
	assert_members("{a:1}", "-1");
	assert_members("{", "-1");
}

static void assert_unescaped(const char *text, const char *expected, size_t expected_len)
{
	size_t len = strlen(text);
	char *plain = malloc(len + 1), *end = json_unescape(plain, text, len); /* no byte more */

	assert_true(end <= plain + len);
	assert_int_equal(end - plain, expected_len);
	assert_memory_equal(plain, expected, expected_len);
	free(plain);
}

#define ASSERT_UNESCAPED(text, expected) assert_unescaped(text, expected, sizeof(expected) - 1)

static void test_unescape(void **state)
{
	(void)state;
	ASSERT_UNESCAPED("plain \xc3\xa4", "plain \xc3\xa4");
	ASSERT_UNESCAPED("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t");
	ASSERT_UNESCAPED("\\u0041\\u00e4\\u20AC", "A\xc3\xa4\xe2\x82\xac");
	ASSERT_UNESCAPED("\\u007f\\u0080\\u07ff\\u0800\\uffff",
			 "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf");
	ASSERT_UNESCAPED("a\\u0000b", "a\xef\xbf\xbd"
				      "b"); /* a C string ends at a NUL */
	ASSERT_UNESCAPED("\\ud800\\udc00\\uDBFF\\uDFFF", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
	/* Lone ones: at the end, before others, the wrong way round, twice. */
	ASSERT_UNESCAPED("\\ud800", "\xef\xbf\xbd");
	ASSERT_UNESCAPED("\\udc00x", "\xef\xbf\xbdx");
	ASSERT_UNESCAPED("\\ud83dx", "\xef\xbf\xbdx");
	ASSERT_UNESCAPED("\\ud83d\\n", "\xef\xbf\xbd\n");
	ASSERT_UNESCAPED("\\ud83d\\u0041", "\xef\xbf\xbd"
					   "A");
	ASSERT_UNESCAPED("\\ud83d\\ue000", "\xef\xbf\xbd\xee\x80\x80");
	ASSERT_UNESCAPED("\\udc00\\ud800", "\xef\xbf\xbd\xef\xbf\xbd");
	ASSERT_UNESCAPED("\\ud83d\\ud83d\\ude00", "\xef\xbf\xbd\xf0\x9f\x98\x80");
}

static struct json_value string_of(const char *text)
{
	return (struct json_value){ .type = JSON_STRING,
				    .text = text,
				    .len = strlen(text),
				    .escaped = strchr(text, '\\') };
}

static void test_string_is(void **state)
{
	struct json_value number = { .type = JSON_NUMBER, .text = "end", .len = 3 }, value;

	(void)state;
	value = string_of("end");
	assert_true(json_string_is(&value, "end"));
	assert_false(json_string_is(&value, "en"));
	assert_false(json_string_is(&value, "ends"));
	assert_false(json_string_is(&value, "END"));
	assert_false(json_string_is(&number, "end"));
	value = string_of("\\u0065n\\u0064");
	assert_true(json_string_is(&value, "end"));
	value = string_of("end\\u0000");
	assert_false(json_string_is(&value, "end"));
	value = (struct json_value){ .type = JSON_NONE };
	assert_false(json_string_is(&value, ""));
}

static void test_integers(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t number;
	} cases[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "42", true, 42 },
		{ "-42", true, -42 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775807", true, -INT64_MAX },
		{ "9223372036854775808", false, 0 },
		{ "9999999999999999999", false, 0 },
		{ "18446744073709551616", false, 0 },
		{ "1.0", false, 0 },
		{ "1e3", false, 0 },
		{ "NaN", false, 0 },
		{ "-Infinity", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct json_value value = { .type = JSON_NUMBER,
					    .text = cases[i].text,
					    .len = strlen(cases[i].text) };
		int64_t number = 0;

		if (json_integer(&value, &number) != cases[i].good || number != cases[i].number)
			fail_msg("%s: %lld", cases[i].text, (long long)number);
		value.type = JSON_STRING;
		assert_false(json_integer(&value, &number));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),	       cmocka_unit_test(test_no_values),
		cmocka_unit_test(test_string_lengths), cmocka_unit_test(test_depth),
		cmocka_unit_test(test_members),	       cmocka_unit_test(test_unescape),
		cmocka_unit_test(test_string_is),      cmocka_unit_test(test_integers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
