// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../user/util/format.h"

#define FACTOR_FROM 900 /* percent from which on a factor reads better */

void seconds_text(char *p, double seconds)
{
	double ns = nearbyint(fabs(seconds) * 1e9);

	if (isnan(seconds)) {
		strcpy(p, "-");
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

void change_text(char *p, double percent)
{
	if (isnan(percent)) {
		strcpy(p, "-");
	} else if (percent > FACTOR_FROM) {
		snprintf(p, CHANGE_BYTES, "\xc3\x97%.4g", percent / 100 + 1);
	} else {
		signed_text(p, CHANGE_BYTES - 2, percent);
		strcat(p, " %");
	}
}

void interval_text(char *p, const struct change *change)
{
	char low[24], high[24];

	if (isnan(change->low)) {
		strcpy(p, "-");
	} else if (change->low > FACTOR_FROM) {
		snprintf(p, INTERVAL_BYTES, "\xc3\x97%.4g to \xc3\x97%.4g", change->low / 100 + 1,
			 change->high / 100 + 1);
	} else if (change->high > 99999) {
		signed_text(low, sizeof(low), change->low);
		snprintf(p, INTERVAL_BYTES, "%s %% to \xc3\x97%.4g", low, change->high / 100 + 1);
	} else {
		signed_text(low, sizeof(low), change->low);
		signed_text(high, sizeof(high), change->high);
		snprintf(p, INTERVAL_BYTES, "%s to %s %%", low, high);
	}
}
