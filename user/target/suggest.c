// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "suggest.h"

#include <stdbool.h>
#include <string.h>

#define MAX_NAME 128

static size_t min_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t edit_distance(const char *a, const char *b, size_t limit)
{
	size_t rows[3][MAX_NAME + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > MAX_NAME || b_len > MAX_NAME ||
	    (a_len > b_len ? a_len - b_len : b_len - a_len) > limit)
		return limit + 1;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *above2 = rows[(i + 1) % 3];
		size_t best = row[0] = i;

		for (size_t j = 1; j <= b_len; j++) {
			row[j] = min_of(min_of(above[j], row[j - 1]) + 1,
					above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = min_of(row[j], above2[j - 2] + 1);
			best = min_of(best, row[j]);
		}
		if (best > limit)
			return limit + 1;
	}
	return min_of(rows[a_len % 3][b_len], limit + 1);
}

void suggestions__offer(struct suggestions *suggestions, const char *name)
{
	size_t limit = 1 + strlen(suggestions->wanted) / 3;
	size_t distance = edit_distance(suggestions->wanted, name, limit);
	size_t at;

	if (distance > limit) {
		if (strlen(suggestions->wanted) < 3 || !strcasestr(name, suggestions->wanted))
			return;
		distance = limit + strlen(name);
	}
	for (size_t i = 0; i < suggestions->count; i++)
		if (!strcmp(suggestions->best[i].name, name))
			return;
	for (at = suggestions->count; at > 0 && suggestions->best[at - 1].distance > distance; at--)
		if (at < SUGGEST_MAX)
			suggestions->best[at] = suggestions->best[at - 1];
	if (at == SUGGEST_MAX)
		return;
	suggestions->best[at].name = name;
	suggestions->best[at].distance = distance;
	if (suggestions->count < SUGGEST_MAX)
		suggestions->count++;
}
