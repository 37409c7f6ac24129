/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "spread.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "../aggregate.h"

/* A pixel is a coarser measure than the quantiles of so many. */
#define KEPT_MAX 16384

/* Full: every second one stays, and from now on half as many are taken. */
static void thin(struct spread *spread)
{
	spread->kept_count /= 2;
	for (size_t i = 0; i < spread->kept_count; i++)
		spread->kept[i] = spread->kept[2 * i];
	spread->stride *= 2;
}

static int grow(struct spread *spread)
{
	size_t room = spread->room ? 2 * spread->room : 64;
	double *grown = realloc(spread->kept, room * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	spread->kept = grown;
	spread->room = room;
	return 0;
}

int spread__add(struct spread *spread, double value)
{
	if (isnan(value))
		return 0;
	if (!spread->count) {
		spread->min = spread->max = value;
		spread->stride = 1;
	}
	if (spread->kept_count == KEPT_MAX)
		thin(spread);
	if (spread->count % spread->stride == 0) {
		if (spread->kept_count == spread->room && grow(spread))
			return -ENOMEM;
		spread->kept[spread->kept_count++] = value;
	}
	spread->count++;
	spread->sum += value;
	spread->min = fmin(spread->min, value);
	spread->max = fmax(spread->max, value);
	return 0;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void spread__finish(struct spread *spread)
{
	if (!spread->kept_count)
		return;
	qsort(spread->kept, spread->kept_count, sizeof(*spread->kept), ascending);
	spread->p5 = quantile(spread->kept, spread->kept_count, 0.05);
	spread->p50 = quantile(spread->kept, spread->kept_count, 0.5);
	spread->p95 = quantile(spread->kept, spread->kept_count, 0.95);
}

void spread__free(struct spread *spread)
{
	free(spread->kept);
}
