// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "suggest.h"

#include <stdint.h>
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

/* "bar" of "foo::bar"; the name itself if there is nothing in front. */
static const char *last_component(const char *name)
{
	const char *last = name;

	for (const char *at = strstr(name, "::"); at; at = strstr(at + 1, "::"))
		last = at + 2;
	return last;
}

/* SIZE_MAX: not near at all. */
static size_t distance_of(const char *wanted, const char *name)
{
	size_t wanted_len = strlen(wanted), limit = 1 + wanted_len / 3, distance;
	const char *last = strstr(wanted, "::") ? name : last_component(name);

	distance = edit_distance(wanted, name, limit);
	if (distance <= limit)
		return distance;
	if (last != name && wanted_len > 2) {
		distance = edit_distance(wanted, last, limit);
		/* The namespace that was left away counts a little. */
		if (distance <= limit)
			return distance + 1;
	}
	if (wanted_len < 3 || !strcasestr(name, wanted))
		return SIZE_MAX;
	return limit + strlen(name);
}

void suggestions__offer(struct suggestions *suggestions, const char *name)
{
	size_t distance = distance_of(suggestions->wanted, name), at, last;

	if (distance == SIZE_MAX || strlen(name) >= SUGGEST_NAME)
		return;
	for (size_t i = 0; i < suggestions->count; i++)
		if (!strcmp(suggestions->best[i].name, name))
			return;
	for (at = suggestions->count; at > 0 && suggestions->best[at - 1].distance > distance; at--)
		;
	if (at == SUGGEST_MAX)
		return;
	last = suggestions->count < SUGGEST_MAX ? suggestions->count++ : SUGGEST_MAX - 1;
	memmove(&suggestions->best[at + 1], &suggestions->best[at],
		(last - at) * sizeof(suggestions->best[0]));
	strcpy(suggestions->best[at].name, name);
	suggestions->best[at].distance = distance;
}
