/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The page's data: raw deflate, in base64, of
 *
 *   4 bytes	the length of the JSON text, lowest byte first
 *   the JSON text	what is known of the run, functions, errors …; "columns" names the columns
 *			and tells how many bytes each has
 *   the columns	numbers as in columns.h
 *
 * Base64 has no character that means something in HTML, so nothing in it can end its element.
 */
#ifndef MAAP_ANALYSIS_REPORT_PAYLOAD_H
#define MAAP_ANALYSIS_REPORT_PAYLOAD_H

#include "../../user/util/strbuf.h"
#include "sample.h"

/* Returns 0 or a negative errno. The caller frees payload->bytes. */
int payload__make(const struct report_input *input, const struct page_room *room,
		  struct strbuf *payload);

#endif
