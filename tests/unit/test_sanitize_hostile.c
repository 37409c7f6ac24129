/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bad rules, texts that were cut, rules that run into their limits: nothing may be shown raw. */
#include <errno.h>

#include "../../user/sink/sanitize.h"
#include "sanitizing.h"
#include "support.h"

/* Refused, and each of the words is in the message. */
static void assert_refused(const char *rule, const char *word, const char *other)
{
	struct sanitizer *sanitizer = NULL;
	const char *said;
	int err;

	stderr_begin();
	err = sanitizer__make(&rule, 1, 0, &sanitizer);
	said = stderr_end();
	assert_null(sanitizer);
	assert_int_equal(err, -EINVAL);
	if (!strstr(said, word) || !strstr(said, other) || count_char(said, '\n') != 1)
		fail_msg("%s: neither '%s' nor '%s', or not one line, in: %s", rule, word, other,
			 said);
}

static void test_bad_rules(void **state)
{
	static const struct {
		const char *rule, *word, *other;
	} bad[] = {
		{"", "digits", "s/REGEX/TEXT/"},
		{"digit", "digits", "s/REGEX/TEXT/"},
		{"y/a/b/", "digits", "s/REGEX/TEXT/"},
		{"s", "digits", "s/REGEX/TEXT/"},
		{"s\\a\\b\\", "digits", "s/REGEX/TEXT/"},
		{"s a b ", "digits", "s/REGEX/TEXT/"},
		{"s\xc3\xbc"
		 "a\xc3\xbc"
		 "b\xc3\xbc",
		 "digits", "s/REGEX/TEXT/"},
		{"s/", "REGEX is missing", "s/REGEX/TEXT/"},
		{"s/a", "REGEX is missing", "s/REGEX/TEXT/"},
		{"s/a/b", "TEXT is missing", "s/REGEX/TEXT/"},
		{"s/a/b\\/", "TEXT is missing", "s/REGEX/TEXT/"},
		{"s|a|b", "TEXT is missing", "s|REGEX|TEXT|"},
		{"s/a/b\\", "TEXT is missing", "s/REGEX/TEXT/"},
		{"s/a/b/x", "'x'", "g (every match)"},
		{"s/a/b/gg2", "'2'", "i (any case)"},
		{"s/a/b/c/g", "'c/g'", "\\/"},
		{"s/(a/b/", "missing closing parenthesis", "offset 2"},
		{"s/ab[/b/", "missing terminating ]", "'ab['"},
		{"s/a\\Cb/x/", "\\C", "offset"},
		{"s/\xff/b/", "UTF-8", "offset 0"},
		{"s/a/\\1/", "group 1", "REGEX has 0"},
		{"s/(a)/$2/", "group 2", "REGEX has 1"},
		{"s/(a)/$99999999999999999999/", "group", "REGEX has 1"},
		{"s/(a)/${99999999999999999999}/", "group", "REGEX has 1"},
		{"s/a/${b}/", "'b'", "${1}"},
		{"s/a/${}/", "''", "${1}"},
		{"s/a/${1/", "}", "${1}"},
		{"s/a/\\z/", "backslash", "\\n"},
		{"s/(?<n>a)(?<n>b)/x/", "same name", "offset"},
		{"s/(?<=(?=a\\K)a)a/x/", "\\K", "offset"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_refused(bad[i].rule, bad[i].word, bad[i].other);
}

/* The first good one is freed when the second is bad. */
static void test_good_then_bad(void **state)
{
	const char *rules[] = {"s/(a)/x$1/", "s/(/x/"};
	struct sanitizer *sanitizer = NULL;

	(void)state;
	stderr_begin();
	assert_int_equal(sanitizer__make(rules, 2, 5, &sanitizer), -EINVAL);
	stderr_end();
	assert_null(sanitizer);
}

static void test_cut(void **state)
{
	(void)state;
	/* What could have gone on. */
	assert_cut("s/\\d{16}/<card>/", NULL, "card 12345678", "card <cut: hidden>");
	assert_cut("s/BEGIN.*?END/x/", NULL, "a BEGIN secret", "a <cut: hidden>");
	assert_cut("s/BEGIN.*?END|B/x/", NULL, "a BEGIN secret", "a <cut: hidden>");
	assert_cut("s/secret/x/", NULL, "my sec", "my <cut: hidden>");
	assert_cut("s/secret/x/i", NULL, "my SEC", "my <cut: hidden>");
	assert_cut("s/(\\d{4})-(\\d{4})/$1/g", NULL, "1234-5678 1234-56", "1234 <cut: hidden>");
	assert_cut("s/BEGIN.*?END/x/", NULL, "BEGIN secret", "<cut: hidden>");
	/* A match that ends at the cut hides all of it as it is. */
	assert_cut("s/password=\\S+/password=***/", NULL, "password=hun", "password=***");
	assert_cut("s/\\d+/#/g", NULL, "a1b22", "a#b#");
	assert_cut("digits", NULL, "a1", "a#");
	/* What could not. */
	assert_cut("s/secret/x/", NULL, "my secret is", "my x is");
	assert_cut("s/secret/x/", NULL, "nothing", "nothing");
	assert_cut("s/a/x/", NULL, "a 1 a", "x 1 a");
	assert_cut("s/$/x/g", NULL, "abc", "abcx");
	assert_cut("s/secret/x/", NULL, "", "");
	/* The mark of the cut is no part of the text. */
	assert_cut("s/secret/x/", NULL, "my sec...", "my <cut: hidden>");
	assert_cut("s/secret/x/", NULL, "my secret is...", "my x is...");
	assert_cut("s/\\./x/g", NULL, "1.5 ...", "1x5 ...");
	assert_cut("s/secret/x/", NULL, "nothing...", "nothing...");
	/* Nor is half a character. */
	assert_cut("s/\\w{20}/x/", NULL, "abc\xef\xbf\xbd...", "<cut: hidden>");
	assert_cut("s/\\w{20}/x/", NULL, "abc\xc3", "<cut: hidden>");
	assert_cut("s/\\w{20}/x/", NULL, "abc\xf0\x9f\x98", "<cut: hidden>");
	assert_cut("s/\\w{20}/x/", NULL, "ab\xc3\xbc", "<cut: hidden>");
	assert_cut("s/a/x/", NULL, "abc\xef\xbf\xbd...", "xbc...");
	assert_cut("s/x/y/", NULL, "abc\xef\xbf\xbd...", "abc\xef\xbf\xbd...");
	/* With the name in front. */
	assert_cut("s/password=\\w{8}/x/", "password", "hun", "<cut: hidden>");
	assert_cut("s/password=\\w{8}/x/", "password", "", "<cut: hidden>");
	assert_cut("s/secret/x/", "name", "my sec", "my <cut: hidden>");
	/* The same text, not cut. */
	assert_rule("s/secret/x/", "my sec", "my sec");
}

/* What one rule has taken from the end, the next must reckon with. */
static void test_cut_and_two_rules(void **state)
{
	struct rendered value = {.text = "token:abc12", .len = 11, .quoted = true, .cut = true};

	(void)state;
	sanitize_with(&value, 0, "s/\\d{16}/<card>/", "s/token:\\w{40}/x/", NULL);
	assert_string_is(&value, "<cut: hidden>");
	value = (struct rendered){.text = "pin:12", .len = 6, .quoted = true, .cut = true};
	sanitize_with(&value, 0, "s/\\d{16}/<card>/", "s/p/q/", NULL);
	assert_string_is(&value, "qin:<cut: hidden>");
	value = (struct rendered){.text = "12", .len = 2, .cut = true};
	sanitize_with(&value, 6, "s/\\d{16}/<card>/", NULL);
	assert_string_is(&value, "<cut: ...");
	assert_true(value.quoted);
}

/* Hidden, said once, and the next value is dealt with as ever. */
static void assert_hides(const char *rule, const char *text, size_t len, const char *reason)
{
	struct rendered again[2];
	struct rendered easy = {.text = "zzz", .len = 3};
	struct sanitizer *sanitizer;
	const char *said;

	assert_int_equal(sanitizer__make(&rule, 1, 0, &sanitizer), 0);
	stderr_begin();
	for (int i = 0; i < 2; i++) {
		again[i] = (struct rendered){.text = text, .len = len};
		sanitizer__begin(sanitizer);
		sanitizer__value(sanitizer, &again[i]);
	}
	sanitizer__value(sanitizer, &easy);
	said = stderr_end();
	for (int i = 0; i < 2; i++) {
		assert_string_is(&again[i], SANITIZER_HIDDEN);
		assert_true(again[i].quoted);
	}
	assert_string_is(&easy, "zzz");
	if (!strstr(said, reason) || count_char(said, '\n') != 1)
		fail_msg("not one line about '%s': %s", reason, said);
	sanitizer__free(sanitizer);
}

static void test_limits(void **state)
{
	static char text[8192], deep[100000];
	static char rule[4096] = "s/a/";

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text + sizeof(text) - 2, "cb", 2);
	assert_hides("s/(a+)+b/x/", text, sizeof(text), "match limit");
	assert_hides("s/(*NO_JIT)(a+)+b/x/", text, sizeof(text), "match limit");
	memset(deep, 'a', sizeof(deep));
	assert_hides("s/^(a(?1)?)+$/x/", deep, sizeof(deep), "JIT stack");
	for (size_t i = strlen(rule); i < 1000; i++)
		rule[i] = 'b';
	strcat(rule, "/g");
	assert_hides(rule, text, sizeof(text), "too long");
}

/* Each match alone stays below the limit. */
static void test_limit_of_a_call(void **state)
{
	static char text[200000];
	const char *rule = "s/(a|a)*c|b/x/g";
	struct rendered few = {.text = text, .len = 150}, many = {.text = text};
	const char *said;

	(void)state;
	many.len = sizeof(text);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 15 == 14 ? 'b' : 'a';
	stderr_begin();
	sanitize_with(&few, 0, rule, NULL);
	said = stderr_end();
	assert_string_equal(said, "");
	assert_int_equal(few.len, 150);
	assert_int_equal(few.text[14], 'x');
	stderr_begin();
	sanitize_with(&many, 0, rule, NULL);
	stderr_end();
	assert_string_is(&many, SANITIZER_HIDDEN);
}

/* A text of any length is dealt with or hidden. */
static void test_huge_text(void **state)
{
	const size_t len = 1 << 20;
	char *text = malloc(len);
	struct rendered value = {.text = text, .len = len, .quoted = true};

	(void)state;
	assert_non_null(text);
	memset(text, '7', len);
	sanitize_with(&value, 0, "digits", NULL);
	assert_string_is(&value, SANITIZER_HIDDEN);
	value = (struct rendered){.text = text, .len = len, .quoted = true};
	sanitize_with(&value, 10, NULL);
	assert_string_is(&value, "7777777777...");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_rules),	cmocka_unit_test(test_good_then_bad),
		cmocka_unit_test(test_cut),		cmocka_unit_test(test_cut_and_two_rules),
		cmocka_unit_test(test_limits),		cmocka_unit_test(test_limit_of_a_call),
		cmocka_unit_test(test_huge_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
