/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From values to pixels, and the marks of an axis. */
#ifndef MAAP_ANALYSIS_FIGURES_SCALE_H
#define MAAP_ANALYSIS_FIGURES_SCALE_H

#include <stdbool.h>
#include <stddef.h>

#include "quantity.h"

#define TICKS_MAX 24

struct scale {
	double low, high; /* values at `from` and `to`; low < high */
	double from, to;  /* pixels; from > to when the axis runs upwards */
	bool log;	  /* then low > 0 */
};

struct tick {
	double value;
	char text[QUANTITY_BYTES];
};

/* Holds low to high, with some room around them; equal or unknown ends are widened. */
struct scale scale__linear(double low, double high, double from, double to);
/* The same, but an end that is 0 or on the other side of it stays exactly. For low > 0. */
struct scale scale__log(double low, double high, double from, double to);

/* The pixel of a value; of one that lies outside, the end that is nearer. */
double scale__at(const struct scale *scale, double value);

/* Round values at least `apart` pixels from each other, their texts in one unit (log: each in its
 * own). Returns how many, at most TICKS_MAX. */
size_t scale__ticks(const struct scale *scale, enum quantity quantity, double apart,
		    struct tick *ticks);

/* Is a linear axis no use for values from low to high? */
bool scale__wants_log(double low, double high);

#endif
