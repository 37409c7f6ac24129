/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The results pass from the logs to the folder. */
#ifndef MAAP_ANALYSIS_RESULTS_H
#define MAAP_ANALYSIS_RESULTS_H

#include "options.h"

#define EXIT_USAGE  2
#define EXIT_NO_RUN 3
#define EXIT_SLOWER 4

/* Returns the exit status and has said what went wrong. */
int results__run(const struct options *options);

#endif
