/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* "Did you mean": the names closest to one that was not found. */
#ifndef MAAP_TARGET_SUGGEST_H
#define MAAP_TARGET_SUGGEST_H

#include <stddef.h>

#define SUGGEST_MAX  3
#define SUGGEST_NAME 512 /* bytes; nobody mistypes longer ones */

struct suggestions {
	const char *wanted;
	struct {
		char name[SUGGEST_NAME];
		size_t distance;
	} best[SUGGEST_MAX]; /* nearest first */
	size_t count;
};

/*
 * Edits between two names: insertions, deletions, substitutions, swaps of neighbours (the optimal
 * string alignment distance). Returns limit + 1 when it is more than `limit`.
 */
size_t edit_distance(const char *a, const char *b, size_t limit);

/*
 * Keeps the name if it is among the nearest. Near is also one that holds the wanted name, or whose
 * last component is near it.
 */
void suggestions__offer(struct suggestions *suggestions, const char *name);

#endif
