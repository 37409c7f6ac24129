/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "write_all.h"

static int write_loop(int fd, const char *data, size_t len, size_t *done)
{
	while (*done < len) {
		ssize_t n = write(fd, data + *done, len - *done);

		if (n > 0) {
			*done += n;
		} else if (n == 0) {
			return -EIO;
		} else if (errno == EAGAIN) {
			struct pollfd wait = { .fd = fd, .events = POLLOUT };

			if (poll(&wait, 1, -1) < 0 && errno != EINTR)
				return -errno;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

/* The kernel has sent the calling thread `signal` with the failed write: take it away again. */
static void take_signal(int signal)
{
	const struct timespec now = { 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	while (sigtimedwait(&set, NULL, &now) < 0 && errno == EINTR)
		;
}

int write_all(int fd, const char *data, size_t len, size_t *written)
{
	sigset_t held, before;
	size_t done = 0;
	int err;

	if (written)
		*written = 0;
	if (!len)
		return 0;
	sigemptyset(&held);
	sigaddset(&held, SIGPIPE);
	sigaddset(&held, SIGXFSZ);
	pthread_sigmask(SIG_BLOCK, &held, &before);
	err = write_loop(fd, data, len, &done);
	if (err == -EPIPE && !sigismember(&before, SIGPIPE))
		take_signal(SIGPIPE);
	if (err == -EFBIG && !sigismember(&before, SIGXFSZ))
		take_signal(SIGXFSZ);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (written)
		*written = done;
	return err;
}
