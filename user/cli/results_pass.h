/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --results: maap-results over the recording that has just ended. */
#ifndef MAAP_CLI_RESULTS_PASS_H
#define MAAP_CLI_RESULTS_PASS_H

#include "options.h"

struct results_pass;

/*
 * Finds maap-results: beside this program, else by PATH. Early, so that its absence is told before
 * anything is recorded. Returns 0 or a negative errno and has said what to do.
 */
int results_pass__prepare(const struct options *options, struct results_pass **pass);

/*
 * Runs it over the recording `run_id`; its messages are the user's to read. Returns 0 too when
 * there was nothing to show; otherwise a negative errno, told. Frees `pass`.
 */
int results_pass__run(struct results_pass *pass, const char *run_id);
void results_pass__free(struct results_pass *pass);

#endif
