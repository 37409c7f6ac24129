/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A recording's state, shared by prepare.c and session.c. */
#ifndef MAAP_CLI_SESSION_STATE_H
#define MAAP_CLI_SESSION_STATE_H

#include "../probe/attach.h"
#include "../record/bias.h"
#include "../record/decode_event.h"
#include "../record/drain.h"
#include "outputs.h"
#include "session.h"
#include "targets.h"

struct session {
	const struct options *options;
	int signal_fd;
	struct targets targets;
	struct function_list functions;
	struct tracer *tracer;
	struct drain *drain;
	struct bias bias;
	struct run_clock clock;
	struct run run;
	char *metadata;
	struct outputs outputs;
	struct decoder decoder;
	struct process_stats **stats; /* by target.processes */
	pid_t *pids;		      /* by target.processes */
	int *pidfds;		      /* by target.processes */
	bool *blind; /* by target.processes: its calls are not seen any more, and it was said */
	uint64_t calls;
	uint64_t calls_by_class[MAAP_COST_CLASSES];
	uint64_t losses[MAAP_LOSS_KERNEL_REASONS]; /* told to the sinks */
	uint64_t losses_read_ns;
	uint64_t sampled_ns;
	int write_error;
	bool command_ended;
	int command_status; /* as waitpid gives it */
};

/* Hands what the kernel sends to the session from now on. */
void session__listen(struct session *session);

#endif
