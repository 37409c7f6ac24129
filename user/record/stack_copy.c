// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "stack_copy.h"

#include <string.h>

#include "error_pieces.h"

/* What stood there before the kernel put its trampoline in. */
static bool find_replaced(const struct error_event *event, uint64_t address, uint64_t *value)
{
	size_t bytes = 0;
	const char *returns = error_event__piece(event, MAAP_PIECE_RETURNS, &bytes);

	for (size_t at = 0; returns && at + sizeof(struct error_return) <= bytes;
	     at += sizeof(struct error_return)) {
		struct error_return one;

		memcpy(&one, returns + at, sizeof(one));
		if (one.slot != address)
			continue;
		*value = one.address;
		return true;
	}
	return false;
}

bool stack_copy__word(const struct error_event *event, uint64_t address, uint64_t *value)
{
	size_t bytes = 0;
	const char *stack = error_event__piece(event, MAAP_PIECE_STACK, &bytes);
	uint64_t at = address - event->stack_start;

	if (!stack || address < event->stack_start || bytes < sizeof(*value) ||
	    at > bytes - sizeof(*value))
		return false;
	if (!find_replaced(event, address, value))
		memcpy(value, stack + at, sizeof(*value));
	return true;
}

uint64_t stack_copy__end(const struct error_event *event)
{
	size_t bytes = 0;

	return error_event__piece(event, MAAP_PIECE_STACK, &bytes) ? event->stack_start + bytes : 0;
}
