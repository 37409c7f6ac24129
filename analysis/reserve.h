/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Arrays that grow; unlike util/grow_table's, what is not used yet is not touched either. */
#ifndef MAAP_ANALYSIS_RESERVE_H
#define MAAP_ANALYSIS_RESERVE_H

#include <errno.h>
#include <stdlib.h>

/* Makes *items (room for *room of `size` bytes) hold `needed`. Returns 0 or -ENOMEM. */
static inline int reserve(void **items, size_t *room, size_t size, size_t needed)
{
	size_t wanted = *room + *room / 2 + 64;
	void *grown;

	if (needed <= *room)
		return 0;
	if (wanted < needed)
		wanted = needed;
	grown = reallocarray(*items, wanted, size);
	if (!grown)
		return -ENOMEM;
	*items = grown;
	*room = wanted;
	return 0;
}

#endif
