/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The grammar of a call record's message, as PyMAAP's analysis has it (PCRE2, whole message).
 * Groups: 1 name, 2 start or end, 3 wall, 4 perf, 5 id, 6 duration, 7 cpu, 8 rss, 9 vms, 10 mem%,
 * 11 threads, 12 fds.
 */
#ifndef MAAP_ANALYSIS_MESSAGE_GRAMMAR_H
#define MAAP_ANALYSIS_MESSAGE_GRAMMAR_H

#define MESSAGE_GRAMMAR                                                                            \
	"^(.+): (start|end): wall=(\\d+\\.\\d+) perf=(\\d+\\.\\d+) id=([0-9a-f-]+)"                \
	"(?: duration=(\\d+\\.\\d+)sec)? cpu=(\\d+(?:\\.\\d+)?)% rss=(\\d+) vms=(\\d+)"            \
	" mem%=(\\d+(?:\\.\\d+)?) threads=(\\d+) fds=(\\d+)$"

#endif
