// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* TEXT of s/REGEX/TEXT/: literals, and $1, ${1}, ${name}, \1 for groups of the match. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/log.h"
#include "sanitize_rule.h"

#define GROUP_NAME_BYTES 129 /* PCRE2's names have at most 128 characters in any version */
#define MAX_GROUP	 65535

static int put_part(struct sanitize_rule *rule, const struct rule_part *part)
{
	struct rule_part *parts =
		reallocarray(rule->parts, rule->part_count + 1, sizeof(*rule->parts));

	if (!parts)
		return -ENOMEM;
	rule->parts = parts;
	parts[rule->part_count++] = *part;
	return 0;
}

/* A literal goes on where the one before it has ended. */
static int put_literal(struct sanitize_rule *rule, const char *text, size_t len)
{
	struct rule_part *last = rule->part_count ? &rule->parts[rule->part_count - 1] : NULL;
	struct rule_part part = { .at = rule->replacement.len, .group = -1 };
	int err = text_buffer__put_valid(&rule->replacement, text, len);

	if (err)
		return err;
	part.len = rule->replacement.len - part.at;
	if (!last || last->group >= 0)
		return put_part(rule, &part);
	last->len += part.len;
	return 0;
}

static int put_group(struct sanitize_rule *rule, unsigned int group)
{
	struct rule_part part = { .group = group };
	uint32_t groups = 0;

	pcre2_pattern_info(rule->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (group > groups) {
		log_error("--sanitize %s: TEXT asks for group %u, and REGEX has %u: groups are "
			  "parts of it in ( )",
			  rule->source, group, groups);
		return -EINVAL;
	}
	return put_part(rule, &part);
}

/* Digits up to `end` as a number that is too large for any group when it is too large. */
static unsigned int read_number(const char **p, const char *end)
{
	unsigned int number = 0;

	for (; *p < end && isdigit((unsigned char)**p); ++*p)
		if (number <= MAX_GROUP)
			number = 10 * number + (**p - '0');
	return number;
}

/* What stands between the braces of ${...}. */
static int put_braced(struct sanitize_rule *rule, const char *text, const char *end)
{
	char name[GROUP_NAME_BYTES];
	const char *p = text;
	unsigned int number = read_number(&p, end);
	int group;

	if (p == end && p > text)
		return put_group(rule, number);
	if (end - text < (ptrdiff_t)sizeof(name)) {
		memcpy(name, text, end - text);
		name[end - text] = '\0';
		group = pcre2_substring_number_from_name(rule->code, (PCRE2_SPTR)name);
		if (group > 0)
			return put_group(rule, group);
	}
	log_error("--sanitize %s: REGEX has no single group '%.*s' for TEXT: give its number, as "
		  "${1}, or $$ for the character $",
		  rule->source, (int)(end - text), text);
	return -EINVAL;
}

/* At a '$'. Alone it is a character like any other. */
static int read_dollar(struct sanitize_rule *rule, const char **p, const char *end)
{
	const char *text = *p + 1;
	const char *brace;

	if (text < end && isdigit((unsigned char)*text)) {
		*p = text;
		return put_group(rule, read_number(p, end));
	}
	brace = text < end && *text == '{' ? memchr(text, '}', end - text) : NULL;
	if (brace) {
		*p = brace + 1;
		return put_braced(rule, text + 1, brace);
	}
	if (text < end && *text == '{') {
		log_error("--sanitize %s: the } after ${ is missing in TEXT: give ${1}, or $$ for "
			  "the character $",
			  rule->source);
		return -EINVAL;
	}
	*p = text + (text < end && *text == '$');
	return put_literal(rule, "$", 1);
}

/* At a '\\'. */
static int read_backslash(struct sanitize_rule *rule, char delimiter, const char **p,
			  const char *end)
{
	char c = *p + 1 < end ? (*p)[1] : '\0';

	*p += 2;
	if (c == delimiter)
		return put_literal(rule, &c, 1);
	if (isdigit((unsigned char)c))
		return put_group(rule, c - '0');
	if (c == 'n')
		return put_literal(rule, "\n", 1);
	if (c == 't')
		return put_literal(rule, "\t", 1);
	if (ispunct((unsigned char)c))
		return put_literal(rule, &c, 1);
	log_error(
		"--sanitize %s: TEXT has a backslash that means nothing: there are \\1 (a group), "
		"\\n, \\t, \\%c, and \\\\ for itself",
		rule->source, delimiter);
	return -EINVAL;
}

int sanitize_rule__read_replacement(struct sanitize_rule *rule, char delimiter, const char *text,
				    size_t len)
{
	const char *p = text, *end = text + len;
	int err = 0;

	while (!err && p < end) {
		const char *start = p;

		if (*p == '$') {
			err = read_dollar(rule, &p, end);
		} else if (*p == '\\') {
			err = read_backslash(rule, delimiter, &p, end);
		} else {
			while (p < end && *p != '$' && *p != '\\')
				p++;
			err = put_literal(rule, start, p - start);
		}
	}
	return err;
}
