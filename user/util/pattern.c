// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <errno.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Backtracking over hostile names ends here: far above what honest expressions need. */
#define MATCH_LIMIT 100000

struct pattern {
	char *glob; /* NULL: a regular expression */
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

bool is_glob(const char *text)
{
	return strpbrk(text, "*?[");
}

static int compile_regex(struct pattern *pattern, const char *text, size_t len, char *error,
			 size_t error_size)
{
	PCRE2_SIZE at;
	int code;

	pattern->code = pcre2_compile((PCRE2_SPTR)text, len, 0, &code, &at, NULL);
	if (!pattern->code) {
		PCRE2_UCHAR message[256];

		pcre2_get_error_message(code, message, sizeof(message));
		snprintf(error, error_size, "%s, at character %zu of the expression",
			 (char *)message, (size_t)at + 1);
		return -EINVAL;
	}
	/* Without JIT it is slower, no more. */
	pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
	pattern->data = pcre2_match_data_create(1, NULL);
	pattern->context = pcre2_match_context_create(NULL);
	if (!pattern->data || !pattern->context)
		return -ENOMEM;
	pcre2_set_match_limit(pattern->context, MATCH_LIMIT);
	return 0;
}

int pattern__compile(enum pattern_kind kind, const char *text, size_t len, struct pattern **out,
		     char *error, size_t error_size)
{
	struct pattern *pattern = calloc(1, sizeof(*pattern));
	int err = 0;

	if (!pattern)
		return -ENOMEM;
	if (kind == PATTERN_REGEX)
		err = compile_regex(pattern, text, len, error, error_size);
	else if (!(pattern->glob = strndup(text, len)))
		err = -ENOMEM;
	if (err)
		pattern__free(pattern);
	else
		*out = pattern;
	return err;
}

/* One character of a set, "\\" taken off; moves on. */
static unsigned char set_character(const char **p)
{
	if (**p == '\\' && (*p)[1])
		++*p;
	return *(*p)++;
}

/*
 * A set at "[": whether it holds the character, and *end past its "]". False with *end at the "["
 * if it is never closed: then that is a plain character.
 */
static bool set_holds(const char *set, char wanted, const char **end)
{
	const char *p = set + 1, *first;
	unsigned char c = wanted;
	bool negated = *p == '!' || *p == '^', found = false;

	p += negated;
	first = p;
	while (*p && (*p != ']' || p == first)) {
		unsigned char low = set_character(&p), high = low;

		if (*p == '-' && p[1] && p[1] != ']') {
			p++;
			high = set_character(&p);
		}
		found |= c >= low && c <= high;
	}
	*end = *p ? p + 1 : set;
	return *p && found != negated;
}

/* One element of the glob against one character; *next is the element behind it. */
static bool element_matches(const char *glob, char c, const char **next)
{
	bool found;

	*next = glob + 1;
	switch (*glob) {
	case '?':
		return true;
	case '[':
		found = set_holds(glob, c, next);
		if (*next != glob)
			return found;
		*next = glob + 1;
		return c == '[';
	case '\\':
		if (glob[1]) {
			*next = glob + 2;
			return c == glob[1];
		}
		return c == '\\';
	default:
		return *glob && c == *glob;
	}
}

/* A later star never needs an earlier one to match differently: no more than one is gone back to.
 */
static bool glob_matches(const char *glob, const char *text, size_t len)
{
	const char *end = text + len, *star = NULL, *star_text = NULL, *next;

	while (text < end) {
		if (*glob == '*') {
			star = ++glob;
			star_text = text;
		} else if (element_matches(glob, *text, &next)) {
			glob = next;
			text++;
		} else if (star) {
			glob = star;
			text = ++star_text;
		} else {
			return false;
		}
	}
	return !glob[strspn(glob, "*")];
}

bool pattern__matches(struct pattern *pattern, const char *text, size_t len)
{
	if (pattern->glob)
		return glob_matches(pattern->glob, text, len);
	return pcre2_match(pattern->code, (PCRE2_SPTR)text, len, 0, 0, pattern->data,
			   pattern->context) >= 0;
}

void pattern__free(struct pattern *pattern)
{
	if (!pattern)
		return;
	free(pattern->glob);
	pcre2_match_data_free(pattern->data);
	pcre2_match_context_free(pattern->context);
	pcre2_code_free(pattern->code);
	free(pattern);
}
