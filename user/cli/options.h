/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command line as one struct. */
#ifndef MAAP_CLI_OPTIONS_H
#define MAAP_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../probe/link.h"
#include "../probe/plan.h"
#include "error_return.h"

enum options_action { OPTIONS_TRACE, OPTIONS_HELP, OPTIONS_VERSION };

struct options {
	enum options_action action;
	pid_t *pids;
	size_t pid_count;
	char *const *functions; /* part of argv */
	size_t function_count;
	char *const *command; /* part of argv, NULL at its end; NULL: attach to pids */
	const char *user;     /* NULL: the caller, under sudo the one who called it */
	const char *logdir;
	uint64_t duration_ns; /* 0: until stopped */
	uint64_t max_calls;   /* 0: no limit */
	uint64_t min_duration_ns;
	const char **sanitize_rules; /* each is part of argv, and known to be a good one */
	size_t sanitize_rule_count;
	size_t max_arg_characters; /* 0: no limit */
	uint64_t max_bytes;
	unsigned int backup_count;
	enum exit_wish exit_probe;
	bool log;
	bool console;
	bool csv;
	bool resources;
	bool args;
	bool errors; /* exceptions, panics, fatal signals, bad results are caught */
	uint32_t backtrace_bytes;
	const char *error_log; /* NULL: error.log in logdir */
	struct error_return_rule *error_returns;
	size_t error_return_count;
	char **selected; /* `functions`, and those that error_returns name: what is traced */
	const char *results_tag; /* NULL: no results pass at the end */
	bool verbose;
	bool follow;	  /* children too */
	bool dry_run;	  /* print the plan, attach nothing */
	bool list;	  /* print what could be traced, attach nothing */
	bool link_forced; /* --link, for tests */
	enum link_kind link;
	size_t ring_bytes; /* --ring-bytes, for tests */
};

/*
 * Fills *options from the command line; *options points into argv. A mistake is logged with what to
 * do and gives -EINVAL. Free with options__free().
 */
int options__parse(int argc, char **argv, struct options *options);
void options__free(struct options *options);

/* The text of --help. Static storage. */
const char *options__help(void);

/* "10us", "1.5ms", "2s", "3" (seconds) as ns. Returns 0 or -EINVAL. */
int parse_duration(const char *text, uint64_t *ns);

/* "65536", "64K", "10M", "1G" (of 1024) as bytes. Returns 0 or -EINVAL. */
int parse_bytes(const char *text, uint64_t *bytes);

#endif
