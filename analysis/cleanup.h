/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Takes files back that are not complete, whatever ends the program: SIGINT, SIGTERM and SIGHUP are
 * awaited by a thread of their own. Children, such as gnuplot, end with the program.
 */
#ifndef MAAP_ANALYSIS_CLEANUP_H
#define MAAP_ANALYSIS_CLEANUP_H

#include "../user/util/safe_file.h"

/*
 * From here on cleanup removes the folder and the files in it. Threads that are started later leave
 * these signals to it. One folder at a time. Returns 0 or a negative errno, told.
 */
int cleanup__watch(const struct output_dir *folder);

/* In between, a signal waits. */
void cleanup__hold(void);
void cleanup__release(void);

/* Removes the folder now; afterwards signals end the program and nothing else. */
void cleanup__run(void);

#endif
