// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "results_pass.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../util/log.h"

#define PROGRAM	      "maap-results"
#define STATUS_NO_RUN 3 /* of maap-results: there is nothing to show */

struct results_pass {
	const struct options *options;
	char path[PATH_MAX]; /* with a slash, or the bare name: by PATH */
};

/* As it was built or installed: in the same folder. */
static bool find_beside(char path[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", path, PATH_MAX - 1);
	char *slash;

	if (len < 0)
		return false;
	path[len] = '\0';
	slash = strrchr(path, '/');
	if (!slash || (size_t)(slash + 1 - path) + sizeof(PROGRAM) > PATH_MAX)
		return false;
	memcpy(slash + 1, PROGRAM, sizeof(PROGRAM));
	return !access(path, X_OK);
}

static bool find_by_path(char path[PATH_MAX])
{
	const char *folders = getenv("PATH");

	while (folders && *folders) {
		size_t len = strcspn(folders, ":");

		if (len && len + sizeof("/" PROGRAM) <= PATH_MAX) {
			snprintf(path, PATH_MAX, "%.*s/" PROGRAM, (int)len, folders);
			if (!access(path, X_OK))
				return true;
		}
		folders += len + (folders[len] == ':');
	}
	return false;
}

int results_pass__prepare(const struct options *options, struct results_pass **pass)
{
	struct results_pass *made = calloc(1, sizeof(*made));

	if (!made)
		return -ENOMEM;
	made->options = options;
	if (!find_beside(made->path) && !find_by_path(made->path)) {
		log_error("--results needs " PROGRAM
			  ", which is neither beside this program nor in "
			  "PATH: install it, or leave --results away");
		free(made);
		return -ENOENT;
	}
	*pass = made;
	return 0;
}

/* stdout is for calls and summary alone: what maap-results says is on stderr. */
static void become(const struct results_pass *pass, const char *run_id)
{
	const struct options *options = pass->options;
	/* NULL ends the arguments: without --error-log before it. */
	char *const args[] = { PROGRAM,
			       "--logdir",
			       (char *)options->logdir,
			       "--run-id",
			       (char *)run_id,
			       "--tag",
			       (char *)options->results_tag,
			       options->error_log ? "--error-log" : NULL,
			       (char *)options->error_log,
			       NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	sigset_t none;

	if (null >= 0)
		dup2(null, STDOUT_FILENO);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	execv(pass->path, args);
	log_error("cannot run %s: %s", pass->path, strerror(errno));
	_exit(EXIT_FAILURE);
}

/* Ctrl-C reaches the child by itself; what is sent to this program alone is passed on. */
static int await_child(pid_t child, int *status)
{
	sigset_t awaited;
	int sig;

	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, SIGINT);
	sigaddset(&awaited, SIGTERM);
	for (;;) {
		pid_t ended = waitpid(child, status, WNOHANG);

		if (ended == child)
			return 0;
		if (ended < 0 && errno != EINTR)
			return -errno;
		sig = sigwaitinfo(&awaited, NULL);
		if (sig == SIGTERM)
			kill(child, SIGTERM);
	}
}

static int await(const struct results_pass *pass, pid_t child, const char *run_id)
{
	int status, err = await_child(child, &status);

	if (err)
		return err;
	if (WIFSIGNALED(status)) {
		log_error("the results pass was ended by signal %d; to run it again: " PROGRAM
			  " --logdir %s --run-id %s --tag %s",
			  WTERMSIG(status), pass->options->logdir, run_id,
			  pass->options->results_tag);
		return -EINTR;
	}
	return !WEXITSTATUS(status) || WEXITSTATUS(status) == STATUS_NO_RUN ? 0 : -EIO;
}

/* Held from before the child is there, so that nothing is missed. */
static void hold_signals(sigset_t *before)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, before);
}

int results_pass__run(struct results_pass *pass, const char *run_id)
{
	sigset_t before;
	pid_t child;
	int err;

	fflush(NULL);
	hold_signals(&before);
	child = fork();
	if (child == 0)
		become(pass, run_id);
	err = child < 0 ? -errno : await(pass, child, run_id);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (child < 0)
		log_error("cannot start %s: %s", pass->path, strerror(-err));
	results_pass__free(pass);
	return err;
}

void results_pass__free(struct results_pass *pass)
{
	free(pass);
}
