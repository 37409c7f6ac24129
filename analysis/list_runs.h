/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_ANALYSIS_LIST_RUNS_H
#define MAAP_ANALYSIS_LIST_RUNS_H

#include "log.h"
#include "run_window.h"

/* Prints the log's clusters and recordings on stdout. */
void list_runs(const struct log *log, const struct run_window *window);

#endif
