/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --list: what could be traced. */
#ifndef MAAP_CLI_LIST_H
#define MAAP_CLI_LIST_H

#include "options.h"

/*
 * Prints a line for each function that the patterns name, for every one of the executable and its
 * libraries if there are no patterns: module, address in the file, size, name, signature, and why
 * it cannot be traced, with tabs in between. Attaches nothing. A COMMAND is started to see what it
 * maps, and ended before it runs. Returns the exit status of the program.
 */
int list_functions(const struct options *options);

#endif
