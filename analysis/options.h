/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The command line of maap-results. */
#ifndef MAAP_ANALYSIS_OPTIONS_H
#define MAAP_ANALYSIS_OPTIONS_H

#include <stdbool.h>

#include "run_window.h"

enum action {
	ACTION_RESULTS,
	ACTION_LIST_RUNS,
	ACTION_HELP,
	ACTION_VERSION,
};

struct options {
	enum action action;
	const char *logdir, *outdir, *tag;
	const char *subtitle;  /* NULL: start to end; "": none */
	const char *run_id;    /* NULL: by time */
	const char *error_log; /* NULL: error.log in logdir */
	const char *compare;   /* NULL: no */
	double fail_above;     /* percent; NAN: no */
	bool figures, svg;
	struct window_options window;
};

/* What points into argv stays there. Returns 0, or -EINVAL and has said what is wrong. */
int options__parse(int argc, char **argv, struct options *options);

const char *options__help(void);

#endif
