// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define SILENCE_NS  1000000000ll
#define INTERVAL_NS 100000000ll

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

void progress__start(struct progress *progress)
{
	*progress = (struct progress){ .terminal = isatty(STDERR_FILENO), .started_ns = now_ns() };
}

void progress__show(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	int64_t now;

	if (!progress->terminal)
		return;
	now = now_ns();
	if (now - progress->started_ns < SILENCE_NS || now - progress->latest_ns < INTERVAL_NS)
		return;
	progress->latest_ns = now;
	progress->shown = true;
	if (total)
		fprintf(stderr, "\r\033[Kmaap-results: %s %d %%", step,
			(int)(done >= total ? 100 : 100.0 * (double)done / (double)total));
	else
		fprintf(stderr, "\r\033[Kmaap-results: %s", step);
	fflush(stderr);
}

void progress__clear(struct progress *progress)
{
	if (!progress->shown)
		return;
	progress->shown = false;
	fputs("\r\033[K", stderr);
	fflush(stderr);
}
