// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "option_values.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../bpf/error_event.h"
#include "../util/log.h"

#define DEFAULT_RING_BYTES (64u << 20)

enum {
	OPT_LOGDIR = 256,
	OPT_NO_LOG,
	OPT_NO_RESOURCES,
	OPT_NO_ARGS,
	OPT_NO_ERRORS,
	OPT_MIN_DURATION,
	OPT_MAX_BYTES,
	OPT_BACKUP_COUNT,
	OPT_EXIT_PROBE,
	OPT_DRY_RUN,
	OPT_LIST,
	OPT_RESULTS,
	OPT_RESULTS_FORMAT,
	OPT_USER,
	OPT_MAX_ARG_LENGTH,
	OPT_SANITIZE,
	OPT_VERSION,
	OPT_LINK,
	OPT_RING_BYTES,
	OPT_ERROR_LOG,
	OPT_ERROR_RETURN,
	OPT_BACKTRACE_BYTES,
	OPT_NOT_YET,
};

static const struct option long_options[] = {
	{ "pid", required_argument, NULL, 'p' },
	{ "duration", required_argument, NULL, 'd' },
	{ "max-calls", required_argument, NULL, 'n' },
	{ "logdir", required_argument, NULL, OPT_LOGDIR },
	{ "no-log", no_argument, NULL, OPT_NO_LOG },
	{ "no-console", no_argument, NULL, 'q' },
	{ "no-resources", no_argument, NULL, OPT_NO_RESOURCES },
	{ "no-args", no_argument, NULL, OPT_NO_ARGS },
	{ "no-errors", no_argument, NULL, OPT_NO_ERRORS },
	{ "max-arg-length", required_argument, NULL, OPT_MAX_ARG_LENGTH },
	{ "sanitize", required_argument, NULL, OPT_SANITIZE },
	{ "min-duration", required_argument, NULL, OPT_MIN_DURATION },
	{ "max-bytes", required_argument, NULL, OPT_MAX_BYTES },
	{ "backup-count", required_argument, NULL, OPT_BACKUP_COUNT },
	{ "exit-probe", required_argument, NULL, OPT_EXIT_PROBE },
	{ "follow", no_argument, NULL, 'f' },
	{ "dry-run", no_argument, NULL, OPT_DRY_RUN },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "results", optional_argument, NULL, OPT_RESULTS },
	{ "results-format", required_argument, NULL, OPT_RESULTS_FORMAT },
	{ "user", required_argument, NULL, OPT_USER },
	{ "verbose", no_argument, NULL, 'v' },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ "help", no_argument, NULL, 'h' },
	{ "error-log", required_argument, NULL, OPT_ERROR_LOG },
	{ "error-return", required_argument, NULL, OPT_ERROR_RETURN },
	{ "backtrace-bytes", required_argument, NULL, OPT_BACKTRACE_BYTES },
	/* For the tests. */
	{ "link", required_argument, NULL, OPT_LINK },
	{ "ring-bytes", required_argument, NULL, OPT_RING_BYTES },
	/* Known, and not in this version. */
	{ "aggregate", no_argument, NULL, OPT_NOT_YET },
	{ NULL, 0, NULL, 0 },
};

static int set_exit_probe(struct options *options, const char *value)
{
	if (!strcmp(value, "auto"))
		options->exit_probe = EXIT_WISH_AUTO;
	else if (!strcmp(value, "uretprobe"))
		options->exit_probe = EXIT_WISH_RETURN_PROBE;
	else if (!strcmp(value, "ret"))
		options->exit_probe = EXIT_WISH_INSTRUCTIONS;
	else
		return option__wrong_value("--exit-probe", value, "auto, uretprobe or ret");
	return 0;
}

/* maap-results has the same rule for --tag: the end of a folder's name. */
static int set_results(struct options *options, const char *value)
{
	if (!value)
		value = "run";
	if (!*value || strchr(value, '/') || strlen(value) > 200)
		return option__wrong_value("--results", value,
					   "a tag of 1 to 200 bytes without '/', or none");
	options->results_tag = value;
	return 0;
}

static int set_results_format(struct options *options, const char *value)
{
	if (!strcmp(value, "csv"))
		options->csv = true;
	else if (!strcmp(value, "none"))
		options->csv = false;
	else if (!strcmp(value, "parquet") || !strcmp(value, "both"))
		return option__wrong_value("--results-format", value,
					   "csv or none; Parquet is not in this version");
	else
		return option__wrong_value("--results-format", value, "csv or none");
	return 0;
}

static int set_ring_bytes(struct options *options, const char *value)
{
	uint64_t bytes;

	if (parse_bytes(value, &bytes) || bytes < 65536 || bytes > (1u << 30) ||
	    (bytes & (bytes - 1)))
		return option__wrong_value("--ring-bytes", value, "a power of two from 64K to 1G");
	options->ring_bytes = bytes;
	return 0;
}

static int set_max_arg_length(struct options *options, const char *value)
{
	uint64_t characters;

	if (option__parse_count("--max-arg-length", value, INT_MAX, &characters))
		return -EINVAL;
	if (!characters)
		return option__wrong_value("--max-arg-length", value,
					   "a number of characters from 1 on");
	options->max_arg_characters = characters;
	return 0;
}

static int set_backtrace_bytes(struct options *options, const char *value)
{
	uint64_t bytes;

	if (parse_bytes(value, &bytes) || bytes > MAAP_BACKTRACE_MAX)
		return option__wrong_value("--backtrace-bytes", value,
					   "bytes up to 64K, such as 16K; 0: no backtraces");
	options->backtrace_bytes = bytes;
	return 0;
}

static int set_error_log(struct options *options, const char *value)
{
	size_t len = strlen(value);

	if (!len || value[len - 1] == '/')
		return option__wrong_value("--error-log", len ? value : "''", "the name of a file");
	options->error_log = value;
	return 0;
}

static int set_duration(const char *option, const char *value, const char *wanted, uint64_t *ns)
{
	if (parse_duration(value, ns) || !*ns)
		return option__wrong_value(option, value, wanted);
	return 0;
}

static int set_backup_count(struct options *options, const char *value)
{
	uint64_t count;
	int err = option__parse_count("--backup-count", value, 1000, &count);

	if (!err)
		options->backup_count = count;
	return err;
}

/* One option; `name` is how the user wrote it. */
static int set_option(struct options *options, int option, const char *name, const char *value)
{
	switch (option) {
	case 'p':
		return option__add_pids(options, value);
	case 'd':
		return set_duration("--duration", value, "seconds, such as 10 or 0.5",
				    &options->duration_ns);
	case 'n':
		return option__parse_count("--max-calls", value, UINT64_MAX, &options->max_calls);
	case 'q':
		options->console = false;
		return 0;
	case 'v':
		options->verbose = true;
		return 0;
	case 'h':
		options->action = OPTIONS_HELP;
		return 0;
	case 'f':
		options->follow = true;
		return 0;
	case OPT_DRY_RUN:
		options->dry_run = true;
		return 0;
	case OPT_LIST:
		options->list = true;
		return 0;
	case OPT_VERSION:
		options->action = OPTIONS_VERSION;
		return 0;
	case OPT_LOGDIR:
		options->logdir = value;
		return *value ? 0 : option__wrong_value("--logdir", "''", "a folder");
	case OPT_NO_LOG:
		options->log = false;
		return 0;
	case OPT_NO_RESOURCES:
		options->resources = false;
		return 0;
	case OPT_NO_ARGS:
		options->args = false;
		return 0;
	case OPT_NO_ERRORS:
		options->errors = false;
		return 0;
	case OPT_MAX_ARG_LENGTH:
		return set_max_arg_length(options, value);
	case OPT_SANITIZE:
		return option__add_sanitize_rule(options, value);
	case OPT_MIN_DURATION:
		return set_duration("--min-duration", value, "a time such as 10us, 1.5ms or 2s",
				    &options->min_duration_ns);
	case OPT_MAX_BYTES:
		if (parse_bytes(value, &options->max_bytes))
			return option__wrong_value("--max-bytes", value,
						   "bytes, such as 1000000 or 10M");
		return 0;
	case OPT_BACKUP_COUNT:
		return set_backup_count(options, value);
	case OPT_EXIT_PROBE:
		return set_exit_probe(options, value);
	case OPT_RESULTS:
		return set_results(options, value);
	case OPT_RESULTS_FORMAT:
		return set_results_format(options, value);
	case OPT_USER:
		options->user = value;
		return 0;
	case OPT_LINK:
		options->link_forced = link_kind_from_name(value, &options->link);
		return options->link_forced
			       ? 0
			       : option__wrong_value("--link", value, "session, multi or single");
	case OPT_RING_BYTES:
		return set_ring_bytes(options, value);
	case OPT_ERROR_LOG:
		return set_error_log(options, value);
	case OPT_ERROR_RETURN:
		return option__add_error_return(options, value);
	case OPT_BACKTRACE_BYTES:
		return set_backtrace_bytes(options, value);
	case OPT_NOT_YET:
		log_error("%s is not in this version: leave it away (see Limits in the README)",
			  name);
		return -EINVAL;
	case ':':
		log_error("%s needs a value: see maap-trace --help", name);
		return -EINVAL;
	default:
		log_error("%s is no option, or none that takes a value: see maap-trace --help",
			  name);
		return -EINVAL;
	}
}

static int check_whole(const struct options *options)
{
	if (options->command && options->pid_count) {
		log_error("give either -p PID or -- COMMAND, not both");
		return -EINVAL;
	}
	if (!options->command && !options->pid_count) {
		log_error("nothing to trace: give -p PID, or -- COMMAND to start one (see --help)");
		return -EINVAL;
	}
	if (options->command && !options->command[0]) {
		log_error("no COMMAND after --: name the program to start");
		return -EINVAL;
	}
	if (!options->errors && (options->error_return_count || options->error_log)) {
		log_error("%s goes with errors: leave --no-errors away",
			  options->error_log ? "--error-log" : "--error-return");
		return -EINVAL;
	}
	if (!options->function_count && !options->error_return_count && !options->list) {
		log_error("no function to trace: name one or more, such as main (see --help)");
		return -EINVAL;
	}
	if (options->results_tag && !options->log && !options->csv) {
		log_error("--results reads timing.log or timing_results.csv: leave --no-log or "
			  "--results-format none away");
		return -EINVAL;
	}
	if (options->user && !options->command) {
		log_error("--user goes with -- COMMAND only");
		return -EINVAL;
	}
	return 0;
}

/* How the user wrote the option that getopt_long() has just returned. */
static void name_option(char *name, size_t size, int option, int index, char **argv)
{
	if (index >= 0)
		snprintf(name, size, "--%s", long_options[index].name);
	else if (option != ':' && option != '?')
		snprintf(name, size, "-%c", option);
	else if (optopt > 0 && optopt < 256)
		snprintf(name, size, "-%c", optopt);
	else
		snprintf(name, size, "%s", argv[optind - 1]);
}

int options__parse(int argc, char **argv, struct options *options)
{
	int own = argc, option, index = -1, err = 0;
	char name[128];

	*options = (struct options){
		.logdir = "logs",
		.max_bytes = 10u << 20,
		.backup_count = 5,
		.log = true,
		.console = true,
		.csv = true,
		.resources = true,
		.args = true,
		.errors = true,
		.backtrace_bytes = MAAP_BACKTRACE_BYTES,
		.ring_bytes = DEFAULT_RING_BYTES,
	};
	/* What stands after "--" is the command's: getopt would mix the two. */
	for (int i = 1; i < argc && own == argc; i++)
		if (!strcmp(argv[i], "--")) {
			own = i;
			options->command = &argv[i + 1];
		}
	optind = 0;
	opterr = 0;
	while (!err && options->action == OPTIONS_TRACE &&
	       (option = getopt_long(own, argv, ":p:d:n:qvhf", long_options, &index)) != -1) {
		name_option(name, sizeof(name), option, index, argv);
		err = set_option(options, option, name, optarg);
		index = -1;
	}
	options->functions = &argv[optind];
	options->function_count = own - optind;
	if (!err && options->action == OPTIONS_TRACE)
		err = check_whole(options);
	if (!err)
		err = options__select_all(options);
	if (err)
		options__free(options);
	return err;
}

void options__free(struct options *options)
{
	for (size_t i = 0; i < options->error_return_count; i++)
		free(options->error_returns[i].function);
	free(options->error_returns);
	options->error_returns = NULL;
	options->error_return_count = 0;
	free(options->selected);
	options->selected = NULL;
	free(options->pids);
	options->pids = NULL;
	options->pid_count = 0;
	free(options->sanitize_rules);
	options->sanitize_rules = NULL;
	options->sanitize_rule_count = 0;
}
