/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <time.h>

#include "../../analysis/time_stamp.h"
#include "support.h"

#define SECOND 1000000000ll

static bool parse(const char *text, int64_t *ns)
{
	size_t len = strlen(text);
	char *copy = malloc(len + 1); /* not terminated: `len` is all there is */
	bool good;

	memcpy(copy, text, len);
	copy[len] = '9';
	good = time_stamp_parse(copy, len, ns);
	free(copy);
	return good;
}

static void test_good(void **state)
{
	static const struct {
		const char *text;
		int64_t ns;
	} cases[] = {
		{ "1970-01-01 00:00:00", 0 },
		{ "1970-01-01 00:00:01", SECOND },
		{ "1969-12-31 23:59:59.999999999", -1 },
		{ "1970-01-01 00:00:00,", 0 },
		{ "1970-01-01 00:00:00.", 0 },
		{ "1970-01-01 00:00:00,1", SECOND / 10 },
		{ "1970-01-01 00:00:00,123", 123000000 },
		{ "1970-01-01 00:00:00.123456", 123456000 },
		{ "1970-01-01 00:00:00.123456789", 123456789 },
		{ "1970-01-01 00:00:00.000000001", 1 },
		{ "2024-02-29 12:34:56", 1709210096 * SECOND },
		{ "2000-02-29 00:00:00", 951782400 * SECOND },
		{ "1678-01-01 00:00:00", -9214560000 * SECOND },
		{ "2261-12-31 23:59:59.999999999", 9214646400 * SECOND - 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t ns = 1;

		if (!parse(cases[i].text, &ns) || ns != cases[i].ns)
			fail_msg("%s: %lld", cases[i].text, (long long)ns);
	}
}

static void test_bad(void **state)
{
	static const char *const cases[] = {
		"",
		"2026-11-24",
		"2026-11-24 12:00",
		"2026-11-24 12:00:0",
		"2026-11-24T12:00:00",
		"2026-11-24 12:00:00Z",
		"2026-11-24 12:00:00 ",
		" 2026-11-24 12:00:00",
		"2026-11-24 12:00:00.1234567890",
		"2026-11-24 12:00:00.12x",
		"2026-11-24 12:00:00,-1",
		"2026-11-24 12:00:00;5",
		"2026-11-24 12:00:00..5",
		"2026/11/24 12:00:00",
		"2026-11-24 12.00.00",
		"2026-00-24 12:00:00",
		"2026-13-24 12:00:00",
		"2026-11-00 12:00:00",
		"2026-11-31 12:00:00",
		"2026-02-29 12:00:00",
		"1900-02-29 12:00:00",
		"2100-02-29 12:00:00",
		"2026-11-24 24:00:00",
		"2026-11-24 12:60:00",
		"2026-11-24 12:00:60",
		"2026-11-24 -1:00:00",
		"1677-12-31 23:59:59",
		"2262-01-01 00:00:00",
		"0000-01-01 00:00:00",
		"+026-11-24 12:00:00",
		"202 -11-24 12:00:00",
	};
	int64_t ns = 42;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (parse(cases[i], &ns))
			fail_msg("%s is taken", cases[i]);
	assert_int_equal(ns, 42); /* written on success alone */
}

/* Every day that fits, both ways, against the C library. */
static void test_all_days(void **state)
{
	int64_t ns;
	struct tm tm;
	char expected[32];

	(void)state;
	for (time_t seconds = -9214560000; seconds < 9214646400; seconds += 86400) {
		int64_t stamp = (seconds + 86399) * SECOND + 999999000;

		gmtime_r(&seconds, &tm);
		strftime(expected, sizeof(expected), "%Y-%m-%d 23:59:59.999999", &tm);
		assert_string_equal(time_stamp_text(stamp).text, expected);
		assert_true(time_stamp_parse(expected, TIME_STAMP_LEN, &ns));
		assert_int_equal(ns, stamp);
	}
}

static void test_format(void **state)
{
	static const struct {
		int64_t ns;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01 00:00:00.000000" },
		{ 999, "1970-01-01 00:00:00.000000" },
		{ 1999, "1970-01-01 00:00:00.000001" },
		{ -1, "1969-12-31 23:59:59.999999" },
		{ -SECOND, "1969-12-31 23:59:59.000000" },
		{ INT64_MAX, "2262-04-11 23:47:16.854775" },
		{ INT64_MIN, "1677-09-21 00:12:43.145224" },
	};
	char *text = malloc(TIME_STAMP_LEN); /* and no byte more */

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_string_equal(time_stamp_text(cases[i].ns).text, cases[i].text);
		assert_ptr_equal(time_stamp_format(text, cases[i].ns), text + TIME_STAMP_LEN);
		assert_memory_equal(text, cases[i].text, TIME_STAMP_LEN);
	}
	free(text);
}

static void test_local(void **state)
{
	int64_t moment = 1795521600 * SECOND + 5;

	(void)state;
	setenv("TZ", "UTC-5:30", 1);
	tzset();
	assert_int_equal(time_stamp_local(moment), moment + 19800 * SECOND);
	setenv("TZ", "UTC0", 1);
	tzset();
	assert_int_equal(time_stamp_local(moment), moment);
	assert_int_equal(time_stamp_local(-1), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	 cmocka_unit_test(test_bad),
		cmocka_unit_test(test_all_days), cmocka_unit_test(test_format),
		cmocka_unit_test(test_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
