/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Numbers as texts in a figure, three digits and a unit that suits them. NAN is "–". But for counts
 * no text has more than 12 characters, however absurd the number. */
#ifndef MAAP_ANALYSIS_FIGURES_QUANTITY_H
#define MAAP_ANALYSIS_FIGURES_QUANTITY_H

#include <stddef.h>

#define QUANTITY_BYTES 48

enum quantity {
	QUANTITY_TIME,	  /* seconds: "1.50 ms", "2.25 h"; years are of 365.25 days */
	QUANTITY_MB,	  /* "12.5 MB" */
	QUANTITY_PERCENT, /* "85.0 %" */
	QUANTITY_COUNT,	  /* "12,345" */
};

void quantity__text(char text[QUANTITY_BYTES], enum quantity quantity, double value);

/* The same with '+' before what is above 0. */
void quantity__signed(char text[QUANTITY_BYTES], enum quantity quantity, double value);

/* How many of the quantity's own (seconds, MB) make up the unit that suits `value`; its name. */
double quantity__unit(enum quantity quantity, double value, const char **name);

#endif
