// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "launch.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <link.h>
#include <pwd.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../util/log.h"
#include "elf_file.h"
#include "mapped_file.h"
#include "proc_file.h"

/* The place where the program is held, and what to read there. */
struct holding_place {
	uint64_t address;
	uint64_t state_address; /* of the dynamic linker's r_state, 0: not a linker's place */
};

/* In the child: the user's identity and the environment that goes with it. */
static int become_user(const struct launch_user *user)
{
	struct passwd *entry;

	if (!user->set)
		return 0;
	entry = getpwuid(user->uid);
	if (entry ? initgroups(entry->pw_name, user->gid) : setgroups(1, &user->gid))
		return -errno;
	if (setgid(user->gid) || setuid(user->uid))
		return -errno;
	if (entry) {
		setenv("HOME", entry->pw_dir, 1);
		setenv("USER", entry->pw_name, 1);
		setenv("LOGNAME", entry->pw_name, 1);
		setenv("SHELL", entry->pw_shell, 1);
	}
	return 0;
}

static void run_child(char *const *argv, const struct launch_user *user, int error_fd)
{
	sigset_t none;
	int err;

	setpgid(0, 0);
	/* Ours; what the caller ignores stays ignored. */
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	err = become_user(user);
	if (!err && ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		err = -errno;
	if (!err) {
		execvp(argv[0], argv);
		err = -errno;
	}
	if (write(error_fd, &err, sizeof(err)) != sizeof(err))
		_exit(126);
	_exit(127);
}

/* Waits for the next stop. Returns the signal, or a negative errno when the program has ended. */
static int wait_for_stop(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFSTOPPED(status) ? WSTOPSIG(status) : -ECHILD;
}

static bool find_symbol(struct elf_file *elf, const char *name, uint64_t *address)
{
	struct symbol_iter iter = { .elf = elf };
	struct symbol symbol;

	while (symbol_iter__next(&iter, &symbol))
		if (symbol.kind != SYMBOL_IMPORT && !strcmp(symbol.name, name)) {
			*address = symbol.address;
			return true;
		}
	return false;
}

/*
 * The dynamic linker calls _dl_debug_state() for debuggers whenever its list of libraries has
 * changed; r_state is RT_CONSISTENT once all are mapped, which is before any constructor (glibc:
 * dl_main in elf/rtld.c; musl: dls3 in ldso/dynlink.c). See link.h for the protocol.
 */
static bool find_linker_place(pid_t pid, uint64_t base, struct holding_place *place)
{
	struct proc_mapping *maps;
	ssize_t count = proc_mappings__read(pid, &maps);
	struct elf_file *elf = NULL;
	uint64_t address;
	char path[PATH_MAX];
	bool found = false;
	int fd = -1;

	for (ssize_t i = 0; i < count && fd < 0; i++)
		if (maps[i].start == base) {
			snprintf(path, sizeof(path), "%s", maps[i].path);
			fd = mapped_file__open(pid, &maps[i]);
		}
	if (count >= 0)
		free(maps);
	if (fd < 0)
		return false;
	if (!elf_file__open(fd, path, &elf) && find_symbol(elf, "_dl_debug_state", &address)) {
		place->address = base + address;
		place->state_address = 0;
		if (find_symbol(elf, "_r_debug", &address))
			place->state_address = base + address + offsetof(struct r_debug, r_state);
		found = true;
	}
	elf_file__close(elf);
	close(fd);
	return found;
}

static int find_holding_place(pid_t pid, struct holding_place *place)
{
	uint64_t base = proc_auxv_value(pid, AT_BASE);
	uint64_t entry = proc_auxv_value(pid, AT_ENTRY);

	if (base && find_linker_place(pid, base, place))
		return 0;
	/* A static program has no libraries, and runs its constructors after its entry point. */
	if (base)
		log_info("the dynamic linker of the program does not tell when its libraries are "
			 "mapped: held at its entry point, constructors of libraries are not seen");
	*place = (struct holding_place){ .address = entry };
	return entry ? 0 : -EFAULT;
}

static bool linker_is_ready(pid_t pid, const struct holding_place *place)
{
	long word;

	if (!place->state_address)
		return true;
	errno = 0;
	word = ptrace(PTRACE_PEEKDATA, pid, (void *)place->state_address, NULL);
	return errno || (int)word == RT_CONSISTENT;
}

/* Runs the program until it reaches the address; signals on the way are its own. */
static int run_to(pid_t pid, uint64_t address)
{
	int deliver = 0;

	for (;;) {
		struct user_regs_struct regs;
		int sig;

		if (ptrace(PTRACE_CONT, pid, NULL, (void *)(long)deliver))
			return -errno;
		sig = wait_for_stop(pid);
		if (sig < 0)
			return sig;
		if (sig == SIGTRAP) {
			if (ptrace(PTRACE_GETREGS, pid, NULL, &regs))
				return -errno;
			if (regs.rip == address)
				return 0;
		}
		deliver = sig;
	}
}

/* A debug register of the program. */
static int set_debug_register(pid_t pid, int number, uint64_t value)
{
	void *where = (void *)(offsetof(struct user, u_debugreg) + number * sizeof(long));

	return ptrace(PTRACE_POKEUSER, pid, where, (void *)value) ? -errno : 0;
}

/*
 * Stops at the place once. By a debug register, not by a trap in the code: where another tracer has
 * its own trap there, ours would be taken for that one, and never told.
 */
static int stop_at(pid_t pid, uint64_t address)
{
	int err = set_debug_register(pid, 0, address);

	/* Bit 0 of DR7 switches the first one on; zeroes: when code there is to be executed. */
	if (!err)
		err = set_debug_register(pid, 7, 1);
	if (!err)
		err = run_to(pid, address);
	if (!err)
		err = set_debug_register(pid, 7, 0);
	return err;
}

/* A program of another kind is told before its registers are touched. -ENOEXEC has been logged. */
static int check_program(pid_t pid)
{
	char path[64];
	int fd, err;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = elf_check_machine(fd, path);
	close(fd);
	return err;
}

static int hold(pid_t pid)
{
	struct holding_place place;
	int err = wait_for_stop(pid); /* the exec itself */

	if (err < 0)
		return err;
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)PTRACE_O_EXITKILL))
		return -errno;
	err = check_program(pid);
	if (!err)
		err = find_holding_place(pid, &place);
	while (!err) {
		err = stop_at(pid, place.address);
		if (err || linker_is_ready(pid, &place))
			break;
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL))
			err = -errno;
		else if (wait_for_stop(pid) < 0)
			err = -ECHILD;
	}
	return err;
}

pid_t launch_held(char *const *argv, const struct launch_user *user)
{
	int pipe_fds[2], child_err, err;
	pid_t pid;

	if (pipe2(pipe_fds, O_CLOEXEC))
		return -errno;
	pid = fork();
	if (pid < 0) {
		err = -errno;
		log_error("cannot start %s: fork: %s", argv[0], strerror(-err));
		close(pipe_fds[0]);
		close(pipe_fds[1]);
		return err;
	}
	if (!pid)
		run_child(argv, user, pipe_fds[1]);
	close(pipe_fds[1]);
	/* Closed by a successful exec. */
	err = read(pipe_fds[0], &child_err, sizeof(child_err)) == sizeof(child_err) ? child_err : 0;
	close(pipe_fds[0]);
	if (err) {
		waitpid(pid, NULL, 0);
		log_error("cannot run %s: %s", argv[0], strerror(-err));
		return err;
	}
	err = hold(pid);
	if (err) {
		launch_abandon(pid);
		if (err == -ECHILD)
			log_error("%s ended before it could be traced: does it run without "
				  "maap-trace?",
				  argv[0]);
		else if (err != -ENOEXEC)
			log_error("cannot hold %s until the probes are in: ptrace: %s", argv[0],
				  strerror(-err));
		return err;
	}
	return pid;
}

uint64_t launch_address(pid_t pid)
{
	struct user_regs_struct registers;

	return ptrace(PTRACE_GETREGS, pid, NULL, &registers) ? 0 : registers.rip;
}

int launch_release(pid_t pid)
{
	return ptrace(PTRACE_DETACH, pid, NULL, NULL) ? -errno : 0;
}

void launch_abandon(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* The controlling terminal, whatever stdin is; -1 if there is none. */
static int open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

/* Makes `to` the terminal's foreground group if `from` is it. Returns whether it did. */
static bool pass_terminal(pid_t from, pid_t to)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	int fd = open_terminal();
	bool passed = false;

	if (fd < 0)
		return false;
	if (tcgetpgrp(fd) == from) {
		/* From the background it would stop us too. */
		sigaction(SIGTTOU, &ignore, &old);
		passed = !tcsetpgrp(fd, to);
		sigaction(SIGTTOU, &old, NULL);
	}
	close(fd);
	return passed;
}

/* The program has stopped: for want of the terminal, or by Ctrl-Z while it had it. */
static void handle_stop(pid_t pid, int sig)
{
	if (sig == SIGTTIN || sig == SIGTTOU) {
		/* In the background ourselves, it is not ours to give. */
		if (pass_terminal(getpgrp(), pid))
			kill(-pid, SIGCONT);
	} else if (sig == SIGTSTP && pass_terminal(pid, getpgrp())) {
		/* The shell that started us gets its turn; when it wakes us the program goes on. */
		kill(0, SIGSTOP);
		pass_terminal(getpgrp(), pid);
		kill(-pid, SIGCONT);
	}
}

bool launch_has_ended(pid_t pid, int *status)
{
	int found;

	while (waitpid(pid, &found, WNOHANG | WUNTRACED) == pid) {
		if (!WIFSTOPPED(found)) {
			*status = found;
			return true;
		}
		handle_stop(pid, WSTOPSIG(found));
	}
	return false;
}

void launch_signal(pid_t pid, int sig)
{
	kill(-pid, sig);
	/* It may have made a group of its own. */
	if (getpgid(pid) != pid)
		kill(pid, sig);
}

void launch_reclaim_terminal(pid_t pid)
{
	pass_terminal(pid, getpgrp());
}
