// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "results.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../user/util/log.h"
#include "compare/comparison_figure.h"
#include "comparing.h"
#include "figures/figures.h"
#include "filtered_lines.h"
#include "list_runs.h"
#include "readme_text.h"
#include "report/report.h"
#include "result_folder.h"
#include "run.h"
#include "tables.h"
#include "terminal_width.h"
#include "time_stamp.h"

#define SUBTITLE_BYTES	 80
#define COMPARED_ROWS	 20
#define COMPARED_COLUMNS 120 /* without a terminal */

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

/* What is written while other files are. */
struct job {
	struct run *run;
	struct output_dir *folder;
	const char *comparison; /* JSON */
	pthread_t thread;
	bool threaded;
	int err;
};

static void *write_lines(void *arg)
{
	struct job *job = arg;

	job->err = filtered_lines__write(&job->run->log, job->run->lines, job->run->line_count,
					 job->folder);
	return NULL;
}

static void *write_page(void *arg)
{
	struct job *job = arg;
	const struct report_input input = { .calls = job->run->calls,
					    .aggregate = &job->run->aggregate,
					    .errors = &job->run->errors,
					    .info = &job->run->info,
					    .comparison_json = job->comparison };

	job->err = report__write(&input, job->folder);
	return NULL;
}

static void start(struct job *job, void *(*work)(void *))
{
	job->threaded = !pthread_create(&job->thread, NULL, work, job);
	if (!job->threaded)
		work(job);
}

static int finish(struct job *job)
{
	if (job->threaded)
		pthread_join(job->thread, NULL);
	return job->err;
}

static int write_comparison(struct comparing *comparing, const struct run *run,
			    const struct options *options, const struct output_dir *folder,
			    char **json)
{
	int err;

	if (!comparing)
		return 0;
	err = comparing__make(comparing, run);
	if (!err)
		err = comparison__write_csv(comparing__result(comparing), folder);
	if (!err)
		*json = comparison__json(comparing__result(comparing), options->fail_above);
	return err;
}

/* By the clocks; only our own log tells durations that differ from them. */
static int write_aggregate(const struct run *run, const struct output_dir *folder)
{
	struct aggregate by_clock;
	int err;

	if (!run->info.ours)
		return aggregate_csv__write(&run->aggregate, folder);
	err = run__aggregate(run, AGGREGATE_PERF, &by_clock);
	if (err)
		return err;
	err = aggregate_csv__write(&by_clock, folder);
	aggregate__free(&by_clock);
	return err;
}

/* The summarized run's tables, and the page beside the longest of them. */
static int write_summarized(struct run *run, const struct options *options,
			    struct comparing *comparing, struct output_dir *folder)
{
	struct job page = { .run = run, .folder = folder };
	char *json = NULL;
	int err = write_comparison(comparing, run, options, folder, &json), page_err;

	if (!err)
		err = write_aggregate(run, folder);
	if (!err)
		err = readme_text__write(&run->info, options, run->calls, &run->log,
					 run->by_id ? NULL : &run->window, &run->errors, folder);
	if (!err) {
		page.comparison = json;
		start(&page, write_page);
		err = results_csv__write(run->calls, folder, &run->progress);
		page_err = finish(&page);
		err = err ? err : page_err;
	}
	free(json);
	return err;
}

/* The lines are copied while all else is made. */
static int write_files(struct run *run, const struct options *options, struct comparing *comparing,
		       struct output_dir *folder)
{
	struct job lines = { .run = run, .folder = folder };
	int err, lines_err;

	start(&lines, write_lines);
	err = run__summarize(run, options);
	if (!err)
		err = write_summarized(run, options, comparing, folder);
	lines_err = finish(&lines);
	return err ? err : lines_err;
}

static int draw(struct run *run, const struct options *options, const struct comparing *comparing,
		const struct output_dir *folder)
{
	const struct figure_input input = { .calls = run->calls,
					    .aggregate = &run->aggregate,
					    .info = &run->info };
	enum figure_format format = options->svg ? FIGURE_SVG : FIGURE_PNG;
	int err;

	if (!options->figures)
		return 0;
	progress__show(&run->progress, "drawing the figures", 0, 0);
	err = figures__draw(&input, folder, format, NULL);
	if (!err && comparing)
		err = comparison__draw(comparing__result(comparing), folder, format);
	return err;
}

/* What a person should know who only sees the terminal. */
static void tell(const struct run *run)
{
	const struct run_info *info = &run->info;
	char *skipped = skipped_lines_text(run->log.causes), *missing = missing_calls_text(info);

	log_info("%zu call%s of %zu function%s, %s to %s", info->calls, info->calls == 1 ? "" : "s",
		 run->aggregate.count, run->aggregate.count == 1 ? "" : "s",
		 time_stamp_text(info->start_ns).text, time_stamp_text(info->end_ns).text);
	if (missing)
		log_info("%s", missing);
	if (info->clock_jump_ns)
		log_info("the time stamps jump by %.0f s against the clock during this run",
			 (double)info->clock_jump_ns / 1e9);
	if (info->unfinished)
		log_info("%zu call%s open at the end and not in the tables (README.txt has them)",
			 info->unfinished, info->unfinished == 1 ? " was" : "s were");
	if (info->lost)
		log_info("the tracer lost %zu records in this run", info->lost);
	if (info->lone_starts || info->lone_ends || info->straddling)
		log_info("not shown: %zu starts and %zu ends without partner, %zu calls over an "
			 "edge of the window",
			 info->lone_starts, info->lone_ends, info->straddling);
	if (skipped)
		log_info("%s (README.txt says more)", skipped);
	free(skipped);
	free(missing);
}

static int write_results(struct run *run, const struct options *options,
			 struct comparing *comparing)
{
	char subtitle[SUBTITLE_BYTES];
	struct result_folder *folder;
	struct output_dir *dir;
	int err = result_folder__open(options->outdir, options->tag, &run->info, &folder),
	    publish_err;

	if (err)
		return err;
	dir = result_folder__dir(folder);
	put_subtitle(options, run, subtitle);
	progress__show(&run->progress, "writing tables and page", 0, 0);
	err = write_files(run, options, comparing, dir);
	if (err) {
		/* Earlier results of the run are worth more than a part of the new ones. */
		progress__clear(&run->progress);
		log_error("no results were left");
		result_folder__close(folder);
		return err;
	}
	err = draw(run, options, comparing, dir);
	progress__clear(&run->progress);
	tell(run);
	/* No figure can cost a table. */
	publish_err = result_folder__publish(folder);
	if (!publish_err)
		log_info("results are in %s%s", result_folder__path(folder),
			 err ? ", not all of them" : "");
	err = err ? err : publish_err;
	/* For scripts: dir=$(maap-results ...) */
	if (!err && !comparing && !isatty(STDOUT_FILENO))
		printf("%s\n", result_folder__path(folder));
	result_folder__close(folder);
	return err;
}

/* The table on stdout, and whether the gate is passed. */
static int judge(const struct comparison *comparison, const struct options *options)
{
	comparison__print(comparison, stdout, COMPARED_ROWS,
			  terminal_width(stdout, COMPARED_COLUMNS));
	if (isnan(options->fail_above))
		return EXIT_SUCCESS;
	comparison__explain_unjudged(comparison);
	/* A gate that saw nothing must not look like one that is passed. */
	if (!comparison__judges(comparison))
		return EXIT_FAILURE;
	if (!comparison__exceeds(comparison, options->fail_above))
		return EXIT_SUCCESS;
	comparison__explain_excess(comparison, options->fail_above);
	return EXIT_SLOWER;
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
	struct comparing *comparing = NULL;
	struct run run;
	int err = 0, status;

	if (options->action == ACTION_LIST_RUNS)
		return print_runs(options);
	if (options->compare)
		err = comparing__open(options, &comparing);
	if (err)
		return status_of(err);
	err = run__open(options->logdir, "--logdir", options, &run);
	status = status_of(err);
	if (!err && write_results(&run, options, comparing))
		status = EXIT_FAILURE;
	else if (!err && comparing)
		status = judge(comparing__result(comparing), options);
	comparing__free(comparing);
	run__close(&run);
	return status;
}
