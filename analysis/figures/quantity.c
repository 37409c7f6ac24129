/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "quantity.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ABSURD 99999.5 /* of the largest unit: digits would be many and mean nothing */

struct unit {
	double from; /* it suits values of this size and more */
	double size;
	const char *name;
};

static const struct unit time_units[] = {
	{ 63115200, 31557600, "y" }, { 172800, 86400, "d" }, { 7200, 3600, "h" },
	{ 120, 60, "min" },	     { 0.9995, 1, "s" },     { 0.9995e-3, 1e-3, "ms" },
	{ 0.9995e-6, 1e-6, "µs" },   { 0, 1e-9, "ns" },
};

static const struct unit mb_units[] = {
	{ 999.5e9, 1e12, "EB" }, { 999.5e6, 1e9, "PB" }, { 999.5e3, 1e6, "TB" },
	{ 999.5, 1e3, "GB" },	 { 0.9995, 1, "MB" },	 { 0.9995e-3, 1e-3, "kB" },
	{ 0, 1e-6, "B" },
};

static const struct unit plain_units[] = { { 0, 1, "" } };
static const struct unit percent_units[] = { { 0, 1, "%" } };

double quantity__unit(enum quantity quantity, double value, const char **name)
{
	const struct unit *unit = quantity == QUANTITY_TIME	 ? time_units
				  : quantity == QUANTITY_MB	 ? mb_units
				  : quantity == QUANTITY_PERCENT ? percent_units
								 : plain_units;

	while (fabs(value) < unit->from)
		unit++;
	*name = unit->name;
	return unit->size;
}

static void count_text(char text[QUANTITY_BYTES], double value)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%.0f", fmin(fabs(value), 1e18));
	char *p = text;

	if (value < 0)
		*p++ = '-';
	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = '\0';
}

void quantity__text(char text[QUANTITY_BYTES], enum quantity quantity, double value)
{
	const char *name;
	double unit, n;

	if (!isfinite(value)) {
		strcpy(text, "\xe2\x80\x93"); /* en dash */
		return;
	}
	if (quantity == QUANTITY_COUNT) {
		count_text(text, value);
		return;
	}
	/* A 0 in the smallest unit would claim a precision; in the base unit it is just none. */
	unit = value == 0 ? quantity__unit(quantity, 1, &name)
			  : quantity__unit(quantity, value, &name);
	n = value / unit;
	if (fabs(n) >= ABSURD) {
		snprintf(text, QUANTITY_BYTES, "%.1e %s", n, name);
		return;
	}
	snprintf(text, QUANTITY_BYTES, "%.*f %s",
		 value == 0	    ? 0
		 : fabs(n) >= 99.95 ? 0
		 : fabs(n) >= 9.995 ? 1
				    : 2,
		 n, name);
}

void quantity__signed(char text[QUANTITY_BYTES], enum quantity quantity, double value)
{
	char plain[QUANTITY_BYTES];

	quantity__text(plain, quantity, value);
	snprintf(text, QUANTITY_BYTES, "%s%.46s", value > 0 && isfinite(value) ? "+" : "", plain);
}
