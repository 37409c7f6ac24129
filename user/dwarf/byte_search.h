/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Many 4-byte numbers looked for at once in a large section, at any alignment. */
#ifndef MAAP_DWARF_BYTE_SEARCH_H
#define MAAP_DWARF_BYTE_SEARCH_H

#include "dwarf_sections.h"

struct number_set {
	uint32_t *items; /* sorted by number_set__finish() */
	size_t count, room;
	uint8_t low_bits[65536 / 8]; /* the lower halves that occur: tells most misses apart */
};

/* Returns 0 or -ENOMEM. A set is all zero to begin with. */
int number_set__add(struct number_set *set, uint32_t number);

/* To be called when all are added. */
void number_set__finish(struct number_set *set);

void number_set__clear(struct number_set *set);

/* The next place of any of the numbers, from `at` on. NULL: there is none. */
const uint8_t *number_set__find(const struct number_set *set, const uint8_t *at,
				const uint8_t *end);

#endif
