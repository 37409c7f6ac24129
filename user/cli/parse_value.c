// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Values of options: text with a unit. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

struct unit {
	const char *name;
	double factor;
};

static int parse_with_unit(const char *text, const struct unit *units, uint64_t *value)
{
	double number;
	char *end;

	/* Digits first: strtod() would take "inf", "nan", "0x10" and signs too. */
	if (!isdigit((unsigned char)*text) && *text != '.')
		return -EINVAL;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return -EINVAL;
	number = strtod(text, &end);
	if (end == text)
		return -EINVAL;
	for (; units->name; units++) {
		if (strcmp(end, units->name))
			continue;
		number *= units->factor;
		if (!(number >= 0 && number < 9e18))
			return -EINVAL;
		*value = llround(number);
		return 0;
	}
	return -EINVAL;
}

int parse_duration(const char *text, uint64_t *ns)
{
	static const struct unit units[] = {
		{ "ns", 1 },  { "us", 1e3 }, { "µs", 1e3 }, { "ms", 1e6 },
		{ "s", 1e9 }, { "", 1e9 },   { NULL, 0 },
	};

	return parse_with_unit(text, units, ns);
}

int parse_bytes(const char *text, uint64_t *bytes)
{
	static const struct unit units[] = {
		{ "", 1 },	    { "K", 1 << 10 }, { "KiB", 1 << 10 }, { "M", 1 << 20 },
		{ "MiB", 1 << 20 }, { "G", 1 << 30 }, { "GiB", 1 << 30 }, { NULL, 0 },
	};

	return parse_with_unit(text, units, bytes);
}
