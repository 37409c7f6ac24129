// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "grow_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int grow_table(void **items, size_t *count, size_t size, size_t index)
{
	size_t room;
	char *grown;

	if (index < *count)
		return 0;
	room = index + 1 > 2 * *count ? index + 1 : 2 * *count;
	grown = reallocarray(*items, room, size);
	if (!grown)
		return -ENOMEM;
	memset(grown + *count * size, 0, (room - *count) * size);
	*items = grown;
	*count = room;
	return 0;
}
