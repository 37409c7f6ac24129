/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_FUZZ_TIME_ORACLE_H
#define MAAP_FUZZ_TIME_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

/* A time stamp by the C library; false if it is none. */
bool expected_time(const char *text, int64_t *ns);

#endif
