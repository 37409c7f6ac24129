// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "clock.h"

#define TICK_MS 10

int loop__open_signals(void)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t signals;
	int fd;

	sigemptyset(&signals);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++) {
		struct sigaction action;

		/* Ignored from the start, as by nohup or a shell's background: so it stays. */
		if (!sigaction(ending[i], NULL, &action) && action.sa_handler == SIG_IGN)
			continue;
		sigaddset(&signals, ending[i]);
	}
	if (sigprocmask(SIG_BLOCK, &signals, NULL))
		return -errno;
	signal(SIGPIPE, SIG_IGN);
	fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd >= 0 ? fd : -errno;
}

int loop__take_signal(int signal_fd)
{
	struct signalfd_siginfo info;

	return read(signal_fd, &info, sizeof(info)) == sizeof(info) ? (int)info.ssi_signo : 0;
}

/* Looks at who has ended; ended ones are not polled again. Returns how many live. */
static size_t note_ends(const struct loop *loop, struct pollfd *targets)
{
	size_t alive = 0;

	for (size_t i = 0; i < loop->pidfd_count; i++) {
		if (targets[i].fd >= 0 && targets[i].revents) {
			targets[i].fd = -1;
			loop->ended(i, loop->context);
		}
		alive += targets[i].fd >= 0;
	}
	return alive;
}

static enum stop_reason run(const struct loop *loop, struct pollfd *polled)
{
	uint64_t end_ns = loop->duration_ns ? clock__monotonic_ns() + loop->duration_ns : 0;

	for (;;) {
		int events = drain__consume(loop->drain);

		if (loop->tick(loop->context))
			return STOP_REQUESTED;
		if (end_ns && clock__monotonic_ns() >= end_ns)
			return STOP_DURATION;
		/* Behind with the events: look at the rest without waiting. */
		drain__will_wait(loop->drain);
		if (poll(polled, loop->pidfd_count + 2, events == -EAGAIN ? 0 : TICK_MS) < 0)
			continue;
		if (polled[0].revents && loop__take_signal(loop->signal_fd))
			return STOP_SIGNAL;
		if (note_ends(loop, polled + 2))
			continue;
		/* News of a child that the last one left behind may still be in the ring. */
		if (!loop->children ||
		    (drain__consume(loop->drain) >= 0 && !loop->children(loop->context)))
			return STOP_TARGETS_ENDED;
	}
}

enum stop_reason loop__run(const struct loop *loop)
{
	struct pollfd *polled = calloc(loop->pidfd_count + 2, sizeof(*polled));
	enum stop_reason reason;

	if (!polled)
		return STOP_REQUESTED;
	polled[0] = (struct pollfd){ .fd = loop->signal_fd, .events = POLLIN };
	polled[1] = (struct pollfd){ .fd = drain__fd(loop->drain), .events = POLLIN };
	for (size_t i = 0; i < loop->pidfd_count; i++)
		polled[i + 2] = (struct pollfd){ .fd = loop->pidfds[i], .events = POLLIN };
	reason = run(loop, polled);
	free(polled);
	return reason;
}
