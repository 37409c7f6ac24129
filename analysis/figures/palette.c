/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "palette.h"

#include <math.h>

uint32_t palette__series(size_t index)
{
	static const uint32_t series[SERIES_MAX] = { BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY };

	return series[index % SERIES_MAX];
}

/* Nine samples of viridis without its lightest tenth, which white paper swallows. */
static const uint32_t viridis[] = { 0xbddf26, 0x7ad151, 0x43bf71, 0x22a884, 0x21918c,
				    0x2a788e, 0x355f8d, 0x414487, 0x440154 };

#define STEPS (sizeof(viridis) / sizeof(viridis[0]) - 1)

static uint32_t mix(uint32_t a, uint32_t b, double share)
{
	uint32_t mixed = 0;

	for (int shift = 0; shift < 24; shift += 8) {
		double from = a >> shift & 0xff, to = b >> shift & 0xff;

		mixed |= (uint32_t)lround(from + (to - from) * share) << shift;
	}
	return mixed;
}

uint32_t palette__sequential(double share)
{
	double at = isnan(share) || share < 0 ? 0 : share > 1 ? STEPS : share * STEPS;
	size_t step = at >= STEPS ? STEPS - 1 : (size_t)at;

	return mix(viridis[step], viridis[step + 1], at - step);
}
