// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "time_stamp.h"

#include <string.h>
#include <time.h>

#define NS_PER_SEC  1000000000ll
#define DAY_SECONDS 86400

/* Days since 1970-01-01 of a date in the Gregorian calendar, years from March on. */
static int64_t days_of_date(int64_t year, unsigned int month, unsigned int day)
{
	int64_t era;
	unsigned int year_of_era, day_of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - 719468;
}

static void date_of_days(int64_t days, int64_t *year, unsigned int *month, unsigned int *day)
{
	int64_t era;
	unsigned int day_of_era, year_of_era, day_of_year, shifted;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	day_of_era = days - era * 146097;
	year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	shifted = (5 * day_of_year + 2) / 153;
	*day = day_of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

/* `count` digits as a number; -1 if one is none. */
static int digits(const char *p, int count)
{
	int value = 0;

	while (count--) {
		if (*p < '0' || *p > '9')
			return -1;
		value = value * 10 + (*p++ - '0');
	}
	return value;
}

static bool parse_date(const char *p, int64_t *days)
{
	static const unsigned char lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = digits(p, 4), month = digits(p + 5, 2), day = digits(p + 8, 2);
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (p[4] != '-' || p[7] != '-' || year < 1678 || year > 2261 || month < 1 || month > 12)
		return false;
	if (day < 1 || day > lengths[month - 1] || (month == 2 && day == 29 && !leap))
		return false;
	*days = days_of_date(year, month, day);
	return true;
}

static bool parse_fraction(const char *p, size_t len, int64_t *ns)
{
	int64_t value = 0;

	if (!len) {
		*ns = 0;
		return true;
	}
	if ((*p != ',' && *p != '.') || len > 10)
		return false;
	for (size_t i = 1; i < 10; i++) {
		int digit = i < len ? p[i] - '0' : 0;

		if (digit < 0 || digit > 9)
			return false;
		value = value * 10 + digit;
	}
	*ns = value;
	return true;
}

bool time_stamp_parse(const char *text, size_t len, int64_t *stamp_ns)
{
	int64_t days, ns;
	int hour, minute, second;

	if (len < 19 || !parse_date(text, &days) || text[10] != ' ')
		return false;
	hour = digits(text + 11, 2);
	minute = digits(text + 14, 2);
	second = digits(text + 17, 2);
	if (text[13] != ':' || text[16] != ':' || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 59)
		return false;
	if (!parse_fraction(text + 19, len - 19, &ns))
		return false;
	*stamp_ns = (days * DAY_SECONDS + hour * 3600 + minute * 60 + second) * NS_PER_SEC + ns;
	return true;
}

static char *put_digits(char *p, unsigned int value, int count)
{
	for (int i = count - 1; i >= 0; i--) {
		p[i] = '0' + value % 10;
		value /= 10;
	}
	return p + count;
}

char *time_stamp_format(char *p, int64_t stamp_ns)
{
	int64_t seconds = stamp_ns / NS_PER_SEC, ns = stamp_ns % NS_PER_SEC, days, year;
	unsigned int month, day, rest;

	if (ns < 0)
		seconds--, ns += NS_PER_SEC;
	days = seconds / DAY_SECONDS;
	if (seconds % DAY_SECONDS < 0)
		days--;
	rest = seconds - days * DAY_SECONDS;
	date_of_days(days, &year, &month, &day);
	p = put_digits(p, year, 4);
	*p++ = '-';
	p = put_digits(p, month, 2);
	*p++ = '-';
	p = put_digits(p, day, 2);
	*p++ = ' ';
	p = put_digits(p, rest / 3600, 2);
	*p++ = ':';
	p = put_digits(p, rest / 60 % 60, 2);
	*p++ = ':';
	p = put_digits(p, rest % 60, 2);
	*p++ = '.';
	return put_digits(p, ns / 1000, 6);
}

struct time_text time_stamp_text(int64_t stamp_ns)
{
	struct time_text text;

	*time_stamp_format(text.text, stamp_ns) = '\0';
	return text;
}

int64_t time_stamp_local(int64_t epoch_ns)
{
	time_t seconds = epoch_ns / NS_PER_SEC;
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return epoch_ns;
	return epoch_ns + tm.tm_gmtoff * NS_PER_SEC;
}
