/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A histogram of ns with 2 significant digits: each power of two is cut into 128 equal buckets, so
 * that a bucket is at most 1/128 of its value wide. Values below 256 are exact. The memory is fixed
 * (about 60 KB, of which only touched pages count) and any 64-bit value fits.
 */
#ifndef MAAP_UTIL_HISTOGRAM_H
#define MAAP_UTIL_HISTOGRAM_H

#include <stdint.h>

struct histogram;

/* NULL when there is no memory. The caller frees it; NULL may be freed. */
struct histogram *histogram_new(void);
void histogram_free(struct histogram *histogram);

void histogram_record(struct histogram *histogram, uint64_t value);

/* Adds all that `from` has counted. */
void histogram_merge(struct histogram *to, const struct histogram *from);

uint64_t histogram_count(const struct histogram *histogram);

/*
 * The value that `percent` (0 to 100) of the values do not exceed (nearest rank), true to half a
 * bucket's width (0.4 %) and never outside what was recorded; 0 for an empty histogram.
 */
uint64_t histogram_percentile(const struct histogram *histogram, double percent);

#endif
