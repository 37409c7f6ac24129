/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>

#include "../../user/sink/sanitize.h"
#include "sanitizing.h"
#include "support.h"

static void test_nothing_to_do(void **state)
{
	struct sanitizer *sanitizer = (struct sanitizer *)1;
	struct rendered value = {.text = "secret", .len = 6, .quoted = false};
	const char *text = "secret";
	size_t len = 6;

	(void)state;
	assert_int_equal(sanitizer__make(NULL, 0, 0, &sanitizer), 0);
	assert_null(sanitizer);
	sanitizer__begin(NULL);
	sanitizer__value(NULL, &value);
	sanitizer__values(NULL, &value, 1);
	sanitizer__text(NULL, &text, &len, true);
	sanitizer__free(NULL);
	assert_ptr_equal(value.text, text);
	assert_int_equal(value.len, 6);
	assert_false(value.quoted);
}

static void test_digits(void **state)
{
	(void)state;
	assert_rule("digits", "4711", "####");
	assert_rule("digits", "a1b22c\xc3\xbc"
			      "3",
		    "a#b##c\xc3\xbc#");
	assert_rule("digits", "\xd9\xa3", "\xd9\xa3"); /* an Arabic 3: not ASCII */
	assert_rule("digits", "", "");
}

/* A number that is none any more is a string in JSON; one that nothing was done to stays. */
static void test_quoted(void **state)
{
	struct rendered value = {.text = "4711", .len = 4};

	(void)state;
	sanitize_with(&value, 0, "digits", NULL);
	assert_true(value.quoted);
	value = (struct rendered){.text = "true", .len = 4};
	sanitize_with(&value, 0, "digits", NULL);
	assert_false(value.quoted);
	assert_string_is(&value, "true");
	value = (struct rendered){.text = "null", .len = 4};
	sanitize_with(&value, 0, "s/null/nil/", NULL);
	assert_true(value.quoted);
	value = (struct rendered){.text = "12345", .len = 5};
	sanitize_with(&value, 5, NULL);
	assert_false(value.quoted);
	sanitize_with(&value, 4, NULL);
	assert_true(value.quoted);
	assert_string_is(&value, "1234...");
}

static void test_substitution(void **state)
{
	(void)state;
	assert_rule("s/a/b/", "aaA", "baA");
	assert_rule("s/a/b/g", "aaA", "bbA");
	assert_rule("s/a/b/i", "Aaa", "baa");
	assert_rule("s/a/b/gi", "aaA", "bbb");
	assert_rule("s/a/b/ig", "aaA", "bbb");
	assert_rule("s/a//g", "banana", "bnn");
	assert_rule("s/^.*$//", "banana", "");
	assert_rule("s|/home/[^/]+|/home/xxx|", "/home/ann/f", "/home/xxx/f");
	assert_rule("s/\\/home\\/[^\\/]+/\\/home\\/xxx/", "/home/ann/f", "/home/xxx/f");
	assert_rule("s|a\\|b|x|", "a|b", "x"); /* the character, no alternative */
	assert_rule("s.a\\.b.x.", "acb a.b", "acb x");
	assert_rule("s,a\\,b,x\\,y,", "a,b", "x,y");
	assert_rule("s!a(?\\!b)!x!g", "abac", "abxc");
	assert_rule("sxa\\xbxc\\xdx", "axb", "cxd");
	assert_rule("s/\\\\/x/", "a\\b", "axb");
	assert_rule("s/\\d+/\xc3\xbc/", "a12", "a\xc3\xbc");
	assert_rule("s/M\xc3\x9cLLER/x/i", "m\xc3\xbcller", "x");
	assert_rule("s/name:\\w+/name:x/", "name:m\xc3\xbcller!", "name:x!");
}

static void test_groups(void **state)
{
	(void)state;
	assert_rule("s/(\\w+) (\\w+)/$2 $1/", "a b", "b a");
	assert_rule("s/(\\w+) (\\w+)/\\2 \\1/", "a b", "b a");
	assert_rule("s/(\\w+) (\\w+)/${2}1 ${1}/", "a b", "b1 a");
	assert_rule("s/(?<who>\\w+)!/${who}?/", "me!", "me?");
	assert_rule("s/b+/[$0]/", "abbc", "a[bb]c");
	assert_rule("s/b+/[\\0]/", "abbc", "a[bb]c");
	assert_rule("s/(a)|(b)/<$1$2>/g", "ab", "<a><b>"); /* the other one is unset */
	assert_rule("s/x/5$/", "x", "5$");
	assert_rule("s/x/$$1/", "x", "$1");
	assert_rule("s/x/$-&/", "x", "$-&");
	assert_rule("s/x/\\$1\\\\\\n\\t/", "x", "$1\\\n\t");
	assert_rule("s/(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)/$11$1/", "abcdefghijk", "ka");
}

static void test_empty_matches(void **state)
{
	(void)state;
	assert_rule("s/x*/-/", "abc", "-abc");
	assert_rule("s/x*/-/g", "abc", "-a-b-c-");
	assert_rule("s/x*/-/g", "axxb", "-a--b-");
	assert_rule("s/x*/-/g", "", "-");
	assert_rule("s//-/g", "\xc3\xbc\xe2\x82\xac", "-\xc3\xbc-\xe2\x82\xac-");
	assert_rule("s/^/>/", "a", ">a");
	assert_rule("s/$/</g", "a", "a<");
	assert_rule("s/(?=b)/|/g", "abab", "a|ba|b");
	assert_rule("s/a\\K/-/g", "aab", "a-a-b");
}

static void test_rules_in_order(void **state)
{
	struct rendered value = {.text = "abc1", .len = 4, .quoted = true};
	const char *many[65] = {NULL};

	(void)state;
	sanitize_with(&value, 0, "s/a/b/g", "s/b/c/g", "s/c/d/", "digits", NULL);
	assert_string_is(&value, "dcc#");
	for (size_t i = 0; i < 64; i++)
		many[i] = "s/$/x/";
	value = (struct rendered){.text = "", .len = 0, .quoted = true};
	sanitize_by(&value, many, 64, 0);
	assert_int_equal(value.len, 64);
	value = (struct rendered){.text = "a", .len = 1, .quoted = true};
	sanitize_with(&value, 0, "s/a/aa/", NULL); /* once, with and without a name */
	assert_string_is(&value, "aa");
	value = (struct rendered){.name = "n", .text = "a", .len = 1, .quoted = true};
	sanitize_with(&value, 0, "s/a/aa/", NULL);
	assert_string_is(&value, "aa");
}

static void test_names(void **state)
{
	(void)state;
	assert_named("s/password=\\S+/password=***/i", "password", "hunter2", "***");
	assert_named("s/password=\\S+/password=***/i", "PassWord", "hunter2", "***");
	assert_named("s/password=\\S+/***/i", "password", "hunter2", "***");
	assert_named("s/(pass|key)\\w*=.*/$1=x/", "keyring", "a b", "key=x");
	assert_named("s/password=\\S+/password=***/i", "user", "hunter2", "hunter2");
	assert_named("s/password=\\S+/password=***/", "line", "a password=b c", "a password=*** c");
	assert_named("s/password=\\S+/password=***/", "password", "password=hunter2", "***");
	assert_named("s/password=//", "password", "abc", "abc");
	assert_named("s/x/y/", "", "x", "y");
	assert_named("s/=/:/g", "a", "b=c", "b:c");
	assert_named("s/pin=\\d+/pin=?/", "pin", "4711", "?");
}

/* Where the name takes the match away from the text, the text is masked all the same. */
static void test_names_hide_nothing(void **state)
{
	struct rendered value = {.name = "password2", .text = "abc12", .len = 5, .quoted = true};

	(void)state;
	assert_named("s/\\d+/#/", "x2", "4711", "#");
	assert_named("s/\\d/#/g", "x2", "47", "##");
	assert_named("digits", "x2", "47", "##");
	assert_named("s/^secret/x/", "name", "secret 1", "x 1");
	assert_named("s/^\\w+/x/", "name", "secret 1", "x 1");
	assert_named("s/n=a|secret/X/", "n", "a secret", "X X");
	assert_named("s/n=?/Q/", "n", "n1", "Q1");
	sanitize_with(&value, 0, "digits", "s/password2=\\S+/password2=xxx/", NULL);
	assert_string_is(&value, "xxx");
	value = (struct rendered){.name = "secret1", .text = "abc", .len = 3, .quoted = true};
	sanitize_with(&value, 0, "s/\\d/#/g", "s/secret1=\\S+/secret1=xxx/", NULL);
	assert_string_is(&value, "xxx");
}

static void test_truncation(void **state)
{
	struct rendered value = {.text = "\xe2\x82\xac\xc3\xbc"
					 "a\xf0\x9f\x98\x80",
				 .len = 10,
				 .quoted = true};

	(void)state;
	sanitize_with(&value, 4, NULL);
	assert_int_equal(value.len, 10);
	sanitize_with(&value, 3, NULL);
	assert_string_is(&value, "\xe2\x82\xac\xc3\xbc"
				 "a...");
	value = (struct rendered){.text = "\xe2\x82\xac\xc3\xbc", .len = 5, .quoted = true};
	sanitize_with(&value, 1, NULL);
	assert_string_is(&value, "\xe2\x82\xac...");
	/* The rules see all of it. */
	value = (struct rendered){.text = "12345678 end", .len = 12, .quoted = true};
	sanitize_with(&value, 3, "s/^\\d+ end$/hidden/", NULL);
	assert_string_is(&value, "hid...");
	value = (struct rendered){.text = "", .len = 0, .quoted = true};
	sanitize_with(&value, 1, "s/x/y/", NULL);
	assert_string_is(&value, "");
}

/* Hostile names and texts reach the rules as UTF-8, and what no rule changes stays as it is. */
static void test_not_utf8(void **state)
{
	struct sanitizer *sanitizer;
	const char *rules[] = {"s/b/x/"};
	const char *text = "a\xff"
			   "b\xc3";
	size_t len = 4;

	(void)state;
	assert_int_equal(sanitizer__make(rules, 1, 1, &sanitizer), 0);
	sanitizer__text(sanitizer, &text, &len, false);
	assert_int_equal(len, 8); /* and not truncated */
	assert_memory_equal(text,
			    "a\xef\xbf\xbdx\xef\xbf\xbd", 8);
	sanitizer__free(sanitizer);
	assert_named("s/b/x/", "\xff\xfe", "b", "x");
	assert_named("s/c/x/", "\xff\xfe", "b", "b");
}

/* Of the address sanitizer; gcc comes without its header. */
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
					      void (*on_free)(const volatile void *));

static size_t allocations;

static void count_allocation(const volatile void *memory, size_t size)
{
	(void)memory;
	(void)size;
	allocations++;
}

static void ignore_free(const volatile void *memory)
{
	(void)memory;
}

/* All values of a call live until the next one; after the first few calls nothing is allocated. */
static void test_many_values(void **state)
{
	static char long_text[8192];
	const char *rules[] = {"s/a/bb/g", "s/name=c+/d/"};
	struct rendered values[6];
	struct sanitizer *sanitizer;

	(void)state;
	memset(long_text, 'a', sizeof(long_text));
	__sanitizer_install_malloc_and_free_hooks(count_allocation, ignore_free);
	assert_int_equal(sanitizer__make(rules, 2, 0, &sanitizer), 0);
	for (int call = 0; call < 10; call++) {
		if (call == 5)
			allocations = 0;
		sanitizer__begin(sanitizer);
		for (size_t i = 0; i < ARRAY_LEN(values); i++)
			values[i] = (struct rendered){.name = i % 2 ? "name" : NULL,
						      .text = long_text,
						      .len = sizeof(long_text) - i,
						      .quoted = true};
		sanitizer__values(sanitizer, values, ARRAY_LEN(values));
		for (size_t i = 0; i < ARRAY_LEN(values); i++) {
			assert_int_equal(values[i].len, 2 * (sizeof(long_text) - i));
			for (size_t at = 0; at < values[i].len; at++)
				assert_int_equal(values[i].text[at], 'b');
		}
	}
	assert_int_equal(allocations, 0);
	sanitizer__free(sanitizer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_to_do),  cmocka_unit_test(test_digits),
		cmocka_unit_test(test_quoted),	       cmocka_unit_test(test_substitution),
		cmocka_unit_test(test_groups),	       cmocka_unit_test(test_empty_matches),
		cmocka_unit_test(test_rules_in_order), cmocka_unit_test(test_names),
		cmocka_unit_test(test_truncation),     cmocka_unit_test(test_names_hide_nothing),
		cmocka_unit_test(test_not_utf8),       cmocka_unit_test(test_many_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
