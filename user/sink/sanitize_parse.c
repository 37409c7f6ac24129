// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* How a rule is written: s/REGEX/TEXT/[gi]. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/escape.h"
#include "../util/log.h"
#include "sanitize_rule.h"

#define FORMS	      "give digits, or s/REGEX/TEXT/ with the flags g (every match) and i (any case)"
#define MESSAGE_BYTES 256 /* PCRE2's longest is far shorter */

/* `text` ends at the next delimiter that no backslash stands before. NULL: there is none. */
static const char *find_delimiter(const char *text, char delimiter)
{
	for (; *text; text++) {
		if (*text == delimiter)
			return text;
		if (*text == '\\' && text[1])
			text++;
	}
	return NULL;
}

/*
 * A delimiter within the regex has a backslash before it, and means the character itself: the
 * backslash goes, except where the bare character would be an operator.
 */
static int read_regex(struct text_buffer *regex, const char *text, size_t len, char delimiter)
{
	bool is_operator = strchr("^$.[]|()?*+{}-#", delimiter);
	int err = 0;

	for (size_t i = 0; !err && i < len; i++) {
		bool pair = text[i] == '\\' && i + 1 < len;

		if (pair && text[i + 1] == delimiter && !is_operator) {
			err = text_buffer__put(regex, &text[++i], 1);
			continue;
		}
		err = text_buffer__put(regex, &text[i], pair ? 2 : 1);
		i += pair;
	}
	return err;
}

static int compile(struct sanitize_rule *rule, const struct text_buffer *regex, uint32_t options)
{
	char message[MESSAGE_BYTES];
	PCRE2_SIZE offset;
	int error;

	/* UCP: \w must take the whole of a name such as "müller", or the rest of it is shown. \C
	 * could end a match amid a character. */
	options |= PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
	rule->code = pcre2_compile((PCRE2_SPTR)(regex->len ? regex->bytes : ""), regex->len,
				   options, &error, &offset, NULL);
	if (!rule->code) {
		pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof(message));
		log_error("--sanitize %s: %s, at offset %zu of the regex '%.*s'", rule->source,
			  message, (size_t)offset, (int)regex->len, regex->len ? regex->bytes : "");
		return -EINVAL;
	}
	/* Where the machine does not allow it, the interpreter does the same, more slowly. */
	pcre2_jit_compile(rule->code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD);
	rule->match = pcre2_match_data_create_from_pattern(rule->code, NULL);
	return rule->match ? 0 : -ENOMEM;
}

static int read_flags(struct sanitize_rule *rule, const char *flags, uint32_t *options)
{
	for (; *flags; flags++) {
		if (*flags == 'g') {
			rule->every_match = true;
		} else if (*flags == 'i') {
			*options |= PCRE2_CASELESS;
		} else {
			log_error("--sanitize %s: '%s' after TEXT is no flag: there are g (every "
				  "match) and i (any case); within REGEX and TEXT write \\%c for "
				  "%c",
				  rule->source, flags, rule->source[1], rule->source[1]);
			return -EINVAL;
		}
	}
	return 0;
}

static int read_substitution(struct sanitize_rule *rule)
{
	char delimiter = rule->source[1];
	const char *regex = rule->source + 2;
	const char *regex_end = find_delimiter(regex, delimiter);
	const char *text_end = regex_end ? find_delimiter(regex_end + 1, delimiter) : NULL;
	struct text_buffer pattern = { 0 };
	uint32_t options = 0;
	int err;

	if (!text_end) {
		log_error("--sanitize %s: the %c after %s is missing: give s%cREGEX%cTEXT%c, and g "
			  "(every match) or i (any case) behind it",
			  rule->source, delimiter, regex_end ? "TEXT" : "REGEX", delimiter,
			  delimiter, delimiter);
		return -EINVAL;
	}
	err = read_flags(rule, text_end + 1, &options);
	if (!err)
		err = read_regex(&pattern, regex, regex_end - regex, delimiter);
	if (!err)
		err = compile(rule, &pattern, options);
	if (!err)
		err = sanitize_rule__read_replacement(rule, delimiter, regex_end + 1,
						      text_end - regex_end - 1);
	text_buffer__free(&pattern);
	return err;
}

static bool may_delimit(char c)
{
	return isgraph((unsigned char)c) && c != '\\';
}

int sanitize_rule__make(const char *source, struct sanitize_rule *rule)
{
	int err;

	*rule = (struct sanitize_rule){ .source = source };
	if (!strcmp(source, "digits")) {
		rule->digits = true;
		return 0;
	}
	if (source[0] != 's' || !may_delimit(source[1])) {
		log_error("--sanitize %s: " FORMS, source);
		return -EINVAL;
	}
	err = read_substitution(rule);
	if (err == -E2BIG)
		log_error("--sanitize: a rule of more than %u bytes is too long", TEXT_BUFFER_MAX);
	else if (err == -ENOMEM)
		log_error("--sanitize: no memory for a rule");
	return err == -E2BIG ? -EINVAL : err;
}

void sanitize_rule__free(struct sanitize_rule *rule)
{
	pcre2_match_data_free(rule->match);
	pcre2_code_free(rule->code);
	text_buffer__free(&rule->replacement);
	free(rule->parts);
	*rule = (struct sanitize_rule){ 0 };
}
