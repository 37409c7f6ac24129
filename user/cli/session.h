/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One recording from first to last: prepare -> run -> finish -> close. */
#ifndef MAAP_CLI_SESSION_H
#define MAAP_CLI_SESSION_H

#include "options.h"

struct session;

/*
 * Opens outputs and targets, resolves the functions, loads the kernel side and puts the probes in;
 * nothing is recorded yet, and a COMMAND is still held. On failure everything is taken back and the
 * reason has been logged. Returns 0, or the exit status of the program: 2 if the function names did
 * not resolve, else 1.
 */
int session__prepare(const struct options *options, struct session **out);

/* Records until something ends it. */
void session__run(struct session *session);

/*
 * Takes the probes out, writes what has arrived, prints the summary, and waits for a COMMAND that
 * still runs. Returns the exit status of the program.
 */
int session__finish(struct session *session);

/* The id of the recording in its files. */
#define SESSION_RUN_ID_BYTES 17
void session__run_id(const struct session *session, char id[SESSION_RUN_ID_BYTES]);

void session__close(struct session *session);

#endif
