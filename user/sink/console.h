/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A line on the terminal for each call, when it has ended:
 *
 *	TIME OF END, THREAD, DURATION, cpu THREAD CPU, NAME(ARGUMENTS) = RESULT, what is unusual
 *
 * indented by depth; callees come before their callers, as they end.
 */
#ifndef MAAP_SINK_CONSOLE_H
#define MAAP_SINK_CONSOLE_H

#include "sink.h"

struct console_options {
	int fd; /* where the lines go; stays open and the caller's */
};

/*
 * Lines are buffered; flush() writes what can be written without waiting for the reader. A reader
 * that stops (a pager, Ctrl-S) does not stop the recording: calls beyond the buffer are not shown,
 * and that is said. When lines cannot be written at all (the reader has gone), that is said once
 * and the recording goes on without: no function of this sink fails. 0 or -ENOMEM.
 */
int console_open(const struct console_options *options, struct sink **sink);

/*
 * Writes the rest, for as long as the reader takes some within timeout_ms, and says how many calls
 * were not shown. Returns whether the reader takes more.
 */
bool console_settle(struct sink *sink, int timeout_ms);

#endif
