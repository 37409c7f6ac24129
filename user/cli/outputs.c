// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "outputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../sink/console.h"
#include "../sink/csv.h"
#include "../sink/error_log.h"
#include "../sink/fanout.h"
#include "../sink/json_log.h"
#include "../sink/summary.h"
#include "../util/log.h"
#include "targets.h"

#define READER_MS 1000 /* a reader that takes nothing for so long has stopped */

static bool is_same_folder(const struct output_dir *a, const struct output_dir *b)
{
	struct stat one, other;

	return !fstat(a->fd, &one) && !fstat(b->fd, &other) && one.st_dev == other.st_dev &&
	       one.st_ino == other.st_ino;
}

/* Files that other outputs write, rotated ones included. */
static bool is_taken(const char *name)
{
	return !strncmp(name, "timing", strlen("timing")) || !strcmp(name, "error_results.csv");
}

/* --error-log may lie in another folder. */
static int open_error_folder(struct outputs *outputs, const struct options *options)
{
	const char *slash = options->error_log ? strrchr(options->error_log, '/') : NULL;
	struct file_owner owner;
	char *folder;
	int err;

	if (!options->error_log)
		return 0;
	sudo_caller(&owner);
	folder = slash ? strndup(options->error_log, slash - options->error_log + 1) : strdup(".");
	if (!folder)
		return -ENOMEM;
	err = output_dir_open(folder, "--logdir", &owner, &outputs->error_dir);
	free(folder);
	if (!err && is_same_folder(outputs->dir, outputs->error_dir) &&
	    is_taken(slash ? slash + 1 : options->error_log)) {
		log_error("--error-log %s: that file is for something else, give another name",
			  options->error_log);
		err = -EINVAL;
	}
	return err;
}

int outputs__open_folder(struct outputs *outputs, const struct options *options)
{
	struct file_owner owner;
	int err;

	*outputs = (struct outputs){ 0 };
	sudo_caller(&owner);
	err = output_dir_open(options->logdir, "--logdir", &owner, &outputs->dir);
	return err ? err : open_error_folder(outputs, options);
}

/* The sink is the fanout's from here on, whatever comes. */
static int add(struct outputs *outputs, struct sink *sink)
{
	return fanout_add(outputs->all, sink);
}

static int open_error_sinks(struct outputs *outputs, const struct options *options,
			    const struct run *run)
{
	const char *slash = options->error_log ? strrchr(options->error_log, '/') : NULL;
	struct error_log_options log_options = {
		.dir = outputs->error_dir ? outputs->error_dir : outputs->dir,
		.name = slash		     ? slash + 1
			: options->error_log ? options->error_log
					     : "error.log",
		.max_bytes = options->max_bytes,
		.backup_count = options->backup_count,
	};
	struct sink *sink;
	int err = error_log_open(&log_options, run, &sink);

	err = err ? err : add(outputs, sink);
	if (err || !options->csv)
		return err;
	err = error_csv_open(outputs->dir, &sink);
	return err ? err : add(outputs, sink);
}

int outputs__open_sinks(struct outputs *outputs, const struct options *options,
			const struct run *run)
{
	const struct json_log_options log_options = {
		.dir = outputs->dir,
		.max_bytes = options->max_bytes,
		.backup_count = options->backup_count,
	};
	const struct csv_options csv_options = { .dir = outputs->dir };
	const struct console_options console_options = { .fd = STDOUT_FILENO };
	int err = fanout_open(&outputs->all);

	if (!err && options->log) {
		err = json_log_open(&log_options, run, &outputs->log);
		err = err ? err : add(outputs, outputs->log);
	}
	if (!err && options->csv) {
		err = csv_open(&csv_options, run, &outputs->csv);
		err = err ? err : add(outputs, outputs->csv);
	}
	if (!err && options->errors)
		err = open_error_sinks(outputs, options, run);
	if (!err && options->console) {
		err = console_open(&console_options, &outputs->console);
		err = err ? err : add(outputs, outputs->console);
	}
	if (!err) {
		err = summary_open(run, &outputs->summary);
		err = err ? err : add(outputs, outputs->summary);
	}
	return err;
}

uint64_t outputs__unwritten(const struct outputs *outputs)
{
	uint64_t log = outputs->log ? json_log_unwritten(outputs->log) : 0;
	uint64_t csv = outputs->csv ? csv_unwritten(outputs->csv) : 0;

	return log > csv ? log : csv;
}

int outputs__finish(struct outputs *outputs, const struct options *options,
		    const struct summary_facts *known)
{
	/* The table comes after the calls, or where nobody has stopped reading. */
	FILE *to =
		outputs->console && console_settle(outputs->console, READER_MS) ? stdout : stderr;
	int err = outputs->all->flush(outputs->all);
	struct summary_facts facts = *known;
	int printed;

	facts.unwritten = outputs__unwritten(outputs);
	facts.rotated_out = outputs->log ? json_log_rotated_out(outputs->log) : 0;
	facts.results = outputs->csv ? "timing_results.csv" : NULL;
	printed = summary_print(outputs->summary, to, &facts);
	/* Nobody reads any more: no reason to fail. */
	if (printed && printed != -EPIPE)
		log_error("cannot print the summary: %s", strerror(-printed));
	if (options->log || options->csv)
		log_info("files are in %s", options->logdir);
	printed = outputs__close(outputs);
	return err ? err : printed;
}

int outputs__close(struct outputs *outputs)
{
	int err = outputs->all ? outputs->all->close(outputs->all) : 0;

	output_dir_close(outputs->error_dir);
	output_dir_close(outputs->dir);
	*outputs = (struct outputs){ 0 };
	return err;
}
