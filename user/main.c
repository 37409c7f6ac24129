// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdio.h>

#include "cli/options.h"
#include "cli/session.h"
#include "probe/privileges.h"
#include "util/log.h"

#define EXIT_USAGE 2

static int trace(const struct options *options)
{
	struct session *session;
	int status, err;

	if (check_privileges())
		return 1;
	err = session__prepare(options, &session);
	if (err)
		return err == -ENOENT || err == -EINVAL ? EXIT_USAGE : 1;
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
		status = trace(&options);
	}
	options__free(&options);
	return status;
}
