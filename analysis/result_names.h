/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_ANALYSIS_RESULT_NAMES_H
#define MAAP_ANALYSIS_RESULT_NAMES_H

#include <stdbool.h>

/* Whether a file of this name is one that a results pass writes. */
bool is_result_name(const char *name);

#endif
