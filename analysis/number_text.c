// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "number_text.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../user/util/format.h"

#define PLACES	    9
#define SCALE	    1e9
#define TINY_BELOW  100000 /* 1e-4, from where on there is no exponent */
#define EXACT_BELOW 1e15   /* numbers of up to 15 digits: each is the shortest text of its double */

static char *put_exponent(char *p, int exponent)
{
	*p++ = 'e';
	*p++ = exponent < 0 ? '-' : '+';
	exponent = abs(exponent);
	if (exponent >= 100) {
		*p++ = '0' + exponent / 100;
		exponent %= 100;
	}
	*p++ = '0' + exponent / 10;
	*p++ = '0' + exponent % 10;
	return p;
}

static char *put_zeros(char *p, int count)
{
	while (count-- > 0)
		*p++ = '0';
	return p;
}

/* `count` digits, the last of which is no zero (but for 0 itself), the first at 10^exponent. */
static char *put_digits(char *p, const char *digits, int count, int exponent)
{
	if (exponent < -4 || exponent >= 16) {
		*p++ = digits[0];
		if (count > 1) {
			*p++ = '.';
			memcpy(p, digits + 1, count - 1);
			p += count - 1;
		}
		return put_exponent(p, exponent);
	}
	if (exponent < 0) {
		*p++ = '0';
		*p++ = '.';
		p = put_zeros(p, -exponent - 1);
		memcpy(p, digits, count);
		return p + count;
	}
	for (int i = 0; i <= exponent; i++)
		*p++ = i < count ? digits[i] : '0';
	*p++ = '.';
	if (count <= exponent + 1) {
		*p++ = '0';
		return p;
	}
	memcpy(p, digits + exponent + 1, count - exponent - 1);
	return p + count - exponent - 1;
}

/* The 9 decimals, without the zeros behind them but one. */
static char *put_decimals(char *p, uint32_t decimals)
{
	char *end = p + PLACES;

	for (int i = PLACES - 1; i >= 0; i--) {
		p[i] = '0' + decimals % 10;
		decimals /= 10;
	}
	while (end > p + 1 && end[-1] == '0')
		end--;
	return end;
}

/* A number below 1e-4 of `scaled` billionths. */
static char *put_tiny(char *p, uint32_t scaled)
{
	char digits[PLACES];
	int leading = 0, count;

	count = (int)(put_decimals(digits, scaled) - digits);
	while (digits[leading] == '0')
		leading++;
	return put_digits(p, digits + leading, count - leading, -1 - leading);
}

static char *put_scaled(char *p, uint64_t scaled)
{
	if (scaled < TINY_BELOW)
		return put_tiny(p, (uint32_t)scaled);
	p = format_u64(p, scaled / 1000000000);
	*p++ = '.';
	return put_decimals(p, scaled % 1000000000);
}

/* Any number: as few digits as bring it back. */
static char *put_any(char *p, double number)
{
	char text[40], digits[20];
	int count = 0, exponent;

	/* Below DBL_MIN a double has fewer digits. */
	for (int precision = number < DBL_MIN ? 0 : 14; precision <= 16; precision++) {
		snprintf(text, sizeof(text), "%.*e", precision, number);
		if (strtod(text, NULL) == number)
			break;
	}
	exponent = atoi(strchr(text, 'e') + 1);
	for (const char *t = text; *t != 'e'; t++)
		if (*t != '.')
			digits[count++] = *t;
	while (count > 1 && digits[count - 1] == '0')
		count--;
	return put_digits(p, digits, count, exponent);
}

char *number_text(char *p, double number)
{
	double size = fabs(number), scaled;

	if (isnan(number))
		return p;
	if (signbit(number))
		*p++ = '-';
	if (isinf(number)) {
		memcpy(p, "inf", 3);
		return p + 3;
	}
	if (size == 0) {
		memcpy(p, "0.0", 3);
		return p + 3;
	}
	scaled = nearbyint(size * SCALE);
	if (scaled < EXACT_BELOW && scaled / SCALE == size)
		return put_scaled(p, (uint64_t)scaled);
	return put_any(p, size);
}
