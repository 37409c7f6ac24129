/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <cjson/cJSON.h>

#include "../../user/util/escape.h"
#include "support.h"

#define BAD "\xef\xbf\xbd" /* U+FFFD */

/* Input and what UTF-8 decoding with replacement makes of it; checked against Python's. */
static const struct {
	const char *in;
	const char *out;
} utf8_cases[] = {
	{"", ""},
	{"plain", "plain"},
	{"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
	{"\xe2\x82\xac \xf0\x9f\x98\x80", "\xe2\x82\xac \xf0\x9f\x98\x80"},
	{"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf"},
	{"a\x80z", "a" BAD "z"},
	{"\xff\xfe", BAD BAD},
	{"\xc0\xaf", BAD BAD},		       /* overlong '/' */
	{"\xe0\x80\xaf", BAD BAD BAD},	       /* overlong */
	{"\xf0\x80\x80\xaf", BAD BAD BAD BAD}, /* overlong */
	{"\xed\xa0\x80", BAD BAD BAD},	       /* surrogate */
	{"\xf4\x90\x80\x80", BAD BAD BAD BAD}, /* past U+10FFFF */
	{"\xe2\x82", BAD},		       /* cut */
	{"\xf0\x9f\x98", BAD},		       /* cut */
	{"\xe2\x82z", BAD "z"},		       /* interrupted */
	{"\xf0\x9f\x98\xf0\x9f\x98\x80", BAD "\xf0\x9f\x98\x80"},
	{"\xc3", BAD},
	{"\xc3\xc3\xbc", BAD "\xc3\xbc"},
};

static char out[4096];

static void test_utf8(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(utf8_cases); i++) {
		size_t len = strlen(utf8_cases[i].in);

		*escape_printable(out, utf8_cases[i].in, len) = '\0';
		assert_string_equal(out, utf8_cases[i].out);
		*escape_csv(out, utf8_cases[i].in, len) = '\0';
		assert_string_equal(out, utf8_cases[i].out);
		*escape_json(out, utf8_cases[i].in, len) = '\0';
		assert_string_equal(out, utf8_cases[i].out);
	}
}

/* Any bytes at all: stays within the room promised, is valid UTF-8, is a JSON string. */
static void test_json_any_bytes(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		char in[32], *end;
		size_t len = rand() % sizeof(in), n;
		cJSON *value;

		for (size_t at = 0; at < len; at++)
			in[at] = rand() % 3 ? rand() : "\"\\\xc3\xe2\x82\xf0"[rand() % 6];
		out[0] = '"';
		end = escape_json(out + 1, in, len);
		assert_true((size_t)(end - out - 1) <= ESCAPE_JSON_MAX(len));
		for (const char *p = out; p < end; p += n) {
			uint32_t c;

			n = utf8_next(p, end - p, &c);
			assert_int_not_equal(c, UINT32_MAX);
			assert_true(c >= 0x20);
		}
		memcpy(end, "\"", 2);
		value = cJSON_ParseWithOpts(out, NULL, 1);
		if (!value)
			fail_msg("not JSON: %s", out);
		cJSON_Delete(value);
		assert_true(escape_csv(out, in, len) <= out + ESCAPE_CSV_MAX(len));
		assert_true(escape_printable(out, in, len) <= out + ESCAPE_PRINTABLE_MAX(len));
	}
}

static void test_json_forms(void **state)
{
	static const char in[] = "\"\\/\b\f\n\r\t\x01\x1f\x7f";

	(void)state;
	*escape_json(out, in, sizeof(in) - 1) = '\0';
	assert_string_equal(out, "\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f");
	*escape_json(out, "a\0b", 3) = '\0';
	assert_string_equal(out, "a\\u0000b");
}

static void test_csv_forms(void **state)
{
	static const char *const cases[][2] = {
		{"plain name", "plain name"},
		{"a,b", "\"a,b\""},
		{"say \"x\"", "\"say \"\"x\"\"\""},
		{"two\nlines", "\"two\nlines\""},
		{"cr\r", "\"cr\r\""},
		{"\"", "\"\"\"\""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		*escape_csv(out, cases[i][0], strlen(cases[i][0])) = '\0';
		assert_string_equal(out, cases[i][1]);
	}
}

static void test_printable(void **state)
{
	static const char in[] = "\x1b[31mred\n\x7f\xc2\x9b ok \xc2\xa0";

	(void)state;
	*escape_printable(out, in, sizeof(in) - 1) = '\0';
	assert_string_equal(out, "?[31mred??? ok \xc2\xa0");
	assert_int_equal(utf8_columns("12.35 \xc2\xb5s", 9), 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8),	   cmocka_unit_test(test_json_any_bytes),
		cmocka_unit_test(test_json_forms), cmocka_unit_test(test_csv_forms),
		cmocka_unit_test(test_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
