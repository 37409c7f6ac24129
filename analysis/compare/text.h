/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Parts of a comparison as short texts for a terminal. All are terminated. */
#ifndef MAAP_ANALYSIS_COMPARE_TEXT_H
#define MAAP_ANALYSIS_COMPARE_TEXT_H

#include <stddef.h>

#include "change.h"

#define SECONDS_BYTES  40
#define COUNT_BYTES    16
#define CHANGE_BYTES   24
#define INTERVAL_BYTES 64

/* "1.20 ms", "-3 ns"; "-" for NAN */
void seconds_text(char *p, double seconds);

/* "999", "12.3k", "1.2M" */
void count_text(char *p, size_t count);

/* "+12.3 %", "0.0 %", "×12.3" for more than +900 %; "-" for NAN */
void change_text(char *p, double percent);

/* "+10.1 to +14.5 %"; "-" when it is not known */
void interval_text(char *p, const struct change *change);

#endif
