/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --dry-run: the plan as text. */
#ifndef MAAP_CLI_DRY_RUN_H
#define MAAP_CLI_DRY_RUN_H

#include "options.h"

/*
 * Resolves the functions, plans them for each process and prints the plans on stdout; attaches
 * nothing. A COMMAND is started to see what it maps, and ended before it runs. Returns the exit
 * status of the program.
 */
int dry_run(const struct options *options);

#endif
