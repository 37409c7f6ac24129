/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Parts of a comparison as short texts for a terminal. All are terminated. */
#ifndef MAAP_ANALYSIS_COMPARE_TEXT_H
#define MAAP_ANALYSIS_COMPARE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "change.h"

#define SECONDS_BYTES  40
#define COUNT_BYTES    16
#define CHANGE_BYTES   24
#define INTERVAL_BYTES 64
#define CELL_BYTES     64 /* any of them */

/* "1.20 ms", "-3 ns", "1234 s"; "-" for NAN */
void seconds_text(char *p, double seconds);

/* "999", "12.3k", "1.2M" */
void count_text(char *p, size_t count);

/* "+12.3 %", "0.0 %", "×12.3" for more than +900 %; "-" for NAN */
void change_text(char *p, double percent);

/* The same, but "from 0" or "from <0" where that is why there are no percent. */
void change_from_text(char *p, const struct change *change, double before);

/* "+10.1 to +14.5 %", at most 20 columns; "-" when it is not known. Of `enough` calls that is
 * because one of the values may be 0: "near 0". */
void interval_text(char *p, const struct change *change, bool enough);

#endif
