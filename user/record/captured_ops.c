// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "captured_ops.h"

/* Guesses that do not hold are not sent: their absence alone is no loss. */
static bool only_guesses(const struct capture_plan *plan)
{
	for (uint32_t i = 0; i < plan->count; i++)
		if (plan->ops[i].kind != MAAP_CAPTURE_GUESS)
			return false;
	return true;
}

void captured_ops__read(struct captured_ops *ops, const struct capture_plan *plan,
			const struct capture_event *event, bool lost, const __u64 *registers,
			size_t register_count)
{
	const char *at, *end;

	*ops = (struct captured_ops){ .registers = registers,
				      .register_count = register_count,
				      .lost = !event && (lost || !only_guesses(plan)) };
	if (!event)
		return;
	at = (const char *)(event + 1);
	end = at + event->bytes;
	while (ops->count < plan->count && (size_t)(end - at) >= sizeof(struct captured)) {
		const struct captured *head = (const struct captured *)at;
		size_t bytes = ((size_t)head->bytes + 7) & ~(size_t)7;

		at += sizeof(*head);
		if (bytes > (size_t)(end - at))
			return;
		ops->heads[ops->count++] = head;
		at += bytes;
	}
}

const struct captured *captured_ops__head(const struct captured_ops *ops, int op)
{
	return op >= 0 && (size_t)op < ops->count ? ops->heads[op] : NULL;
}

const char *captured__bytes(const struct captured *head)
{
	return (const char *)(head + 1);
}
