// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>

#include "../user/util/log.h"
#include "options.h"
#include "results.h"

int main(int argc, char **argv)
{
	struct options options;

	log_set_program("maap-results");
	if (options__parse(argc, argv, &options))
		return EXIT_USAGE;
	switch (options.action) {
	case ACTION_HELP:
		fputs(options__help(), stdout);
		return EXIT_SUCCESS;
	case ACTION_VERSION:
		puts("maap-results " MAAP_VERSION);
		return EXIT_SUCCESS;
	default:
		return results__run(&options);
	}
}
