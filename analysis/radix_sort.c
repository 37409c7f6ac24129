// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "radix_sort.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS  11
#define DIGITS_MASK ((1u << DIGIT_BITS) - 1)
#ifndef RADIX_SORT_FEW	  /* tests have less */
#define RADIX_SORT_FEW 64 /* for which counting digits costs more than it gives */
#endif

static bool key_range(const struct sort_item *items, size_t count, int64_t *least, uint64_t *range)
{
	int64_t low = items[0].key, high = low;
	bool sorted = true;

	for (size_t i = 1; i < count; i++) {
		sorted &= items[i].key >= items[i - 1].key;
		if (items[i].key < low)
			low = items[i].key;
		if (items[i].key > high)
			high = items[i].key;
	}
	*least = low;
	*range = (uint64_t)high - (uint64_t)low;
	return sorted;
}

static void insertion_sort(struct sort_item *items, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct sort_item item = items[i];
		size_t at = i;

		for (; at > 0 && items[at - 1].key > item.key; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
}

static void one_pass(const struct sort_item *from, struct sort_item *to, size_t count,
		     int64_t least, unsigned int shift)
{
	size_t starts[DIGITS_MASK + 2] = { 0 };

	for (size_t i = 0; i < count; i++)
		starts[(((uint64_t)from[i].key - (uint64_t)least) >> shift & DIGITS_MASK) + 1]++;
	for (size_t i = 1; i <= DIGITS_MASK; i++)
		starts[i] += starts[i - 1];
	for (size_t i = 0; i < count; i++)
		to[starts[((uint64_t)from[i].key - (uint64_t)least) >> shift & DIGITS_MASK]++] =
			from[i];
}

int radix_sort(struct sort_item *items, size_t count)
{
	struct sort_item *other, *from = items, *to, *swap;
	int64_t least;
	uint64_t range;

	if (count < 2 || key_range(items, count, &least, &range))
		return 0;
	if (count <= RADIX_SORT_FEW) {
		insertion_sort(items, count);
		return 0;
	}
	other = malloc(count * sizeof(*other));
	if (!other)
		return -ENOMEM;
	to = other;
	for (unsigned int shift = 0; shift < 64 && range >> shift; shift += DIGIT_BITS) {
		one_pass(from, to, count, least, shift);
		swap = from;
		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, count * sizeof(*items));
	free(other);
	return 0;
}

int64_t sort_key_of_double(double number)
{
	int64_t bits;

	number += 0.0; /* -0.0 becomes 0.0 */
	memcpy(&bits, &number, sizeof(bits));
	return bits < 0 ? bits ^ INT64_MAX : bits;
}

double double_of_sort_key(int64_t key)
{
	double number;

	if (key < 0)
		key ^= INT64_MAX;
	memcpy(&number, &key, sizeof(number));
	return number;
}
