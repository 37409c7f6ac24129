/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The pieces of data that come with an error. */
#ifndef MAAP_RECORD_ERROR_PIECES_H
#define MAAP_RECORD_ERROR_PIECES_H

#include <stddef.h>

#include "../../bpf/error_event.h"

/* NULL: there is none, or it does not lie within the event's data. It is not terminated. */
static inline const char *error_event__piece(const struct error_event *event,
					     enum maap_error_piece which, size_t *bytes)
{
	const struct error_piece *piece = &event->pieces[which];

	if (piece->bytes == MAAP_ERROR_NOTHING || piece->at > event->data_bytes ||
	    piece->bytes > event->data_bytes - piece->at)
		return NULL;
	*bytes = piece->bytes;
	return (const char *)(event + 1) + piece->at;
}

#endif
