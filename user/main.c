// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>

#include "cli/dry_run.h"
#include "cli/list.h"
#include "cli/options.h"
#include "cli/results_pass.h"
#include "cli/session.h"
#include "probe/privileges.h"
#include "util/log.h"

#define EXIT_USAGE 2

static int trace(const struct options *options)
{
	struct results_pass *results = NULL;
	struct session *session;
	char run_id[SESSION_RUN_ID_BYTES];
	int status;

	if (check_privileges())
		return EXIT_FAILURE;
	if (options->results_tag && results_pass__prepare(options, &results))
		return EXIT_FAILURE;
	status = session__prepare(options, &session);
	if (status) {
		results_pass__free(results);
		return status;
	}
	session__run(session);
	status = session__finish(session);
	session__run_id(session, run_id);
	session__close(session);
	if (results && results_pass__run(results, run_id) && !status)
		status = EXIT_FAILURE;
	return status;
}

int main(int argc, char **argv)
{
	struct options options;
	int status = 0;

	if (options__parse(argc, argv, &options))
		return EXIT_USAGE;
	log_set_verbose(options.verbose);
	switch (options.action) {
	case OPTIONS_HELP:
		fputs(options__help(), stdout);
		break;
	case OPTIONS_VERSION:
		puts("maap-trace " MAAP_VERSION);
		break;
	default:
		status = options.list	   ? list_functions(&options)
			 : options.dry_run ? dry_run(&options)
					   : trace(&options);
	}
	options__free(&options);
	return status;
}
