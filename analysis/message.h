/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The message of a call's line, as PyMAAP's analysis reads it (message_grammar.h). */
#ifndef MAAP_ANALYSIS_MESSAGE_H
#define MAAP_ANALYSIS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum message_kind {
	MESSAGE_OTHER, /* about something else */
	MESSAGE_START,
	MESSAGE_END,
	MESSAGE_UNFINISHED, /* maap-trace's: the call was open when the recording ended */
};

/* Seconds with all their digits: whole ns and the rest in ps, cut. */
struct exact_seconds {
	int64_t ns;
	uint16_t ps;
};

struct message {
	enum message_kind kind;
	const char *name, *id; /* parts of the text */
	size_t name_len, id_len;
	struct exact_seconds wall, perf, duration;
	bool has_duration;
	double cpu, mem; /* percent */
	int64_t rss;	 /* bytes */
	uint32_t threads, fds;
};

/*
 * False: the message begins as a call's and does not go on as one, or a number of it is out of
 * range. Without such a beginning it is MESSAGE_OTHER.
 */
bool message_parse(const char *text, size_t len, struct message *message);

#endif
