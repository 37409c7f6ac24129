/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_ANALYSIS_RADIX_SORT_H
#define MAAP_ANALYSIS_RADIX_SORT_H

#include <stddef.h>
#include <stdint.h>

struct sort_item {
	int64_t key;
	uint64_t value;
};

/*
 * Sorts by key, ascending; equal ones keep their order. Millions of times that are nearly in order
 * already are done in a few passes over their range. Returns 0 or -ENOMEM (as much again is
 * needed).
 */
int radix_sort(struct sort_item *items, size_t count);

/* A key that sorts as the number does; not for NAN. */
int64_t sort_key_of_double(double number);
double double_of_sort_key(int64_t key);

#endif
