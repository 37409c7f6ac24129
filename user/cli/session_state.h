/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A recording's state, shared by prepare.c and session.c. */
#ifndef MAAP_CLI_SESSION_STATE_H
#define MAAP_CLI_SESSION_STATE_H

#include "../probe/attach.h"
#include "../probe/capture_list.h"
#include "../record/bias.h"
#include "../record/decode_event.h"
#include "../record/drain.h"
#include "../record/errors.h"
#include "../sink/sanitize.h"
#include "outputs.h"
#include "session.h"
#include "targets.h"

struct session {
	const struct options *options;
	int signal_fd;
	struct targets targets;
	struct selection *selection;
	const struct function_list
		*functions; /* the selection's: grows when libraries come later */
	struct plan_list plans;
	struct capture_list captures;
	/* By target.processes; with --follow one for all. */
	struct process_plan *process_plans;
	size_t process_plan_count;
	struct tracer *tracer;
	struct drain *drain;
	struct bias bias;
	struct run_clock clock;
	struct run run;
	char *metadata;
	struct outputs outputs;
	struct decoder decoder;
	struct sanitizer *sanitizer;	/* NULL: nothing to do */
	struct process_table processes; /* targets as in target.processes */
	struct address_spaces *spaces;	/* these two where errors are caught */
	struct errors *errors;
	int *pidfds; /* by target.processes */
	uint64_t calls;
	uint64_t calls_by_class[MAAP_COST_CLASSES];
	uint64_t capture_ns; /* of all calls */
	uint64_t captures_lost;
	uint64_t losses[MAAP_LOSS_KERNEL_REASONS]; /* told to the sinks */
	uint64_t losses_read_ns;
	uint64_t mappings_checked;
	bool waits;	      /* for libraries that may have functions that are asked for */
	size_t child_modules; /* that children have mapped since */
	bool arming_held; /* planning again has failed: no return is armed that may be harmful */
	const char *against_arming; /* why no return is armed any more, NULL while some may be */
	uint64_t sampled_ns;
	int write_error;
	bool command_ended;
	int command_status; /* as waitpid gives it */
};

/*
 * Decodes the functions and decides how each is probed in each process, for session links or
 * others. Says what is left out. Returns 0 or a negative errno (logged).
 */
int session__plan(struct session *session, bool sessions);

/*
 * A COMMAND is held right where its dynamic linker tells that it has mapped the libraries that are
 * planned for: that it will tell so is no news.
 */
void session__expect_start(struct session *session);

/* Looks at what the dynamic linker has mapped, and plans again where that makes a difference. */
void session__check_mappings(struct session *session);

/*
 * Makes ready for the functions that are new in the list: what their values are, how they are
 * probed. Returns 0 or a negative errno.
 */
int session__add_captures(struct session *session);

/* Functions of libraries that have come since, told to the kernel side and planned. Returns how
 * many, or a negative errno (logged). */
int session__take_later(struct session *session);

/* Whether a library may come, in one of the processes, whose functions are to be traced there. */
bool session__expects_more(const struct session *session);

/* With --follow: a process that is no target has mapped files. */
void session__note_child(struct session *session, pid_t pid);

/* Tells which libraries never came. */
void session__report_waiting(const struct session *session);

/* Makes ready to catch errors, after the clock is set. Returns 0 or a negative errno (logged). */
int session__catch_errors(struct session *session);

/* Tells the kernel side what to read in the process when something fails. `context`: the session.
 */
void session__set_error_places(const struct process *process, void *context);

/*
 * Tells the kernel side which results of the functions from number `first` on are errors. What
 * cannot be seen is told. Returns 0 or a negative errno (logged).
 */
int session__set_conditions(struct session *session, size_t first);

/* A call has ended: records of errors that have left it. */
void session__note_call(struct session *session, const struct call *call);

/* A child has begun, told in order with its errors. */
void session__note_fork(struct session *session, const struct process_event *event);

/* A process executes another program. */
void session__note_exec(struct session *session, pid_t pid);

/* News of a process. */
void session__note_process(struct session *session, const struct process_event *event);

/* Hands what the kernel sends to the session from now on. */
void session__listen(struct session *session);

#endif
