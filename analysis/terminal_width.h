/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_ANALYSIS_TERMINAL_WIDTH_H
#define MAAP_ANALYSIS_TERMINAL_WIDTH_H

#include <stddef.h>
#include <stdio.h>

/* Columns of the terminal that the file is; else what the environment's COLUMNS says; else
 * `otherwise`. */
size_t terminal_width(FILE *file, size_t otherwise);

#endif
