/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names of functions: what was asked for, what symbols hold, what is nearest. */
#include "../../user/target/select.h"
#include "../../user/target/suggest.h"
#include "../../user/util/symbol_name.h"
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

static void test_spec_kinds(void **state)
{
	static const struct {
		const char *text, *module, *name;
		enum spec_kind kind;
		uint64_t address;
	} cases[] = {
		{ "parse_*", NULL, "parse_*", SPEC_GLOB, 0 },
		{ "operator*", NULL, "operator*", SPEC_GLOB, 0 },
		{ "main.(*T).M", NULL, "main.(*T).M", SPEC_GLOB, 0 },
		{ "net/http.(*Server).Serve", NULL, "net/http.(*Server).Serve", SPEC_GLOB, 0 },
		{ "libz*:deflate*", "libz*", "deflate*", SPEC_GLOB, 0 },
		{ "/^a.*:b/", NULL, "/^a.*:b/", SPEC_REGEX, 0 },
		{ "/a(?:b|c)/", NULL, "/a(?:b|c)/", SPEC_REGEX, 0 },
		{ "libz.so:/^inf/", "libz.so", "/^inf/", SPEC_REGEX, 0 },
		{ "/usr/lib/libz.so:/^inf/", "/usr/lib/libz.so", "/^inf/", SPEC_REGEX, 0 },
		{ "0x1139", NULL, "0x1139", SPEC_ADDRESS, 0x1139 },
		{ "x:0xABCdef", "x", "0xABCdef", SPEC_ADDRESS, 0xabcdef },
		{ "0x113g", NULL, "0x113g", SPEC_NAME, 0 },
		{ "0x", NULL, "0x", SPEC_NAME, 0 },
		{ "f+0x10", NULL, "f+0x10", SPEC_OFFSET, 0x10 },
		{ "lib.so:f+0x0", "lib.so", "f+0x0", SPEC_OFFSET, 0 },
		{ "+0x10", NULL, "+0x10", SPEC_NAME, 0 },
		{ "//", NULL, "//", SPEC_NAME, 0 },
	};
	struct function_spec spec;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(function_spec__parse(cases[i].text, &spec), 0);
		assert_string_equal(spec.name, cases[i].name);
		assert_int_equal(spec.kind, cases[i].kind);
		assert_int_equal(spec.address, cases[i].address);
		if (cases[i].module)
			assert_string_equal(spec.module, cases[i].module);
		else
			assert_null(spec.module);
		function_spec__free(&spec);
	}
	stderr_begin();
	assert_int_equal(function_spec__parse("lib.so:/a(b/", &spec), -EINVAL);
	assert_says(stderr_end(), "lib.so:/a(b/: not a regular expression: missing closing "
				  "parenthesis, at character 4");
}

static void test_modules(void **state)
{
	static const struct {
		const char *text;
		bool fits;
	} cases[] = {
		{ "f", true },		     { "libx.so.1.2:f", true }, { "libx.so.1:f", true },
		{ "libx:f", true },	     { "liby:f", false },	{ "lib?:f", true },
		{ "libx.so*:f", true },	     { "*/libx.so.1.2:f", true }, { "/opt/*:f", true },
		{ "/usr/*:f", false },	     { "lib[a-w]:f", false },	{ "*.so:f", false },
		{ "/opt/libx.so.1.2:f", true },
	};
	const struct module module = { .path = (char *)"/opt/libx.so.1.2",
				       .outer_path = (char *)"/opt/libx.so.1.2",
				       .name = "libx.so.1.2",
				       .soname = (char *)"libx.so.1" };
	struct function_spec spec;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(function_spec__parse(cases[i].text, &spec), 0);
		if (function_spec__fits_module(&spec, &module) != cases[i].fits)
			fail_msg("%s", cases[i].text);
		function_spec__free(&spec);
	}
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
	assert_true(symbol_name_matches("f@V2", "f", "V2", true));
	assert_true(symbol_name_matches("f@@V1", "f", "V1", false));
	assert_false(symbol_name_matches("f@V1", "f", "V2", true));
	assert_false(symbol_name_matches("f@V1", "f", NULL, true));
	/* Clones belong to the function; its cold part is no function. */
	assert_true(symbol_name_matches("f", "f.constprop.0", NULL, true));
	assert_true(symbol_name_matches("f", "f.isra.0.part.12", NULL, true));
	assert_true(symbol_name_matches("f.isra.0", "f.isra.0", NULL, true));
	assert_true(symbol_name_matches("f", "f.llvm.123456789", NULL, true));
	assert_true(symbol_name_matches("f", "f.localalias", NULL, true));
	assert_false(symbol_name_matches("f", "f.llvm.", NULL, true));
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
	suggestions = (struct suggestions){ .wanted = "push_bakc" };
	suggestions__offer(&suggestions, "std::vector<int, std::allocator<int> >::push_back");
	suggestions__offer(&suggestions, "std::vector<int, std::allocator<int> >::pop_back");
	suggestions__offer(&suggestions, "push_back");
	assert_string_equal(suggestions.best[0].name, "push_back");
	assert_string_equal(suggestions.best[1].name,
			    "std::vector<int, std::allocator<int> >::push_back");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spec),
		cmocka_unit_test(test_spec_kinds),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_suggestions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
