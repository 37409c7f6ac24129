/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "scale.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LOG_FROM_RATIO 50 /* of the largest to the smallest value */
#define ROOM_AROUND    0.03
#define LARGEST	       1e15 /* what is larger is no measurement */
#define SMALLEST       1e-15

bool scale__wants_log(double low, double high)
{
	return low > 0 && high / low > LOG_FROM_RATIO;
}

struct scale scale__linear(double low, double high, double from, double to)
{
	struct scale scale = { .from = from, .to = to };
	double room;

	low = fmin(fmax(low, -LARGEST), LARGEST);
	high = fmin(fmax(high, -LARGEST), LARGEST);
	if (low > high)
		low = high = 0;
	if (low == high) {
		/* One value in the middle, or at the end when that is where it belongs: at 0. */
		low -= low > 0 ? low : fabs(low) * 2;
		high = high > 0 ? high * 2 : low < 0 ? 0 : 1e-6;
	}
	room = (high - low) * ROOM_AROUND;
	scale.low = low == 0 ? 0 : low - room;
	scale.high = high == 0 ? 0 : high + room;
	if (low > 0 && scale.low < 0)
		scale.low = 0;
	return scale;
}

struct scale scale__log(double low, double high, double from, double to)
{
	double ratio;

	low = fmin(fmax(low, SMALLEST), LARGEST);
	high = fmin(high, LARGEST);
	ratio = high > low ? pow(high / low, ROOM_AROUND) : 2;
	return (struct scale){
		.low = low / ratio, .high = high * ratio, .from = from, .to = to, .log = true
	};
}

double scale__at(const struct scale *scale, double value)
{
	double share;

	if (!(value > scale->low))
		return scale->from;
	if (value >= scale->high)
		return scale->to;
	share = scale->log ? log(value / scale->low) / log(scale->high / scale->low)
			   : (value - scale->low) / (scale->high - scale->low);
	return scale->from + share * (scale->to - scale->from);
}

/* 1, 2, 2.5 or 5 times a power of ten, at least `least` > 0. */
static double round_step(double least)
{
	double power = pow(10, floor(log10(least) + 1e-9));
	double digit = least / power * (1 - 1e-9);

	return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 2.5 ? 2.5 : digit <= 5 ? 5 : 10);
}

static void add_tick(struct tick *ticks, size_t *count, double value, double unit, const char *name)
{
	struct tick *tick = &ticks[*count];

	if (*count >= TICKS_MAX)
		return;
	tick->value = value;
	snprintf(tick->text, sizeof(tick->text), "%.6g%s%s", value / unit, *name ? " " : "", name);
	(*count)++;
}

static size_t linear_ticks(const struct scale *scale, enum quantity quantity, double apart,
			   struct tick *ticks)
{
	double px = fabs(scale->to - scale->from);
	double largest = fmax(fabs(scale->low), fabs(scale->high));
	const char *name;
	double unit = quantity__unit(quantity, largest, &name);
	double least = (scale->high - scale->low) / unit / fmax(px / apart, 1);
	double step = round_step(least);
	size_t count = 0;

	/* Nothing is counted by halves. */
	if (quantity == QUANTITY_COUNT)
		step = step < 1 ? 1 : step == 2.5 ? 5 : step;
	for (double i = ceil(scale->low / unit / step - 1e-9);
	     i * step <= scale->high / unit * (1 + 1e-12) + 1e-12 && count < TICKS_MAX; i++) {
		add_tick(ticks, &count, i * step * unit + 0.0, unit, name); /* no -0 */
		if (quantity == QUANTITY_COUNT)
			quantity__text(ticks[count - 1].text, quantity, i * step);
	}
	return count;
}

/* Long times on a log axis stay in seconds: a power of ten of them is no round number of hours. */
static void add_log_tick(struct tick *ticks, size_t *count, enum quantity quantity, double value)
{
	const char *name;
	double unit = quantity__unit(quantity, value, &name);

	if (quantity == QUANTITY_TIME && value > 1)
		unit = 1, name = "s";
	add_tick(ticks, count, value, unit, name);
}

static size_t log_ticks(const struct scale *scale, enum quantity quantity, double apart,
			struct tick *ticks)
{
	double px = fabs(scale->to - scale->from);
	double decade_px = px / log10(scale->high / scale->low);
	int step = (int)ceil(apart / decade_px); /* decades from tick to tick */
	bool halves = decade_px > 3.4 * apart;	 /* room for 1, 2, 5: 2 to 5 is the widest gap */
	size_t count = 0;

	for (int decade = (int)floor(log10(scale->low)); decade <= log10(scale->high); decade++) {
		static const double digits[] = { 1, 2, 5 };

		for (int i = 0; i < (halves ? 3 : 1); i++) {
			double value = digits[i] * pow(10, decade);

			if (value >= scale->low && value <= scale->high &&
			    ((decade % step) + step) % step == 0)
				add_log_tick(ticks, &count, quantity, value);
		}
	}
	return count;
}

size_t scale__ticks(const struct scale *scale, enum quantity quantity, double apart,
		    struct tick *ticks)
{
	return scale->log ? log_ticks(scale, quantity, apart, ticks)
			  : linear_ticks(scale, quantity, apart, ticks);
}
