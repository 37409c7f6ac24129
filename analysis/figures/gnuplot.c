/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "gnuplot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../user/util/log.h"
#include "../../user/util/write_all.h"

#define SAID_BYTES  400
#define NOT_FOUND   127 /* exit statuses of a shell, which gnuplot does not use */
#define NOT_STARTED 126
#define KEPT_MAX    8

struct environment {
	char *entries[KEPT_MAX];
	size_t count;
};

/*
 * What finds programs and fonts stays. The rest could change what is drawn (GNUTERM,
 * GNUPLOT_FONTPATH, GDFONTPATH, the locale's decimal comma).
 */
static void keep_environment(struct environment *kept)
{
	static const char *const names[] = {
		"PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "TMPDIR"
	};

	kept->entries[kept->count++] = strdup("LC_ALL=C.UTF-8");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && asprintf(&kept->entries[kept->count], "%s=%s", names[i], value) > 0)
			kept->count++;
	}
	kept->entries[kept->count] = NULL;
}

static void free_environment(struct environment *kept)
{
	for (size_t i = 0; i < kept->count; i++)
		free(kept->entries[i]);
}

/*
 * A file in memory rather than a pipe: gnuplot reads at its own pace while a second one runs, and
 * neither can end us by going away.
 */
static int file_in_memory(const char *name, const char *bytes, size_t len)
{
	int fd = memfd_create(name, MFD_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes, len, NULL);
	if (!err && lseek(fd, 0, SEEK_SET) < 0)
		err = -errno;
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

/* In the child of a process with threads: nothing here takes a lock. */
static void become_gnuplot(int script, int said, const int *fds, size_t count, pid_t parent,
			   char **environment)
{
	static char *const arguments[] = { "gnuplot", "-d", NULL };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* Ctrl-C makes gnuplot drop a command, not end. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(NOT_STARTED);
	if (null < 0 || dup2(script, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(said, STDERR_FILENO) < 0)
		_exit(NOT_STARTED);
	for (size_t i = 0; i < count; i++)
		fcntl(fds[i], F_SETFD, 0);
	execvpe(arguments[0], arguments, environment);
	_exit(errno == ENOENT ? NOT_FOUND : NOT_STARTED);
}

static int start(struct gnuplot *gnuplot, int script, const int *fds, size_t count)
{
	struct environment kept = { .count = 0 };
	pid_t parent = getpid();
	int err = 0;

	keep_environment(&kept);
	gnuplot->pid = fork();
	if (gnuplot->pid == 0)
		become_gnuplot(script, gnuplot->said, fds, count, parent, kept.entries);
	if (gnuplot->pid < 0) {
		err = -errno;
		gnuplot->pid = 0;
	}
	free_environment(&kept);
	return err;
}

int gnuplot__start(struct gnuplot *gnuplot, const char *script, size_t len, const int *fds,
		   size_t count)
{
	int in = file_in_memory("gnuplot-script", script, len);
	int err = in < 0 ? in : 0;

	*gnuplot = (struct gnuplot){ .said = -1 };
	if (!err) {
		gnuplot->said = file_in_memory("gnuplot-stderr", "", 0);
		err = gnuplot->said < 0 ? gnuplot->said : start(gnuplot, in, fds, count);
		close(in);
	}
	if (err)
		log_error("no figures: cannot start gnuplot: %s", strerror(-err));
	if (err && gnuplot->said >= 0)
		close(gnuplot->said);
	return err;
}

/* What it said as one line; without gnuplot's repetition of the command, an arrow below it. */
static void read_said(int fd, char *line, size_t room)
{
	ssize_t len = pread(fd, line, room - 1, 0);
	size_t used = 0;

	for (ssize_t i = 0; i < len; i++) {
		bool blank = strchr(" \t\n^", line[i]) != NULL;

		if (!blank)
			line[used++] = line[i];
		else if (used && line[used - 1] != ' ')
			line[used++] = ' ';
	}
	while (used && line[used - 1] == ' ')
		used--;
	line[used] = '\0';
}

static bool is_missing(int status)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND;
}

static void tell_failure(const struct gnuplot *gnuplot, int status)
{
	char said[SAID_BYTES];

	if (is_missing(status)) {
		log_error("no figures: there is no gnuplot: install the Debian package "
			  "gnuplot-nox, or leave figures out with --no-figures");
		return;
	}
	read_said(gnuplot->said, said, sizeof(said));
	if (WIFSIGNALED(status))
		log_error("gnuplot was ended by signal %d (%s)%s%s", WTERMSIG(status),
			  strsignal(WTERMSIG(status)), *said ? ": " : "", said);
	else
		log_error("gnuplot failed (exit status %d)%s%s", WEXITSTATUS(status),
			  *said ? ": " : "", said);
}

int gnuplot__finish(struct gnuplot *gnuplot, bool tell)
{
	int status, err = 0;

	while (waitpid(gnuplot->pid, &status, 0) < 0) {
		if (errno == EINTR)
			continue;
		err = -errno;
		log_error("cannot wait for gnuplot: %s", strerror(errno));
		goto out;
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		err = is_missing(status) ? -ENOENT : -EIO;
		if (tell)
			tell_failure(gnuplot, status);
	}
out:
	close(gnuplot->said);
	gnuplot->pid = 0;
	return err;
}
