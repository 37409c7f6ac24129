// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>

#include "cli/dry_run.h"
#include "cli/list.h"
#include "cli/options.h"
#include "cli/session.h"
#include "probe/privileges.h"
#include "util/log.h"

#define EXIT_USAGE 2

static int trace(const struct options *options)
{
	struct session *session;
	int status;

	if (check_privileges())
		return EXIT_FAILURE;
	status = session__prepare(options, &session);
	if (status)
		return status;
	session__run(session);
	status = session__finish(session);
	session__close(session);
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
