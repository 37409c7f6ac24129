// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "readme_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../user/util/escape.h"
#include "out_file.h"
#include "time_stamp.h"

#define CLUSTERS_SHOWN 50
#define OPEN_SHOWN     50

/* Text from outside: a file's name or a subtitle must not begin a line of its own. */
static void put_printable(struct out_file *out, const char *text)
{
	size_t len = strlen(text);
	char *p = out_file__room(out, ESCAPE_PRINTABLE_MAX(len));

	if (p)
		out_file__took(out, escape_printable(p, text, len));
}

static void put_inputs(struct out_file *out, const struct run_info *info, const struct log *log)
{
	out_file__print(out, "Inputs, in the folder ");
	put_printable(out, info->logdir);
	out_file__print(out, ", oldest first:\n");
	for (size_t i = 0; i < log->files.count; i++) {
		const struct log_file *file = &log->files.files[i];

		out_file__print(out, "  ");
		put_printable(out, file->name);
		out_file__print(out, "  %llu bytes%s\n", (unsigned long long)file->size,
				file->damaged ? "; damaged: read as far as it could be unpacked"
					      : "");
	}
}

static void put_window(struct out_file *out, const struct run_info *info,
		       const struct options *options, const struct run_window *window)
{
	out_file__print(out, "\nWindow: %s to %s (local time)\n",
			time_stamp_text(info->start_ns).text, time_stamp_text(info->end_ns).text);
	if (!window) {
		out_file__print(out, "  the lines of the recording ");
		put_printable(out, info->run_id);
		out_file__print(out, "\n");
	} else if (window->taken == window->count) {
		out_file__print(out, "  both ends as given\n");
	} else {
		out_file__print(out,
				"  %s of %zu; a run is at least %zu lines, none more than %g s "
				"after the one before\n",
				options->window.run ? "the run asked for" : "the latest run",
				window->runs, options->window.min_cluster,
				(double)options->window.gap_ns / 1e9);
		if (options->window.has_start || options->window.has_end)
			out_file__print(out, "  its %s as given\n",
					options->window.has_start ? "start" : "end");
	}
	if (info->subtitle) {
		out_file__print(out, "Subtitle: ");
		put_printable(out, info->subtitle);
		out_file__print(out, "\n");
	} else {
		out_file__print(out, "Subtitle: none\n");
	}
}

/* Only where there was a choice. */
static void put_clusters(struct out_file *out, const struct run_window *window)
{
	size_t first;

	if (!window || window->count < 2)
		return;
	first = window->count > CLUSTERS_SHOWN ? window->count - CLUSTERS_SHOWN : 0;
	out_file__print(out, "\nClusters of lines in the log%s:\n",
			first ? ", the latest 50 of them" : "");
	for (size_t i = first; i < window->count; i++) {
		const struct cluster *cluster = &window->clusters[i];

		out_file__print(out, "  %s to %s  %zu lines  ",
				time_stamp_text(cluster->first_ns).text,
				time_stamp_text(cluster->last_ns).text, cluster->records);
		if (cluster->run)
			out_file__print(out, "run %zu%s\n", cluster->run,
					i == window->taken ? ", taken" : "");
		else
			out_file__print(out, "too small to be a run\n");
	}
	out_file__print(out,
			"  (--run N takes another; --gap and --min-cluster say what a run is)\n");
}

static void put_count(struct out_file *out, const char *what, size_t count)
{
	out_file__print(out, "  %-52s %zu\n", what, count);
}

static void put_counts(struct out_file *out, const struct run_info *info)
{
	out_file__print(out, "\nIn the window:\n");
	put_count(out, "lines", info->records);
	put_count(out, "calls (a start and its end)", info->calls);
	put_count(out, "calls that were open when the recording ended", info->unfinished);
	put_count(out, "starts without an end", info->lone_starts);
	put_count(out, "ends without a start", info->lone_ends);
	put_count(out, "calls that straddle an edge of the window", info->straddling);
	put_count(out, "lines that repeat another byte for byte", info->repeated);
	put_count(out, "records that the tracer lost", info->lost);
	put_count(out, "errors (error.log)", info->errors);
	out_file__print(out, "Only calls are in the tables, figures and the page's times; those "
			     "that were open\nare in function_calls_over_time too.\n");
}

/* Nothing of this may be found out by chance. */
static void put_cautions(struct out_file *out, const struct run_info *info)
{
	char *missing = missing_calls_text(info);

	if (missing)
		out_file__print(out, "%s\n", missing);
	free(missing);
	if (!info->errors_known)
		out_file__print(out, "There was no error.log to read.\n");
	if (info->clock_jump_ns)
		out_file__print(
			out,
			"The time stamps jump by %.0f s against the clock (daylight saving, or "
			"the clock was set): times of day\nand the order of calls are theirs.\n",
			(double)info->clock_jump_ns / 1e9);
}

static void put_open(struct out_file *out, const struct calls *calls)
{
	size_t count = calls__open_count(calls);
	struct call call;

	if (count)
		out_file__print(out, "\nOpen when the recording ended:\n");
	for (size_t i = 0; i < count && i < OPEN_SHOWN; i++) {
		const char *name = calls__get_open(calls, i, &call);

		out_file__print(out, "  since %s, %.6f s at the least  ",
				time_stamp_text(call.start_ns).text, call.duration_s);
		put_printable(out, name);
		out_file__print(out, "\n");
	}
	if (count > OPEN_SHOWN)
		out_file__print(out, "  and %zu more\n", count - OPEN_SHOWN);
}

static void put_never(struct out_file *out, const struct run_info *info)
{
	if (info->never_count)
		out_file__print(out, "\nTraced, and never called:\n");
	for (size_t i = 0; i < info->never_count && i < OPEN_SHOWN; i++) {
		out_file__print(out, "  ");
		put_printable(out, info->never[i]);
		out_file__print(out, "\n");
	}
	if (info->never_count > OPEN_SHOWN)
		out_file__print(out, "  and %zu more\n", info->never_count - OPEN_SHOWN);
}

static void put_skipped(struct out_file *out, const struct log *log, const struct errors *errors)
{
	bool any = errors->bad_lines > 0;

	for (int i = LINE_OK + 1; i < LINE_CAUSES; i++)
		any |= log->causes[i] > 0;
	out_file__print(out, "\nLines skipped, in all files%s\n", any ? ":" : ": none");
	for (int i = LINE_OK + 1; i < LINE_CAUSES; i++)
		if (log->causes[i])
			put_count(out, line_cause_text(i), log->causes[i]);
	if (errors->bad_lines)
		put_count(out, "of error.log, not readable", errors->bad_lines);
	if (log->causes[LINE_BAD_NUMBER] || log->causes[LINE_BAD_CALL])
		out_file__print(out,
				"(A line with a bad number or type is still a line of its run, "
				"but no call.)\n");
}

static const char legend[] =
	"\nFiles:\n"
	"  results.csv             a row for each call, by start time\n"
	"  results_aggregate.csv   a row for each function, by total time\n"
	"  filtered_log_lines.log  the window's lines, byte for byte, in order of time\n"
	"  report.html             all of it on one page that works offline\n"
	"  *.png or *.svg          the figures, unless --no-figures was given\n"
	"MB are 10^6 bytes. Percentiles are linear between neighbouring values, std is that of a "
	"sample\n"
	"(n - 1). CPU (%) is that of the whole process and at most 100 ms old; memory is the "
	"process's too.\n"
	"In the tables, durations are differences of the lines' wall= and perf= clocks: where "
	"traced\n"
	"functions call each other, they have the probes of the calls inside in them. Page, "
	"figures and\n"
	"comparison take these off, as \"Duration (from log)\" does.\n";

int readme_text__write(const struct run_info *info, const struct options *options,
		       const struct calls *calls, const struct log *log,
		       const struct run_window *window, const struct errors *errors,
		       const struct output_dir *folder)
{
	struct out_file out;
	int err = out_file__open(&out, folder, "README.txt");

	if (err)
		return err;
	out_file__print(&out, "Results of maap-results " MAAP_VERSION "\n\n");
	put_inputs(&out, info, log);
	put_window(&out, info, options, window);
	put_clusters(&out, window);
	put_counts(&out, info);
	put_cautions(&out, info);
	put_open(&out, calls);
	put_never(&out, info);
	put_skipped(&out, log, errors);
	out_file__put(&out, legend, sizeof(legend) - 1);
	return out_file__close(&out);
}

char *skipped_lines_text(const uint64_t *causes)
{
	char *text = NULL;
	size_t size;
	FILE *stream;
	unsigned long long sum = 0;
	const char *before = ": ";

	for (int i = LINE_OK + 1; i < LINE_CAUSES; i++)
		sum += causes[i];
	stream = sum ? open_memstream(&text, &size) : NULL;
	if (!stream)
		return NULL;
	fprintf(stream, "%llu line%s skipped", sum, sum == 1 ? "" : "s");
	for (int i = LINE_OK + 1; i < LINE_CAUSES; i++)
		if (causes[i]) {
			fprintf(stream, "%s%llu %s", before, (unsigned long long)causes[i],
				line_cause_text(i));
			before = ", ";
		}
	fclose(stream);
	return text;
}

/* As the contract has it: "N of M calls in the log". */
char *missing_calls_text(const struct run_info *info)
{
	char *text = NULL;
	int len;

	if (!info->cut)
		return NULL;
	if (!info->calls_expected)
		len = asprintf(&text, "the first lines of this recording have rotated away, and "
				      "nothing tells how many calls they had");
	else if (info->rows_serve)
		len = asprintf(&text,
			       "%zu of %zu calls in the log; the others have rotated away and come "
			       "from timing_results.csv",
			       info->calls_in_log, info->calls_expected);
	else
		len = asprintf(
			&text,
			"%zu of %zu calls in the log; the others have rotated away: --run-id "
			"takes them from timing_results.csv (--list-runs prints the ids)",
			info->calls_in_log, info->calls_expected);
	return len < 0 ? NULL : text;
}
