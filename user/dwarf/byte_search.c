// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "byte_search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int number_set__add(struct number_set *set, uint32_t number)
{
	uint32_t low = number & 0xffff;

	if (set->count == set->room) {
		size_t more = set->room ? 2 * set->room : 16;
		uint32_t *grown = reallocarray(set->items, more, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		set->items = grown;
		set->room = more;
	}
	set->items[set->count++] = number;
	set->low_bits[low / 8] |= 1u << low % 8;
	return 0;
}

static int compare(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

void number_set__finish(struct number_set *set)
{
	if (set->count)
		qsort(set->items, set->count, sizeof(*set->items), compare);
}

void number_set__clear(struct number_set *set)
{
	free(set->items);
	*set = (struct number_set){ 0 };
}

const uint8_t *number_set__find(const struct number_set *set, const uint8_t *at, const uint8_t *end)
{
	uint32_t number;

	if (!set->count || end - at < (ptrdiff_t)sizeof(number))
		return NULL;
	for (; at <= end - sizeof(number); at++) {
		uint32_t low = at[0] | (uint32_t)at[1] << 8;

		if (!(set->low_bits[low / 8] & 1u << low % 8))
			continue;
		memcpy(&number, at, sizeof(number));
		if (bsearch(&number, set->items, set->count, sizeof(number), compare))
			return at;
	}
	return NULL;
}
