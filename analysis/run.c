// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../user/util/log.h"
#include "readme_text.h"
#include "run_rows.h"
#include "time_stamp.h"

int run__explain(int err)
{
	if (err == -ENOMEM)
		log_error("not enough memory for so long a log");
	else if (err == -EOVERFLOW)
		log_error("the log has more calls than 4 billion lines tell of");
	else if (err && err != -ENOENT)
		log_error("cannot read the log again: %s%s", strerror(-err),
			  err == -EIO ? "; was a file cut meanwhile?" : "");
	return err;
}

struct pairing_job {
	const struct log *log;
	struct pairing *pairing;
	int err;
};

static void *pair_calls(void *arg)
{
	struct pairing_job *job = arg;

	job->err = pairing__make(job->log, job->pairing);
	return NULL;
}

/* Pairs the calls while the records are put in order of time. */
static int sort_and_pair(struct log *log, struct pairing *pairing)
{
	struct pairing_job job = { .log = log, .pairing = pairing };
	pthread_t thread;
	bool threaded = !pthread_create(&thread, NULL, pair_calls, &job);
	int err;

	if (!threaded)
		pair_calls(&job);
	err = radix_sort(log->records, log->record_count);
	if (threaded)
		pthread_join(thread, NULL);
	return run__explain(err ? err : job.err);
}

static int nothing_there(const struct run *run, const char *logdir, const char *option)
{
	char *skipped;

	if (!run->log.files.count) {
		log_error("there is no timing.log in %s; %s chooses the folder", logdir, option);
		return -ENOENT;
	}
	skipped = skipped_lines_text(run->log.causes);
	log_error("no valid line in %s/timing.log*%s%s", logdir, skipped ? "; " : "",
		  skipped ? skipped : "");
	free(skipped);
	return -ENOENT;
}

static int no_cluster(const struct run *run, const struct options *options)
{
	const struct window_options *wanted = &options->window;

	if (wanted->run && wanted->run > run->window.runs)
		log_error("there is no run %zu: the log has %zu; --list-runs prints them",
			  wanted->run, run->window.runs);
	else
		log_error("no run in the log: no %zu lines with less than %g s between neighbours "
			  "(--min-cluster, --gap); --list-runs prints what there is",
			  wanted->min_cluster, (double)wanted->gap_ns / 1e9);
	return -ENOENT;
}

/* Leaves the recording's lines alone in the records, in order of time. */
static void keep_wanted(struct run *run)
{
	struct log *log = &run->log;
	size_t kept = 0;

	for (size_t i = 0; i < log->record_count; i++)
		if (line_ref_wanted(log->records[i].value))
			log->records[kept++] = log->records[i];
	run->lines = log->records;
	run->line_count = kept;
}

static int take_window(struct run *run, const struct options *options)
{
	int err = run_window__find(run->log.records, run->log.record_count, &options->window,
				   &run->window);
	size_t first;

	if (err == -ENOENT)
		return no_cluster(run, options);
	if (err)
		return run__explain(err);
	records_between(run->log.records, run->log.record_count, run->window.start_ns,
			run->window.end_ns, &first, &run->line_count);
	run->lines = run->log.records + first;
	run->info.start_ns = run->window.start_ns;
	run->info.end_ns = run->window.end_ns;
	return 0;
}

static void widen(struct run_info *info, int64_t stamp_ns)
{
	if (stamp_ns < info->start_ns)
		info->start_ns = stamp_ns;
	if (stamp_ns > info->end_ns)
		info->end_ns = stamp_ns;
}

/* From the first line or call to the last; a clock that is set back has ends before starts. */
static void span_of_recording(struct run *run)
{
	struct call call;
	size_t calls = calls__count(run->calls);

	if (run->line_count) {
		run->info.start_ns = run->lines[0].key;
		run->info.end_ns = run->lines[run->line_count - 1].key;
	} else if (calls) {
		calls__get_numbers(run->calls, 0, &call);
		run->info.start_ns = run->info.end_ns = call.start_ns;
	}
	for (size_t i = 0; i < calls; i++) {
		calls__get_numbers(run->calls, i, &call);
		widen(&run->info, call.start_ns);
		widen(&run->info, call.end_ns);
	}
}

static int take_recording(struct run *run, const char *logdir, const struct options *options,
			  struct pairing *pairing)
{
	struct run_rows rows;
	int err = run_rows__add(run->dirfd, logdir, options->run_id, &run->log, pairing, &rows);

	if (err)
		return err;
	keep_wanted(run);
	run->by_id = true;
	run->info.run_id = options->run_id;
	run->info.cut = rows.in_log < rows.expected;
	run->info.rows_serve = run->info.cut;
	run->info.calls_expected = rows.expected;
	run->info.calls_in_log = rows.in_log;
	if (run->line_count || rows.expected)
		return 0;
	log_error("there is no recording %s in %s; --list-runs prints those there are",
		  options->run_id, logdir);
	return -ENOENT;
}

static void tell_no_call(const struct run *run)
{
	const struct run_info *info = &run->info;
	char *skipped = skipped_lines_text(run->log.causes);

	log_error("no call in the run from %s to %s (%zu line%s, %zu call%s unfinished, %zu starts "
		  "and %zu ends without partner%s%s)",
		  time_stamp_text(info->start_ns).text, time_stamp_text(info->end_ns).text,
		  run->line_count, run->line_count == 1 ? "" : "s", info->unfinished,
		  info->unfinished == 1 ? "" : "s", info->lone_starts, info->lone_ends,
		  skipped ? "; " : "", skipped ? skipped : "");
	free(skipped);
}

static int make_calls(struct run *run, const struct pairing *pairing)
{
	struct calls_left_out left_out;
	const struct run_window *window = run->by_id ? NULL : &run->window;
	int err = calls__make(&run->log, pairing, window, &run->calls, &left_out);

	if (err)
		return run__explain(err);
	run->info.calls = calls__count(run->calls);
	run->info.unfinished = left_out.unfinished;
	run->info.lone_starts = left_out.lone_starts;
	run->info.lone_ends = left_out.lone_ends;
	run->info.straddling = left_out.straddling;
	run->info.repeated = left_out.repeated;
	run->info.clock_jump_ns = left_out.clock_jump_ns;
	run->info.ours = left_out.ours;
	if (run->by_id)
		span_of_recording(run);
	if (run->info.calls)
		return 0;
	tell_no_call(run);
	return -ENOENT;
}

/* A log may tell of any number. */
static size_t add_capped(size_t sum, int64_t more)
{
	if (more < 0)
		return sum;
	return sum > SIZE_MAX - (size_t)more ? SIZE_MAX : sum + (size_t)more;
}

static void count_lost(struct run *run)
{
	for (size_t i = 0; i < run->log.loss_count; i++) {
		const struct loss *loss = &run->log.losses[i];

		if (run->by_id ? loss->wanted
			       : loss->stamp_ns >= run->info.start_ns &&
					 loss->stamp_ns <= run->info.end_ns)
			run->info.lost = add_capped(run->info.lost, loss->count);
	}
}

/* The recordings that the run consists of: one, or what there is of several in the window. */
static bool is_of_run(const void *arg, uint32_t number)
{
	const struct run *run = arg;
	const struct recording *recording = &run->log.recordings[number];

	if (run->by_id)
		return !strcmp(string_table__get(run->log.runs, number), run->info.run_id);
	return recording->first_ns <= run->info.end_ns && recording->last_ns >= run->info.start_ns;
}

static bool is_id_of_run(const void *arg, const char *run_id)
{
	const struct run *run = arg;
	uint32_t number = string_table__find(run->log.runs, run_id, strlen(run_id));

	return number != STRING_NONE && is_of_run(run, number);
}

/* What has rotated away, and which functions were never called. */
static int take_recorded(struct run *run)
{
	struct run_info *info = &run->info;
	int err =
		run__explain(recorded__read(&run->log, run->calls, is_of_run, run, &run->recorded));

	if (err)
		return err;
	info->never = run->recorded.never;
	info->never_count = run->recorded.never_count;
	if (run->by_id) {
		info->cut |= run->recorded.cut;
		return 0;
	}
	info->cut = run->recorded.cut;
	if (!info->cut)
		return 0;
	info->calls_in_log = info->calls + info->unfinished;
	info->calls_expected = run_rows__count(run->dirfd, is_id_of_run, run);
	/* A file that was begun anew is no measure. */
	if (info->calls_expected < info->calls_in_log)
		info->calls_expected = 0;
	return 0;
}

static int take_run(struct run *run, const char *logdir, const struct options *options,
		    struct pairing *pairing)
{
	int err = options->run_id ? take_recording(run, logdir, options, pairing)
				  : take_window(run, options);

	if (!err)
		err = make_calls(run, pairing);
	if (err)
		return err;
	run->info.records = run->line_count;
	for (int i = LINE_OK + 1; i < LINE_CAUSES; i++)
		run->info.bad_lines += run->log.causes[i];
	count_lost(run);
	return take_recorded(run);
}

static int open_log(const char *logdir, const char *option, const struct options *options,
		    struct run *run)
{
	*run = (struct run){ .info = { .logdir = logdir } };
	progress__start(&run->progress);
	run->dirfd = open(logdir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (run->dirfd < 0) {
		int err = -errno;

		log_error("cannot read the folder %s: %s; %s chooses another", logdir,
			  strerror(-err), option);
		return err == -ENOENT ? -ENODEV : err; /* -ENOENT is: no run */
	}
	return log__read(run->dirfd, logdir, options->run_id, &run->progress, &run->log);
}

int run__open(const char *logdir, const char *option, const struct options *options,
	      struct run *run)
{
	struct pairing pairing = { .pairs = NULL };
	int err = open_log(logdir, option, options, run);

	if (!err && !run->log.record_count && !options->run_id)
		err = nothing_there(run, logdir, option);
	if (!err) {
		progress__show(&run->progress, "pairing calls", 0, 0);
		err = sort_and_pair(&run->log, &pairing);
	}
	progress__clear(&run->progress);
	if (!err)
		err = take_run(run, logdir, options, &pairing);
	pairing__free(&pairing);
	return err;
}

int run__open_log(const char *logdir, const struct options *options, struct run *run)
{
	int err = open_log(logdir, "--logdir", options, run);

	progress__clear(&run->progress);
	if (!err && !run->log.record_count)
		err = nothing_there(run, logdir, "--logdir");
	if (!err)
		err = run__explain(radix_sort(run->log.records, run->log.record_count));
	if (!err)
		err = run_window__find(run->log.records, run->log.record_count, &options->window,
				       &run->window);
	return err == -ENOENT && run->window.count ? 0 : err;
}

void run__close(struct run *run)
{
	errors__free(&run->errors);
	recorded__free(&run->recorded);
	aggregate__free(&run->aggregate);
	calls__free(run->calls);
	run_window__free(&run->window);
	log__close(&run->log);
	if (run->dirfd >= 0)
		close(run->dirfd);
}
