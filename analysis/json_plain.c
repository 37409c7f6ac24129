// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "json_plain.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"

#define NUMBER_MAX  63 /* characters that cJSON reads of one */
#define REPLACEMENT "\\ufffd"
#define ZERO	    "\\u0000"

static bool is_object(const char *text, size_t len)
{
	struct json_scan scan = { .p = text, .end = text + len };
	struct json_value value;

	if (!json_value(&scan, &value) || value.type != JSON_OBJECT)
		return false;
	json_skip_blanks(&scan);
	return scan.p == scan.end;
}

/* The code unit that an escape at `p` stands for, -1 if it is another or none. */
static long code_unit(const char *p)
{
	char digits[5] = "";

	if (p[0] != '\\' || p[1] != 'u')
		return -1;
	memcpy(digits, p + 2, 4);
	return strtol(digits, NULL, 16);
}

/* Copies the escape at *p and moves behind it. */
static char *copy_escape(char *to, const char **p)
{
	long unit = code_unit(*p), next = -1;
	size_t len = unit < 0 ? 2 : 6;

	if (unit >= 0xd800 && unit < 0xdc00)
		next = code_unit(*p + len);
	if (next >= 0xdc00 && next < 0xe000)
		len = 12;
	else if (unit >= 0xd800 && unit < 0xe000)
		unit = 0;
	to = unit ? mempcpy(to, *p, len) : stpcpy(to, REPLACEMENT);
	*p += len;
	return to;
}

static char *copy_string(char *to, const char **p)
{
	*to++ = *(*p)++;
	while (**p != '"') {
		if (**p == '\\')
			to = copy_escape(to, p);
		else
			*to++ = *(*p)++;
	}
	*to++ = *(*p)++;
	return to;
}

static char *copy_number(char *to, const char **p)
{
	size_t len = strspn(*p, "+-.0123456789eENaInfity");
	bool named = **p == 'N' || **p == 'I' || (*p)[1] == 'I';
	bool quoted = named || len > NUMBER_MAX;

	if (quoted)
		*to++ = '"';
	to = mempcpy(to, *p, len);
	if (quoted)
		*to++ = '"';
	*p += len;
	return to;
}

/* Of good JSON, terminated. A number grows by two characters and another one is between two. */
static char *plain_json(const char *text, size_t len)
{
	const char *end = text + len;
	char *plain = malloc(2 * len + 1), *to = plain;

	while (plain && text < end) {
		if (*text == '"')
			to = copy_string(to, &text);
		else if (*text == '-' || *text == 'N' || *text == 'I' ||
			 (*text >= '0' && *text <= '9'))
			to = copy_number(to, &text);
		else
			*to++ = *text++;
	}
	if (plain)
		*to = '\0';
	return plain;
}

int json_parse_object(const char *text, size_t len, cJSON **json)
{
	char *plain;

	if (!is_object(text, len))
		return -EINVAL;
	/* Nearly every line is one that it takes. */
	*json = memmem(text, len, ZERO, strlen(ZERO)) ? NULL : cJSON_ParseWithLength(text, len);
	if (*json)
		return 0;
	plain = plain_json(text, len);
	*json = plain ? cJSON_Parse(plain) : NULL;
	free(plain);
	return *json ? 0 : -ENOMEM;
}
