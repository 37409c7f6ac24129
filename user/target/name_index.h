/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From words to the numbers of those that want them; most words are turned away at once. */
#ifndef MAAP_TARGET_NAME_INDEX_H
#define MAAP_TARGET_NAME_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name_entry {
	uint32_t hash;
	uint32_t number; /* as it was added */
};

/* All zero: empty. */
struct name_index {
	struct name_entry *items;
	size_t count;
	size_t room;
	bool sorted;
	uint64_t filter[1024]; /* a bit for each 16-bit part of a hash that is there */
};

/* Returns 0 or -ENOMEM. */
int name_index__add(struct name_index *index, const char *text, size_t len, uint32_t number);
void name_index__free(struct name_index *index);

/* The entries of the text, others by chance; how many is returned. */
size_t name_index__find(struct name_index *index, const char *text, size_t len,
			const struct name_entry **first);

#endif
