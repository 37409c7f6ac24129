// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../user/util/log.h"
#include "time_stamp.h"

#define TIME_FORMS "\"YYYY-MM-DD HH:MM:SS\" or \"YYYY-MM-DD HH:MM:SS.ffffff\""

enum {
	OPT_LOGDIR = 256,
	OPT_ERROR_LOG,
	OPT_SUBTITLE,
	OPT_TAG,
	OPT_START_TIME,
	OPT_END_TIME,
	OPT_OUTDIR,
	OPT_GAP,
	OPT_MIN_CLUSTER,
	OPT_NO_FIGURES,
	OPT_FORMAT,
	OPT_RUN_ID,
	OPT_LIST_RUNS,
	OPT_RUN,
	OPT_COMPARE,
	OPT_FAIL_ABOVE,
	OPT_HELP,
	OPT_VERSION,
};

static const struct option long_options[] = {
	{ "logdir", required_argument, NULL, OPT_LOGDIR },
	{ "error-log", required_argument, NULL, OPT_ERROR_LOG },
	{ "subtitle", required_argument, NULL, OPT_SUBTITLE },
	{ "tag", required_argument, NULL, OPT_TAG },
	{ "start-time", required_argument, NULL, OPT_START_TIME },
	{ "end-time", required_argument, NULL, OPT_END_TIME },
	{ "outdir", required_argument, NULL, OPT_OUTDIR },
	{ "gap", required_argument, NULL, OPT_GAP },
	{ "min-cluster", required_argument, NULL, OPT_MIN_CLUSTER },
	{ "no-figures", no_argument, NULL, OPT_NO_FIGURES },
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "run-id", required_argument, NULL, OPT_RUN_ID },
	{ "list-runs", no_argument, NULL, OPT_LIST_RUNS },
	{ "run", required_argument, NULL, OPT_RUN },
	{ "compare", required_argument, NULL, OPT_COMPARE },
	{ "fail-above", required_argument, NULL, OPT_FAIL_ABOVE },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

static int wrong(const char *option, const char *value, const char *wanted)
{
	log_error("%s '%s': give %s", option, value, wanted);
	return -EINVAL;
}

static int set_time(const char *option, const char *value, int64_t *stamp_ns, bool *given)
{
	*given = time_stamp_parse(value, strlen(value), stamp_ns);
	return *given ? 0 : wrong(option, value, TIME_FORMS);
}

/* A decimal number of at least 0. */
static bool parse_number(const char *value, double *number)
{
	char *end;

	if (!isdigit((unsigned char)*value) && *value != '.')
		return false;
	*number = strtod(value, &end);
	return end > value && !*end && isfinite(*number);
}

static int set_gap(const char *value, int64_t *gap_ns)
{
	double seconds;

	if (!parse_number(value, &seconds) || seconds > 1e9)
		return wrong("--gap", value, "seconds, such as 30 or 0.5");
	*gap_ns = llround(seconds * 1e9);
	return 0;
}

static int set_count(const char *option, const char *value, size_t *count)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(value, &end, 10);
	if (!isdigit((unsigned char)*value) || *end || errno || number < 1)
		return wrong(option, value, "a whole number, 1 or more");
	*count = number;
	return 0;
}

/* The tag ends the folder's name, and is no path of its own. */
static int set_tag(const char *value, const char **tag)
{
	if (!*value || strchr(value, '/') || strlen(value) > 200)
		return wrong("--tag", value,
			     "a name of 1 to 200 bytes without '/'; --outdir chooses the folder");
	for (const char *p = value; *p; p++)
		if (iscntrl((unsigned char)*p))
			return wrong("--tag", value, "a name without control characters");
	*tag = value;
	return 0;
}

static int set_format(const char *value, bool *svg)
{
	*svg = !strcmp(value, "svg");
	return *svg || !strcmp(value, "png") ? 0 : wrong("--format", value, "png or svg");
}

static int set_folder(const char *option, const char *value, const char **folder)
{
	if (!*value)
		return wrong(option, value, "a folder");
	*folder = value;
	return 0;
}

static int set_error_log(const char *value, const char **file)
{
	const char *slash = strrchr(value, '/');

	if (!*(slash ? slash + 1 : value))
		return wrong("--error-log", value, "a file, as maap-trace --error-log had it");
	*file = value;
	return 0;
}

static int set_run_id(const char *value, const char **run_id)
{
	if (!*value)
		return wrong("--run-id", value, "the id of a recording; --list-runs prints them");
	*run_id = value;
	return 0;
}

static int set_option(int option, const char *value, struct options *options)
{
	struct window_options *window = &options->window;

	switch (option) {
	case OPT_LOGDIR:
		return set_folder("--logdir", value, &options->logdir);
	case OPT_ERROR_LOG:
		return set_error_log(value, &options->error_log);
	case OPT_SUBTITLE:
		options->subtitle = strcmp(value, "none") ? value : "";
		return 0;
	case OPT_TAG:
		return set_tag(value, &options->tag);
	case OPT_START_TIME:
		return set_time("--start-time", value, &window->start_ns, &window->has_start);
	case OPT_END_TIME:
		return set_time("--end-time", value, &window->end_ns, &window->has_end);
	case OPT_OUTDIR:
		return set_folder("--outdir", value, &options->outdir);
	case OPT_GAP:
		return set_gap(value, &window->gap_ns);
	case OPT_MIN_CLUSTER:
		return set_count("--min-cluster", value, &window->min_cluster);
	case OPT_NO_FIGURES:
		options->figures = false;
		return 0;
	case OPT_FORMAT:
		return set_format(value, &options->svg);
	case OPT_RUN_ID:
		return set_run_id(value, &options->run_id);
	case OPT_LIST_RUNS:
		options->action = ACTION_LIST_RUNS;
		return 0;
	case OPT_RUN:
		return set_count("--run", value, &window->run);
	case OPT_COMPARE:
		return set_folder("--compare", value, &options->compare);
	case OPT_FAIL_ABOVE:
		return parse_number(value, &options->fail_above)
			       ? 0
			       : wrong("--fail-above", value, "percent, such as 10 or 2.5");
	case OPT_HELP:
		options->action = ACTION_HELP;
		return 0;
	case OPT_VERSION:
		options->action = ACTION_VERSION;
		return 0;
	default:
		return -EINVAL;
	}
}

/* What contradicts itself. */
static int check(const struct options *options)
{
	const struct window_options *window = &options->window;

	if (options->run_id && (window->has_start || window->has_end || window->run)) {
		log_error("--run-id chooses the lines already: leave out --run, --start-time and "
			  "--end-time");
		return -EINVAL;
	}
	if (window->has_start && window->has_end && window->run) {
		log_error("--start-time and --end-time choose the lines already: leave out --run");
		return -EINVAL;
	}
	if (window->has_start && window->has_end && window->end_ns < window->start_ns) {
		log_error("--end-time is before --start-time");
		return -EINVAL;
	}
	if (!isnan(options->fail_above) && !options->compare) {
		log_error("--fail-above needs --compare DIR, the run to compare with");
		return -EINVAL;
	}
	return 0;
}

int options__parse(int argc, char **argv, struct options *options)
{
	int option, err = 0;

	*options = (struct options){
		.logdir = "logs",
		.outdir = "figs",
		.tag = "run",
		.fail_above = NAN,
		.figures = true,
		.window = { .gap_ns = 30000000000ll, .min_cluster = 25 },
	};
	opterr = 0;
	while (!err && (option = getopt_long(argc, argv, ":h", long_options, NULL)) != -1) {
		if (option == ':')
			log_error("%s needs a value: see maap-results --help", argv[optind - 1]);
		else if (option == '?')
			log_error("%s is no option, or none that takes a value: see maap-results "
				  "--help",
				  argv[optind - 1]);
		err = set_option(option == 'h' ? OPT_HELP : option, optarg, options);
	}
	if (!err && options->action >= ACTION_HELP)
		return 0;
	if (!err && optind < argc) {
		log_error("what is '%s'? The folder of the logs is given with --logdir",
			  argv[optind]);
		err = -EINVAL;
	}
	return err ? err : check(options);
}

const char *options__help(void)
{
	return "usage: maap-results [OPTION...]\n"
	       "Tables, figures and a page from the latest run in the logs of maap-trace or "
	       "PyMAAP.\n"
	       "\n"
	       "      --logdir DIR         folder of the logs (default: logs)\n"
	       "      --error-log FILE     the log of errors (default: error.log in that folder)\n"
	       "      --outdir DIR         where the results' folder is made (default: figs)\n"
	       "      --tag NAME           end of that folder's name (default: run)\n"
	       "      --subtitle TEXT      under every title; none for none\n"
	       "                           (default: start and end of the run)\n"
	       "      --format png|svg     of the figures (default: png)\n"
	       "      --no-figures         tables and page only\n"
	       "\n"
	       "Which run:\n"
	       "      --list-runs          print the runs that are in the logs, and end\n"
	       "      --run N              one of them (default: the latest)\n"
	       "      --run-id ID          exactly one recording of maap-trace\n"
	       "      --start-time TIME    \"YYYY-MM-DD HH:MM:SS[.ffffff]\", inclusive\n"
	       "      --end-time TIME      the same\n"
	       "      --gap SEC            silence that separates two runs (default: 30)\n"
	       "      --min-cluster N      fewer lines are no run (default: 25)\n"
	       "\n"
	       "Comparison:\n"
	       "      --compare DIR        with an earlier run: its results' folder, or its logs\n"
	       "      --fail-above PERCENT exit status 4 when a function got slower by more\n"
	       "\n"
	       "  -h, --help\n"
	       "      --version\n"
	       "\n"
	       "Exit status: 0 done, 1 failed, 2 wrong usage, 3 no run found, 4 got slower.\n";
}
