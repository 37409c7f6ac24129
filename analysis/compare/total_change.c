// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <math.h>

#include "change.h"

/* An interval of a mean, in proportion to the mean. */
struct mean_interval {
	double low, high;
};

/* Student's t that 2.5 % of the distribution with `df` >= 6 degrees of freedom lie above, by the
 * expansion of Cornish and Fisher: right to 4 digits there, to all with more. */
static double student(double df)
{
	const double z = 1.959963984540054, z2 = z * z;
	const double terms[] = {
		z * (z2 + 1) / 4,
		z * ((5 * z2 + 16) * z2 + 3) / 96,
		z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384,
		z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160,
	};
	double t = z, power = df;

	for (size_t i = 0; i < sizeof(terms) / sizeof(*terms); i++) {
		t += terms[i] / power;
		power *= df;
	}
	return t;
}

/* Hall's transformation of the studentised mean, undone: the t whose corrected value is `value`,
 * where g is the skewness over sqrt(n). */
static double hall_inverse(double value, double g)
{
	if (fabs(g) < 1e-9)
		return value;
	return 3 / g * (cbrt(1 + g * (value - g / 6)) - 1);
}

static struct mean_interval mean_interval(const struct sample *sample)
{
	const double count = (double)sample->count, mean = sample->sum / count;
	/* As many independent calls. */
	const double n = sample->mean_calls ? (double)sample->mean_calls : count;
	double squares = 0, cubes = 0, sd, error, g, t;

	for (size_t i = 0; i < sample->count; i++) {
		double distance = sample->sorted[i] - mean;

		squares += distance * distance;
		cubes += distance * distance * distance;
	}
	sd = sqrt(squares / (count - 1));
	if (!(sd > 0))
		return (struct mean_interval){ 1, 1 };
	g = cubes / count / (sd * sd * sd) / sqrt(n);
	error = sd / sqrt(n) / mean;
	t = student(n - 1);
	return (struct mean_interval){
		/* Of few calls with a long tail the interval reaches below all of them, where the
		 * mean cannot be. */
		.low = fmax(1 - hall_inverse(t, g) * error, sample->sorted[0] / mean),
		.high = 1 - hall_inverse(-t, g) * error,
	};
}

struct change total_change(const struct sample *before, const struct sample *after)
{
	struct change change = { NAN, NAN, NAN };
	struct mean_interval old, new;
	double ratio;

	if (!(before->sum > 0))
		return change;
	ratio = after->sum / before->sum;
	change.percent = change__percent(ratio);
	if (!(ratio > 0) || !change__possible(before, after))
		return change;
	old = mean_interval(before);
	new = mean_interval(after);
	/* The mean may be nothing, of which no ratio can be told. */
	if (!(old.low > 0) || !(new.low > 0))
		return change;
	change.low = change__percent(ratio * exp(-hypot(log(new.low), log(old.high))));
	change.high = change__percent(ratio * exp(hypot(log(new.high), log(old.low))));
	return change;
}
