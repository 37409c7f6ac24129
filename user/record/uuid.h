/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Version 7 UUIDs (RFC 9562, 5.7) that anyone who knows a call's start and number can derive, so
 * that a child names its parent before the parent has ended: 48 bits of milliseconds since the
 * epoch, then in the 74 bits that are the maker's own 30 bits of the run's random key and 44 bits
 * of the call's number.
 */
#ifndef MAAP_RECORD_UUID_H
#define MAAP_RECORD_UUID_H

#include <stdint.h>

#include "call.h"

/* Writes the text, lower case, and its NUL. `run_key`: the low 30 bits count; `call`: the low 44.
 */
void uuid__format(char text[MAAP_UUID_LEN + 1], uint64_t epoch_ns, uint32_t run_key, uint64_t call);

#endif
