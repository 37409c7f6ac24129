// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../user/util/format.h"

#define SHORT_FROM  1000 /* seconds from which on decimals are too many */
#define LONGEST	    1e30
#define FACTOR_FROM 900 /* percent from which on a factor reads better */

void seconds_text(char *p, double seconds)
{
	double ns = nearbyint(fabs(seconds) * 1e9);

	if (isnan(seconds)) {
		strcpy(p, "-");
		return;
	}
	if (fabs(seconds) >= SHORT_FROM) {
		snprintf(p, SECONDS_BYTES, "%.0f s", fmax(-LONGEST, fmin(LONGEST, seconds)));
		return;
	}
	if (seconds < 0 && ns > 0)
		*p++ = '-';
	p = format_human_ns(p, ns < 9e18 ? (uint64_t)ns : (uint64_t)9e18);
	*p = '\0';
}

void count_text(char *p, size_t count)
{
	static const char *const units = "kMGTPE";
	double scaled = (double)count;
	int unit = -1;

	while (scaled >= 999.5 && units[unit + 1]) {
		scaled /= 1000;
		unit++;
	}
	if (unit < 0)
		snprintf(p, COUNT_BYTES, "%zu", count);
	else
		snprintf(p, COUNT_BYTES, "%.*f%c", scaled < 99.95 ? 1 : 0, scaled, units[unit]);
}

/* "+12.3", "0.0" */
static void signed_text(char *p, size_t size, double percent)
{
	const char *sign = fabs(percent) < 0.05 ? "" : percent < 0 ? "-" : "+";

	snprintf(p, size, "%s%.1f", sign, fabs(percent));
}

/* "×12.34", "×1.2e+04" */
static void factor_text(char *p, size_t size, double percent)
{
	double factor = percent / 100 + 1;

	snprintf(p, size, "\xc3\x97%.*g", factor < 9999.5 ? 4 : 2, factor);
}

void change_text(char *p, double percent)
{
	if (isnan(percent)) {
		strcpy(p, "-");
	} else if (percent > FACTOR_FROM) {
		factor_text(p, CHANGE_BYTES, percent);
	} else {
		signed_text(p, CHANGE_BYTES - 2, percent);
		strcat(p, " %");
	}
}

void change_from_text(char *p, const struct change *change, double before)
{
	if (isnan(change->percent) && before <= 0)
		strcpy(p, before < 0 ? "from <0" : "from 0");
	else
		change_text(p, change->percent);
}

void interval_text(char *p, const struct change *change, bool enough)
{
	char low[24], high[24];

	if (isnan(change->low)) {
		strcpy(p, enough && !isnan(change->percent) ? "near 0" : "-");
	} else if (change->low > FACTOR_FROM) {
		factor_text(low, sizeof(low), change->low);
		factor_text(high, sizeof(high), change->high);
		snprintf(p, INTERVAL_BYTES, "%s to %s", low, high);
	} else if (change->high > 99999) {
		signed_text(low, sizeof(low), change->low);
		factor_text(high, sizeof(high), change->high);
		snprintf(p, INTERVAL_BYTES, "%s %% to %s", low, high);
	} else {
		signed_text(low, sizeof(low), change->low);
		signed_text(high, sizeof(high), change->high);
		snprintf(p, INTERVAL_BYTES, "%s to %s %%", low, high);
	}
}
