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
 * Lines are buffered until flush(). When they cannot be written (the reader has gone), that is said
 * once and the recording goes on without: no function of this sink fails. 0 or -ENOMEM.
 */
int console_open(const struct console_options *options, struct sink **sink);

#endif
