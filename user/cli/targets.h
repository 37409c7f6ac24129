/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the options to the processes to trace. */
#ifndef MAAP_CLI_TARGETS_H
#define MAAP_CLI_TARGETS_H

#include "../util/safe_file.h"
#include "../target/process.h"
#include "options.h"

struct targets {
	struct target target;
	pid_t launched; /* the held COMMAND, 0 if none */
};

/* Opens the PIDs, or starts and holds the COMMAND. Returns 0 or a negative errno (logged). */
int targets__open(struct targets *targets, const struct options *options);

/* Ends a COMMAND that is still held; leaves all else running. */
void targets__close(struct targets *targets);

#endif
