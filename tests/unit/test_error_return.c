/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>

#include "../../user/cli/error_return.h"
#include "support.h"

static void test_conditions(void **state)
{
	static const struct {
		const char *text, *function;
		enum maap_comparison comparison;
		int64_t value;
		bool null;
	} cases[] = {
		{ "open_db:<0", "open_db", MAAP_IS_LESS, 0, false },
		{ "parse:==0", "parse", MAAP_IS_EQUAL, 0, false },
		{ "f:null", "f", MAAP_IS_EQUAL, 0, true },
		{ "f:!null", "f", MAAP_IS_UNEQUAL, 0, true },
		{ "libz:inflate:<=-1", "libz:inflate", MAAP_IS_AT_MOST, -1, false },
		{ "foo::bar(int):>=0x10", "foo::bar(int)", MAAP_IS_AT_LEAST, 16, false },
		{ "sqlite3_*:!=0", "sqlite3_*", MAAP_IS_UNEQUAL, 0, false },
		{ "x:>9223372036854775807", "x", MAAP_IS_MORE, INT64_MAX, false },
		{ "x:==0xffffffffffffffff", "x", MAAP_IS_EQUAL, -1, false },
		{ "operator<:<0", "operator<", MAAP_IS_LESS, 0, false },
	};
	struct error_return_rule rule;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(error_return__parse(cases[i].text, &rule), 0);
		assert_string_equal(rule.function, cases[i].function);
		assert_int_equal(rule.comparison, cases[i].comparison);
		assert_int_equal(rule.value, cases[i].value);
		assert_int_equal(rule.null, cases[i].null);
		free(rule.function);
	}
}

static void test_mistakes(void **state)
{
	static const char *const texts[] = {
		"f",
		":<0",
		"f:",
		"f:<",
		"f:0",
		"f:<x",
		"f:<1x",
		"f:=>1",
		"f:Null",
		"f:< 0",
		"f:<0x",
		"f:==--1",
		"",
		":",
		"f:<-",
		"f:==0xfg",
		"f:<99999999999999999999",
	};
	struct error_return_rule rule;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (error_return__parse(texts[i], &rule) != -EINVAL)
			fail_msg("'%s' is accepted", texts[i]);
}

/* By the result's type: its width, its sign, what is not known. */
static void test_types(void **state)
{
	static const struct value_type int_type = { .kind = VALUE_SIGNED, .bytes = 4 },
				       char_type = { .kind = VALUE_UNSIGNED, .bytes = 1 },
				       pointer = { .kind = VALUE_POINTER, .bytes = 8 },
				       text = { .kind = VALUE_TEXT, .bytes = 8 },
				       flag = { .kind = VALUE_BOOL, .bytes = 1 },
				       number = { .kind = VALUE_FLOAT, .bytes = 8 },
				       none = { .kind = VALUE_VOID },
				       level = { .kind = VALUE_ENUM, .bytes = 4 };
	static const struct {
		const char *text;
		const struct value_type *type;
		bool possible;
		int bytes;
		bool is_signed;
	} cases[] = {
		{ "f:<0", &int_type, true, 4, true },	{ "f:==200", &char_type, true, 1, false },
		{ "f:null", &pointer, true, 8, false }, { "f:null", &text, true, 8, false },
		{ "f:==-1", &pointer, true, 8, true },	{ "f:==0", &flag, true, 1, false },
		{ "f:<0", &number, false, 0, false },	{ "f:==0", &none, false, 0, false },
		{ "f:<0", NULL, true, 4, true },	{ "f:null", NULL, true, 8, false },
		{ "f:==-1", &level, true, 4, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct signature signature = { .result = cases[i].type };
		struct error_condition condition;
		struct error_return_rule rule;

		assert_int_equal(error_return__parse(cases[i].text, &rule), 0);
		assert_int_equal(error_return__condition(&rule, cases[i].type ? &signature : NULL,
							 &condition),
				 cases[i].possible);
		free(rule.function);
		if (!cases[i].possible)
			continue;
		assert_int_equal(condition.bytes, cases[i].bytes);
		assert_int_equal(condition.is_signed, cases[i].is_signed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
