/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Starts a program and holds it before its first own instruction, until the probes are in. */
#ifndef MAAP_TARGET_LAUNCH_H
#define MAAP_TARGET_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct launch_user {
	bool set; /* false: the caller's own */
	uid_t uid;
	gid_t gid;
};

/*
 * Runs the command (argv, NULL at its end) up to the moment at which its start-up libraries are
 * mapped and none of their constructors has run, and holds it there under ptrace. It gets a process
 * group of its own, so that Ctrl-C at the terminal ends the tracing and not the program. Returns
 * its PID, or a negative errno (logged). If this process dies meanwhile, the program dies too:
 * nothing of it has run yet.
 */
pid_t launch_held(char *const *argv, const struct launch_user *user);

/* Where the held program is about to go on, 0 if that cannot be read. */
uint64_t launch_address(pid_t pid);

/* Lets the held program go and leaves no trace of us in it. Returns 0 or a negative errno. */
int launch_release(pid_t pid);

/* Ends a program that is still held. */
void launch_abandon(pid_t pid);

/*
 * Ended: true and its status as waitpid gives it. A program stopped because it asks for the
 * terminal (SIGTTIN, SIGTTOU) is given it and goes on; from then Ctrl-C goes to the program, and
 * Ctrl-Z stops both.
 */
bool launch_has_ended(pid_t pid, int *status);

/* Sends the program, and those it has started in its group, a signal. */
void launch_signal(pid_t pid, int sig);

/* Takes the terminal back if the program was given it. */
void launch_reclaim_terminal(pid_t pid);

#endif
