// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "fetch_watch.h"

#include <elfutils/debuginfod.h>
#include <elfutils/libdwfl.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#define PATIENCE_NS 10000000000ull

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* The signals that end a recording are blocked, to be read from a file descriptor. */
static bool is_to_end(void)
{
	sigset_t pending;

	return !sigpending(&pending) &&
	       (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM) ||
		sigismember(&pending, SIGHUP));
}

/* Called by the client now and then, while it connects too. Not 0: give up. */
static int on_progress(debuginfod_client *client, long bytes, long all)
{
	struct fetch_watch *watch = debuginfod_get_user_data(client);

	(void)all;
	if (bytes != watch->bytes)
		watch->progress_ns = now_ns();
	watch->bytes = bytes;
	if (is_to_end())
		watch->given_up = "the program is to end";
	else if (now_ns() - watch->progress_ns > PATIENCE_NS)
		watch->given_up = "nothing has come for 10 s";
	return watch->given_up != NULL;
}

void fetch_watch__begin(struct fetch_watch *watch, Dwfl *dwfl)
{
	debuginfod_client *client = dwfl_get_debuginfod_client(dwfl);

	*watch = (struct fetch_watch){ .progress_ns = now_ns() };
	if (!client)
		return;
	debuginfod_set_user_data(client, watch);
	debuginfod_set_progressfn(client, on_progress);
}
