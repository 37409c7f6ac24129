/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Columns of integers, as the page's decode.js reads them: each a variable number of bytes of 7
 * bits, the lowest first, the high bit set on all but the last. What may be negative or unknown is
 * 0 for unknown, else its zigzag form (0, -1, 1, -2 … are 0, 1, 2, 3 …) plus 1.
 */
#ifndef MAAP_ANALYSIS_REPORT_COLUMNS_H
#define MAAP_ANALYSIS_REPORT_COLUMNS_H

#include <stdint.h>

#include "../../user/util/strbuf.h"

void column__put(struct strbuf *column, uint64_t value);
void column__put_unknown(struct strbuf *column);
void column__put_signed(struct strbuf *column, int64_t value);

/* Seconds as ns; unknown for NAN. */
void column__put_seconds(struct strbuf *column, double seconds);

#endif
