// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "../aggregate.h"
#include "change.h"

#define TAIL	   ((1 - CHANGE_CONFIDENCE) / 2)
#define PARTS	   2	 /* places within a gap, of equal chance */
#define NEGLIGIBLE 1e-14 /* a chance in proportion to the largest: not worth a place */
#define SAME	   1e-12 /* two products of doubles that should be equal, are: relative */
#define BISECTIONS 100
#define PRECISION  1e-9 /* of an end of an interval, relative */

/* Where a median may be: places in ascending order, and the chance that it is the place or less. */
struct places {
	double *at;
	double *up_to;
	size_t count;
	double below, above; /* chances that it is beyond all calls, or a negligible place */
};

/*
 * Chances of 0 to n of n calls to lie below the median, in proportion to the most likely number;
 * *first is the least number that is not negligible. Returns how many such numbers there are.
 */
static size_t binomial(size_t n, double *chances, size_t room, size_t *first)
{
	size_t middle = n / 2, low = middle, high = middle;
	double chance = 1;

	/* As far up as is worth it; the chances of n - k and k are equal. */
	while (high < n && high - middle + 1 < room / 2) {
		chance *= (double)(n - high) / (double)(high + 1);
		if (chance < NEGLIGIBLE)
			break;
		high++;
	}
	low = n - high;
	chance = 1;
	for (size_t k = middle; k <= high; k++) {
		chances[k - low] = chance;
		chances[n - k - low] = chance;
		chance *= (double)(n - k) / (double)(k + 1);
	}
	*first = low;
	return high - low + 1;
}

/* About 8 standard deviations of sqrt(n) / 2 to either side is all that is not negligible. */
static size_t room_for(size_t n)
{
	size_t wanted = 10 * (size_t)sqrt((double)n) + 64;

	return wanted < n + 3 ? wanted : n + 3;
}

static void places__add(struct places *places, double at, double chance)
{
	double sum = places->count ? places->up_to[places->count - 1] : 0;

	places->at[places->count] = at;
	places->up_to[places->count] = sum + chance;
	places->count++;
}

/* How many independent calls the sample is worth. */
static size_t calls_of(const struct sample *sample)
{
	return sample->median_calls ? sample->median_calls : sample->count;
}

/* Of so many calls, evenly spaced among all of them, the one with this index. */
static double call_at(const struct sample *sample, size_t index)
{
	const size_t calls = calls_of(sample);
	double place;
	size_t below;

	if (calls == sample->count)
		return sample->sorted[index];
	place = ((double)index + 0.5) * (double)sample->count / (double)calls - 0.5;
	below = (size_t)place;
	if (below + 1 >= sample->count)
		return sample->sorted[sample->count - 1];
	return sample->sorted[below] +
	       (place - (double)below) * (sample->sorted[below + 1] - sample->sorted[below]);
}

/* `below` calls lie below the median: it is in the gap behind call number `below`, from 1. */
static void add_gap(struct places *places, const struct sample *sample, size_t below, double chance)
{
	double from, to;

	if (below == 0) {
		places->below += chance;
		return;
	}
	if (below == calls_of(sample)) {
		places->above += chance;
		return;
	}
	from = call_at(sample, below - 1);
	to = call_at(sample, below);
	for (int i = 0; i < PARTS; i++)
		places__add(places, from + (to - from) * (2 * i + 1) / (2 * PARTS), chance / PARTS);
}

static void places__free(struct places *places)
{
	free(places->at);
	free(places->up_to);
}

static int places__of_median(const struct sample *sample, struct places *places)
{
	size_t room = room_for(calls_of(sample)), first, count;
	double *chances = calloc(room, sizeof(*chances));
	double whole = 0;

	*places = (struct places){
		.at = malloc(room * PARTS * sizeof(double)),
		.up_to = malloc(room * PARTS * sizeof(double)),
	};
	if (!chances || !places->at || !places->up_to) {
		free(chances);
		places__free(places);
		return -ENOMEM;
	}
	count = binomial(calls_of(sample), chances, room, &first);
	for (size_t i = 0; i < count; i++)
		whole += chances[i];
	for (size_t i = 0; i < count; i++)
		add_gap(places, sample, first + i, chances[i] / whole);
	free(chances);
	return 0;
}

/* The chance that after <= ratio × before (or, if not `inclusive`, after < that), where either is
 * at a place. */
static double chance_below(const struct places *before, const struct places *after, double ratio,
			   bool inclusive)
{
	double chance = 0, last = 0;
	size_t i = 0;

	for (size_t j = 0; j < before->count; j++) {
		const double limit = ratio * before->at[j], same = SAME * fabs(limit);

		while (i < after->count &&
		       (inclusive ? after->at[i] <= limit + same : after->at[i] < limit - same))
			i++;
		if (i)
			chance += (before->up_to[j] - last) * after->up_to[i - 1];
		last = before->up_to[j];
	}
	return chance;
}

/* Whatever is not known counts for both of these. */
static double chance_at_most(const struct places *before, const struct places *after, double ratio)
{
	return chance_below(before, after, ratio, true) + before->above + after->below;
}

static double chance_at_least(const struct places *before, const struct places *after, double ratio)
{
	double known = before->up_to[before->count - 1] * after->up_to[after->count - 1];

	return known - chance_below(before, after, ratio, false) + before->below + after->above;
}

/* Of what is not above 0 no ratio can be told: it is not known, then, beyond the lowest place. */
static void places__keep_above_0(struct places *places)
{
	size_t dropped = 0;
	double chance;

	while (dropped < places->count && places->at[dropped] <= 0)
		dropped++;
	if (!dropped)
		return;
	chance = places->up_to[dropped - 1];
	places->below += chance;
	places->count -= dropped;
	for (size_t i = 0; i < places->count; i++) {
		places->at[i] = places->at[i + dropped];
		places->up_to[i] = places->up_to[i + dropped] - chance;
	}
}

/*
 * The ends of the interval: the ratio below which TAIL of the quotient's distribution lies, and the
 * one above which it does. All places of before are above 0, so the quotient has bounds.
 */
static void find_ends(const struct places *before, const struct places *after, double ends[2])
{
	const double least = before->at[0], most = before->at[before->count - 1];
	const double first = after->at[0], last = after->at[after->count - 1];

	for (int end = 0; end < 2; end++) {
		double low = first / (first > 0 ? most : least);
		double high = last / (last > 0 ? least : most);

		low -= SAME * fabs(low);
		high += SAME * fabs(high);
		for (int i = 0; i < BISECTIONS && high - low > PRECISION * fabs(low); i++) {
			double middle = low + (high - low) / 2;
			bool too_low = end ? chance_at_least(before, after, middle) > TAIL
					   : chance_at_most(before, after, middle) <= TAIL;

			if (too_low)
				low = middle;
			else
				high = middle;
		}
		ends[end] = low + (high - low) / 2;
	}
}

double change__percent(double ratio)
{
	return nearbyint((ratio - 1) * 1e8) / 1e6 + 0.0;
}

int median_change(const struct sample *before, const struct sample *after,
		  struct median_change *result)
{
	struct places old, new;
	double at_most, at_least, ends[2];
	int err;

	result->before = quantile(before->sorted, before->count, 0.5);
	result->after = quantile(after->sorted, after->count, 0.5);
	result->p_value = 1;
	result->change = (struct change){ NAN, NAN, NAN };
	if (result->before > 0)
		result->change.percent = change__percent(result->after / result->before);
	if (!change__possible(before, after))
		return 0;
	err = places__of_median(before, &old);
	if (err)
		return err;
	err = places__of_median(after, &new);
	if (err) {
		places__free(&old);
		return err;
	}
	at_most = chance_at_most(&old, &new, 1);
	at_least = chance_at_least(&old, &new, 1);
	result->p_value = fmin(1, 2 * fmin(at_most, at_least));
	places__keep_above_0(&old);
	/* Else the upper end is not known. */
	if (old.below + new.above <= TAIL) {
		find_ends(&old, &new, ends);
		result->change.low = change__percent(ends[0]);
		result->change.high = change__percent(ends[1]);
	}
	places__free(&old);
	places__free(&new);
	return 0;
}
