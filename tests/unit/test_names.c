/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names of functions: what was asked for, what symbols hold, what is nearest. */
#include "../../user/target/select.h"
#include "../../user/target/suggest.h"
#include "../../user/target/symbol_name.h"
#include "support.h"

#include <errno.h>

static void test_spec(void **state)
{
	static const struct {
		const char *text, *module, *name;
	} cases[] = {
		{"main", NULL, "main"},
		{"libsqlite3.so.0:sqlite3_step", "libsqlite3.so.0", "sqlite3_step"},
		{"/usr/bin/x:main", "/usr/bin/x", "main"},
		{"foo::bar", NULL, "foo::bar"},
		{"foo::bar(int)", NULL, "foo::bar(int)"},
		{"libx.so:foo::bar(a:b)", "libx.so", "foo::bar(a:b)"},
		{"libx.so:::bar", "libx.so", "::bar"},
		{"f(a:b)", NULL, "f(a:b)"},
		{"v<a:b>", NULL, "v<a:b>"},
		{"memcpy@@GLIBC_2.14", NULL, "memcpy@@GLIBC_2.14"},
	};
	struct function_spec spec;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(function_spec__parse(cases[i].text, &spec), 0);
		assert_string_equal(spec.name, cases[i].name);
		if (cases[i].module)
			assert_string_equal(spec.module, cases[i].module);
		else
			assert_null(spec.module);
		function_spec__free(&spec);
	}
	assert_int_equal(function_spec__parse("", &spec), -EINVAL);
	assert_int_equal(function_spec__parse("libx.so:", &spec), -EINVAL);
	assert_int_equal(function_spec__parse(":f", &spec), -EINVAL);
}

static void test_match(void **state)
{
	(void)state;
	assert_true(symbol_name_matches("f", "f", NULL, true));
	assert_false(symbol_name_matches("f", "ff", NULL, true));
	assert_false(symbol_name_matches("ff", "f", NULL, true));
	/* Any version, or the one that is named, however the table tells it. */
	assert_true(symbol_name_matches("f", "f@V1", NULL, true));
	assert_true(symbol_name_matches("f", "f", "V1", false));
	assert_true(symbol_name_matches("f@V1", "f@V1", NULL, true));
	assert_true(symbol_name_matches("f@V1", "f", "V1", false));
	assert_true(symbol_name_matches("f@@V2", "f", "V2", true));
	assert_false(symbol_name_matches("f@V2", "f", "V2", true));
	assert_false(symbol_name_matches("f@V1", "f", "V2", true));
	assert_false(symbol_name_matches("f@V1", "f", NULL, true));
	/* Clones belong to the function; its cold part is no function. */
	assert_true(symbol_name_matches("f", "f.constprop.0", NULL, true));
	assert_true(symbol_name_matches("f", "f.isra.0.part.12", NULL, true));
	assert_true(symbol_name_matches("f.isra.0", "f.isra.0", NULL, true));
	assert_false(symbol_name_matches("f", "f.cold", NULL, true));
	assert_false(symbol_name_matches("f", "f.part.0.cold", NULL, true));
	assert_false(symbol_name_matches("f", "f.other", NULL, true));
}

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(edit_distance("kitten", "kitten", 3), 0);
	assert_int_equal(edit_distance("kitten", "sitting", 3), 3);
	assert_int_equal(edit_distance("ab", "ba", 3), 1);
	assert_int_equal(edit_distance("sqlite3_setp", "sqlite3_step", 3), 1);
	assert_int_equal(edit_distance("", "abc", 5), 3);
	assert_int_equal(edit_distance("abc", "xyz", 2), 3); /* limit + 1 */
	assert_int_equal(edit_distance("a", "abcdefgh", 2), 3);
}

static void test_suggestions(void **state)
{
	static const char *const names[] = {
		"sqlite3_stop",	      "sqlite3_step",  "unrelated",	   "sqlite3_step",
		"sqlite3_prepare_v2", "sqlite3_sleep", "my_sqlite3_setp_x"};
	struct suggestions suggestions = {.wanted = "sqlite3_setp"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		suggestions__offer(&suggestions, names[i]);
	assert_int_equal(suggestions.count, 3);
	assert_string_equal(suggestions.best[0].name, "sqlite3_step");
	for (size_t i = 0; i < suggestions.count; i++)
		assert_string_not_equal(suggestions.best[i].name, "unrelated");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spec),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_suggestions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
