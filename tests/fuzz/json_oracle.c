// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#define PCRE2_CODE_UNIT_WIDTH 8
#include "json_oracle.h"

#include <pcre2.h>
#include <stdbool.h>
#include <string.h>

#include "support.h"

#define DEPTH_MAX  900 /* the scanner and cJSON end at 1000 */
#define NUMBER_MAX 60  /* cJSON copies a number to 64 bytes */
#define STAND_IN   "-1.5"

#define GRAMMAR                                                                                    \
	"(?(DEFINE)(?<ws>[ \\t\\r\\n]*+)"                                                          \
	"(?<string>\"(?:[^\"\\\\\\x00-\\x1f]++|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\")"       \
	"(?<number>NaN|-?(?:Infinity|(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+))"  \
	"(?<value>(?&object)|(?&array)|(?&string)|(?&number)|true|false|null)"                     \
	"(?<member>(?&ws)(?&string)(?&ws):(?&ws)(?&value)(?&ws))"                                  \
	"(?<object>\\{(?:(?&member)(?:,(?&member))*+|(?&ws))\\})"                                  \
	"(?<array>\\[(?&ws)(?:(?&value)(?&ws)(?:,(?&ws)(?&value)(?&ws))*+)?+\\]))"

static int match(const char *text, size_t len, bool object)
{
	static const char *const patterns[] = {
		GRAMMAR "\\A(?&ws)(?:(?&array)|(?&string)|(?&number)|true|false|null)(?&ws)\\z",
		GRAMMAR "\\A(?&ws)(?&object)(?&ws)\\z",
	};
	static pcre2_code *codes[2];
	static pcre2_match_data *data;
	PCRE2_SIZE offset;
	int err;

	if (!codes[object]) {
		codes[object] = pcre2_compile((PCRE2_SPTR)patterns[object], PCRE2_ZERO_TERMINATED,
					      PCRE2_UTF, &err, &offset, NULL);
		CHECK(codes[object]);
	}
	if (!data)
		data = pcre2_match_data_create(64, NULL);
	return pcre2_match(codes[object], (PCRE2_SPTR)text, len, 0, PCRE2_PARTIAL_SOFT, data, NULL);
}

static bool is_too_deep(const char *text, size_t len)
{
	size_t openings = 0;

	for (size_t i = 0; i < len; i++)
		openings += text[i] == '{' || text[i] == '[';
	return openings > DEPTH_MAX;
}

enum json_verdict json_verdict(const char *text, size_t len)
{
	int object, other;

	if (is_too_deep(text, len))
		return VERDICT_UNKNOWN;
	object = match(text, len, true);
	if (object >= 0)
		return VERDICT_OBJECT;
	if (object <= PCRE2_ERROR_UTF8_ERR1 && object >= PCRE2_ERROR_UTF8_ERR21)
		return VERDICT_NOT_UTF8;
	if (object == PCRE2_ERROR_PARTIAL)
		return VERDICT_TRUNCATED;
	other = match(text, len, false);
	if (object != PCRE2_ERROR_NOMATCH || other < PCRE2_ERROR_PARTIAL)
		return VERDICT_UNKNOWN;
	return other >= 0 ? VERDICT_OTHER : VERDICT_BAD;
}

/* The code unit of an escape, -1 if there is none at `p`. */
static int code_unit(const char *p, const char *end)
{
	char digits[5] = "";

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	memcpy(digits, p + 2, 4);
	return (int)strtol(digits, NULL, 16);
}

/* An escape, at the backslash. Moves both. */
static void copy_escape(const char **from, const char *end, char **to)
{
	int unit = code_unit(*from, end), next = code_unit(*from + 6, end);
	size_t len = unit < 0 ? 2 : 6;

	if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
		len = 12;
		memcpy(*to, *from, len);
	} else if (unit == 0 || (unit >= 0xd800 && unit < 0xe000)) {
		memcpy(*to, "\\ufffd", len);
	} else {
		memcpy(*to, *from, len);
	}
	*from += len;
	*to += len;
}

static void copy_string(const char **from, const char *end, char **to)
{
	*(*to)++ = *(*from)++;
	while (**from != '"') {
		if (**from == '\\')
			copy_escape(from, end, to);
		else
			*(*to)++ = *(*from)++;
	}
	*(*to)++ = *(*from)++;
}

/* A number or a word; at least as long as what stands in. */
static void copy_word(const char **from, char **to)
{
	size_t len = strspn(*from, "+-.0123456789eEabcdfghijklmnopqrstuvwxyzINF");
	bool number = **from == '-' || (**from >= '0' && **from <= '9');

	if (**from == 'N' || **from == 'I' || (*from)[1] == 'I' || (number && len > NUMBER_MAX))
		*to = stpcpy(*to, STAND_IN);
	else
		*to = mempcpy(*to, *from, len);
	*from += len;
}

cJSON *json_object(const char *text, size_t len)
{
	char *copy = malloc(len + 1), *plain = malloc(2 * len + 8), *to = plain;
	const char *from = copy, *end = copy + len;
	cJSON *json;

	memcpy(copy, text, len);
	copy[len] = '\0';
	while (from < end) {
		if (*from == '"')
			copy_string(&from, end, &to);
		else if (strchr(" \t\r\n{}[],:", *from))
			*to++ = *from++;
		else
			copy_word(&from, &to);
	}
	*to = '\0';
	json = cJSON_ParseWithOpts(plain, NULL, true);
	free(copy);
	free(plain);
	CHECK(cJSON_IsObject(json));
	return json;
}

const cJSON *json_member_of(const cJSON *json, const char *key)
{
	const cJSON *found = NULL, *item;

	cJSON_ArrayForEach(item, json)
	{
		if (!strcmp(item->string, key))
			found = item;
	}
	return found;
}
