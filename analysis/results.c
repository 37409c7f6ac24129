// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "results.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../user/util/log.h"
#include "filtered_lines.h"
#include "list_runs.h"
#include "readme_text.h"
#include "result_folder.h"
#include "run.h"
#include "tables.h"
#include "time_stamp.h"

#define SUBTITLE_BYTES 80

static int status_of(int err)
{
	return !err ? EXIT_SUCCESS : err == -ENOENT ? EXIT_NO_RUN : EXIT_FAILURE;
}

static void put_subtitle(const struct options *options, struct run *run,
			 char text[static SUBTITLE_BYTES])
{
	if (options->subtitle) {
		run->info.subtitle = *options->subtitle ? options->subtitle : NULL;
		return;
	}
	snprintf(text, SUBTITLE_BYTES, "%s to %s", time_stamp_text(run->info.start_ns).text,
		 time_stamp_text(run->info.end_ns).text);
	run->info.subtitle = text;
}

struct lines_job {
	const struct run *run;
	const struct output_dir *folder;
	int err;
};

static void *write_lines(void *arg)
{
	struct lines_job *job = arg;

	job->err = filtered_lines__write(&job->run->log, job->run->lines, job->run->line_count,
					 job->folder);
	return NULL;
}

/* The lines are copied while the tables are written. */
static int write_tables(struct run *run, const struct options *options,
			const struct output_dir *folder)
{
	struct lines_job job = { .run = run, .folder = folder };
	pthread_t thread;
	bool threaded = !pthread_create(&thread, NULL, write_lines, &job);
	int err;

	if (!threaded)
		write_lines(&job);
	err = run__summarize(run, options);
	if (!err)
		err = aggregate_csv__write(&run->aggregate, folder);
	if (!err)
		err = readme_text__write(&run->info, options, &run->log,
					 run->by_id ? NULL : &run->window, &run->errors, folder);
	if (!err)
		err = results_csv__write(run->calls, folder);
	if (threaded)
		pthread_join(thread, NULL);
	return err ? err : job.err;
}

/* What a person should know who only sees the terminal. */
static void tell(const struct run *run)
{
	const struct run_info *info = &run->info;
	char *skipped = skipped_lines_text(run->log.causes);

	log_info("%zu call%s of %zu function%s, %s to %s", info->calls, info->calls == 1 ? "" : "s",
		 run->aggregate.count, run->aggregate.count == 1 ? "" : "s",
		 time_stamp_text(info->start_ns).text, time_stamp_text(info->end_ns).text);
	if (info->calls_expected && info->calls_in_log < info->calls_expected)
		log_info("%zu of %zu calls in the log; the others come from timing_results.csv",
			 info->calls_in_log, info->calls_expected);
	if (info->lost)
		log_info("the tracer lost %zu records in this run", info->lost);
	if (info->lone_starts || info->lone_ends || info->straddling)
		log_info("not shown: %zu starts and %zu ends without partner, %zu calls over an "
			 "edge "
			 "of the window",
			 info->lone_starts, info->lone_ends, info->straddling);
	if (skipped)
		log_info("%s (README.txt says more)", skipped);
	free(skipped);
}

static int write_results(struct run *run, const struct options *options)
{
	char subtitle[SUBTITLE_BYTES];
	struct output_dir *folder;
	int err = result_folder__open(options->outdir, options->tag, run->info.end_ns, &folder);

	if (err)
		return err;
	put_subtitle(options, run, subtitle);
	progress__show(&run->progress, "writing the tables", 0, 0);
	err = write_tables(run, options, folder);
	progress__clear(&run->progress);
	tell(run);
	if (!err)
		log_info("results are in %s", folder->path);
	/* For scripts: dir=$(maap-results …) */
	if (!err && !isatty(STDOUT_FILENO))
		printf("%s\n", folder->path);
	output_dir_close(folder);
	return err;
}

static int print_runs(const struct options *options)
{
	struct run run;
	int err = run__open_log(options->logdir, options, &run);

	if (!err)
		list_runs(&run.log, &run.window);
	run__close(&run);
	return status_of(err);
}

int results__run(const struct options *options)
{
	struct run run;
	int err;

	if (options->action == ACTION_LIST_RUNS)
		return print_runs(options);
	err = run__open(options->logdir, options, &run);
	if (err) {
		run__close(&run);
		return status_of(err);
	}
	err = write_results(&run, options);
	run__close(&run);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
