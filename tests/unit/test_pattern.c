/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "../../user/util/pattern.h"
#include "support.h"

#include <errno.h>

static bool matches(enum pattern_kind kind, const char *text, const char *name)
{
	struct pattern *pattern;
	char error[256];
	bool result;

	assert_int_equal(pattern__compile(kind, text, strlen(text), &pattern, error, sizeof(error)),
			 0);
	result = pattern__matches(pattern, name, strlen(name));
	pattern__free(pattern);
	return result;
}

static void test_glob(void **state)
{
	static const struct {
		const char *glob, *name;
		bool fits;
	} cases[] = {
		{ "*", "", true },
		{ "*", "anything::at(all)", true },
		{ "parse_*", "parse_row", true },
		{ "parse_*", "my_parse_row", false },
		{ "*_row", "parse_row", true },
		{ "*_row", "parse_rows", false },
		{ "p*r*w", "parse_row", true },
		{ "p*x*w", "parse_row", false },
		{ "?", "a", true },
		{ "?", "", false },
		{ "a?c", "abc", true },
		{ "a?c", "ac", false },
		{ "[abc]x", "bx", true },
		{ "[abc]x", "dx", false },
		{ "[a-cx-z]", "y", true },
		{ "[a-cx-z]", "d", false },
		{ "[!a-c]", "d", true },
		{ "[!a-c]", "b", false },
		{ "[^a]", "b", true },
		{ "[]a]", "]", true },
		{ "[a-]", "-", true },
		{ "f[", "f[", true },
		{ "f[", "fx", false },
		{ "main.f[*]", "main.f*", true },
		{ "operator\\*", "operator*", true },
		{ "operator\\*", "operatorx", false },
		{ "[\\]]", "]", true },
		{ "a**b", "ab", true },
		{ "net/*", "net/http.Get", true },
		{ "", "", true },
		{ "", "a", false },
		{ "*\xff*",
		  "a\xff"
		  "b",
		  true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (matches(PATTERN_GLOB, cases[i].glob, cases[i].name) != cases[i].fits)
			fail_msg("%s against %s", cases[i].glob, cases[i].name);
}

/* Many stars against a long name: no backtracking over all of them. */
static void test_hostile_glob(void **state)
{
	char name[4096];

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_false(matches(PATTERN_GLOB, "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", name));
}

static void test_regex(void **state)
{
	(void)state;
	assert_true(matches(PATTERN_REGEX, "row", "parse_row"));
	assert_false(matches(PATTERN_REGEX, "^row", "parse_row"));
	assert_true(matches(PATTERN_REGEX, "^parse_(row|all)$", "parse_all"));
	assert_true(matches(PATTERN_REGEX, "(?i)ROW", "parse_row"));
	assert_false(matches(PATTERN_REGEX, "ROW", "parse_row"));
	assert_true(matches(PATTERN_REGEX, "a.b",
			    "a\xff"
			    "b"));
}

static void test_hostile_regex(void **state)
{
	char name[4096];

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_false(matches(PATTERN_REGEX, "^(a+)+$x", name));
	assert_false(matches(PATTERN_REGEX, "^(a|aa)+$b", name));
}

static void test_wrong_regex(void **state)
{
	struct pattern *pattern = NULL;
	char error[256];

	(void)state;
	assert_int_equal(pattern__compile(PATTERN_REGEX, "ab(c", 4, &pattern, error, sizeof(error)),
			 -EINVAL);
	assert_null(pattern);
	assert_says(error, "missing closing parenthesis");
	assert_says(error, "character 5");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_glob),	    cmocka_unit_test(test_hostile_glob),
		cmocka_unit_test(test_regex),	    cmocka_unit_test(test_hostile_regex),
		cmocka_unit_test(test_wrong_regex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
