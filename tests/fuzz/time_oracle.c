// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "time_oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool is_pattern(const char *text, const char *pattern)
{
	for (; *pattern; text++, pattern++)
		if (*pattern == 'd' ? *text < '0' || *text > '9' : *text != *pattern)
			return false;
	return true;
}

bool expected_time(const char *text, int64_t *ns)
{
	struct tm tm = { 0 }, back;
	char fraction[10] = "000000000";
	size_t places;
	time_t seconds;

	if (strlen(text) < 19 || !is_pattern(text, "dddd-dd-dd dd:dd:dd"))
		return false;
	sscanf(text, "%d-%d-%d %d:%d:%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
	       &tm.tm_min, &tm.tm_sec);
	tm.tm_year -= 1900;
	tm.tm_mon--;
	back = tm;
	seconds = timegm(&back);
	if (tm.tm_mon != back.tm_mon || tm.tm_mday != back.tm_mday || tm.tm_hour != back.tm_hour ||
	    tm.tm_min != back.tm_min || tm.tm_sec != back.tm_sec)
		return false;
	text += 19;
	if (*text && *text != ',' && *text != '.')
		return false;
	text += !!*text;
	places = strspn(text, "0123456789");
	if (places > 9 || text[places] || tm.tm_year + 1900 < 1678 || tm.tm_year + 1900 > 2261)
		return false;
	memcpy(fraction, text, places);
	*ns = seconds * 1000000000 + strtoll(fraction, NULL, 10);
	return true;
}
