// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A folder of logs through the whole pass, from reading to the tables. The first byte is options,
 * the rest files (scratch.h). What comes out must be the same whatever the sizes of parts and
 * blocks are, and with one thread or several; every line must be counted; the table must have as
 * many rows as there are calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "../../analysis/csv_reader.h"
#include "../../analysis/filtered_lines.h"
#include "../../analysis/readme_text.h"
#include "../../analysis/run.h"
#include "../../analysis/tables.h"
#include "scratch.h"
#include "support.h"

#define RUN_ID	      "0123456789abcdef"
#define START	      1795521600000000000 /* 2026-11-24 12:00:00 */
#define COLUMNS	      25
#define ARGUMENTS_MAX 8

static const char *const outputs[] = { "results.csv", "results_aggregate.csv",
				       "filtered_log_lines.log", "README.txt" };

static struct options options_of(uint8_t byte)
{
	static const size_t min_clusters[] = { 1, 2, 3, 25 };

	return (struct options){
		.logdir = scratch_path(),
		.run_id = byte & 1 ? RUN_ID : NULL,
		.subtitle = "",
		.window = { .min_cluster = min_clusters[byte >> 1 & 3],
			    .gap_ns = byte & 8 ? 1000000 : 30000000000,
			    .has_start = byte & 16,
			    .has_end = byte & 32,
			    .start_ns = START,
			    .end_ns = START + 10000000000,
			    .run = byte >> 6 },
	};
}

/* Lines of all files, that of a last one without newline too. */
static size_t count_lines(const struct log_files *files)
{
	size_t lines = 0;

	for (size_t i = 0; i < files->count; i++) {
		char *bytes = malloc(files->files[i].size + 1);
		size_t size = files->files[i].size;

		CHECK(pread(files->files[i].fd, bytes, size, 0) == (ssize_t)size);
		for (size_t at = 0; at < size; at++)
			lines += bytes[at] == '\n' || at == size - 1;
		free(bytes);
	}
	return lines;
}

static void check_counts(const struct run *run)
{
	size_t lines = run->log.record_count;

	for (int cause = LINE_OK + 1; cause < LINE_BAD_NUMBER; cause++)
		lines += run->log.causes[cause];
	CHECK(lines == count_lines(&run->log.files));
}

static void check_order(const struct run *run)
{
	for (size_t i = 1; i < run->line_count; i++)
		CHECK(run->lines[i - 1].key < run->lines[i].key ||
		      (run->lines[i - 1].key == run->lines[i].key &&
		       run->lines[i - 1].value < run->lines[i].value));
}

/* The lines taken are those in the window, or of the recording, and no call reaches out of it. */
static void check_window(const struct run *run)
{
	size_t inside = 0;
	struct call call;

	for (size_t i = 0; i < run->log.record_count && !run->by_id; i++)
		inside += run->log.records[i].key >= run->window.start_ns &&
			  run->log.records[i].key <= run->window.end_ns;
	CHECK(run->by_id || inside == run->line_count);
	for (size_t i = 0; i < run->line_count; i++)
		CHECK(!run->by_id || line_ref_wanted(run->lines[i].value));
	for (size_t i = 0; i < run->info.calls; i++) {
		calls__get_numbers(run->calls, i, &call);
		CHECK(call.start_ns >= run->info.start_ns && call.start_ns <= run->info.end_ns);
		CHECK(call.end_ns >= run->info.start_ns && call.end_ns <= run->info.end_ns);
	}
}

/* As the product's own reader of such tables has it. */
static void check_table(int dirfd, size_t calls)
{
	int fd = openat(dirfd, "results.csv", O_RDONLY | O_CLOEXEC), more;
	struct csv_reader *reader = csv_reader__new(fd);
	struct csv_field *fields;
	size_t rows = 0, count;

	CHECK(!csv_reader__header(reader));
	while ((more = csv_reader__next(reader, &fields, &count)) > 0) {
		CHECK(count == COLUMNS);
		rows++;
	}
	CHECK(!more);
	CHECK(!csv_reader__faults(reader, CSV_STRAY_QUOTE));
	CHECK(!csv_reader__faults(reader, CSV_FIELD_COUNT));
	CHECK(!csv_reader__faults(reader, CSV_NUL_BYTE));
	CHECK(rows + csv_reader__faults(reader, CSV_TOO_LONG) == calls);
	csv_reader__free(reader);
	close(fd);
}

static void put_errors(FILE *out, const struct errors *errors)
{
	fprintf(out, "errors %zu %zu bad %zu\n", errors->count, errors->total, errors->bad_lines);
	for (size_t i = 0; i < errors->count; i++) {
		const struct error *error = &errors->items[i];

		fprintf(out, "%lld %s %s %u %zu\n", (long long)error->stamp_ns,
			error->function ? error->function : "-",
			error->message ? error->message : "-", error->pid, error->frame_count);
	}
}

static void put_run(FILE *out, const struct run *run)
{
	const struct run_info *info = &run->info;

	fprintf(out, "%lld %lld %zu %zu %zu %zu %zu %zu %zu %zu %zu %zu %zu %zu %d\n",
		(long long)info->start_ns, (long long)info->end_ns, info->records, info->calls,
		info->unfinished, info->lone_starts, info->lone_ends, info->straddling,
		info->repeated, info->lost, info->bad_lines, info->calls_expected,
		info->calls_in_log, info->errors, info->ours);
	for (size_t i = 0; i < run->log.recording_count; i++)
		fprintf(out, "recording %s %zu\n", string_table__get(run->log.runs, i),
			run->log.recordings[i].records);
	put_errors(out, &run->errors);
	for (size_t i = 0; i < run->info.calls && i < ARGUMENTS_MAX; i++) {
		struct call call;
		char *arguments;

		calls__get(run->calls, i, &call);
		arguments = calls__arguments(run->calls, &call);
		fprintf(out, "arguments %s\n", arguments ? arguments : "-");
		free(arguments);
	}
}

static void put_tables(FILE *out, const struct run *run, const struct options *options)
{
	char path[4200];
	struct progress silent = { .terminal = false };
	struct output_dir *folder;

	snprintf(path, sizeof(path), "%s/out", scratch_path());
	CHECK(!output_dir_open(path, "--outdir", NULL, &folder));
	CHECK(!results_csv__write(run->calls, folder, &silent));
	CHECK(!aggregate_csv__write(&run->aggregate, folder));
	CHECK(!filtered_lines__write(&run->log, run->lines, run->line_count, folder));
	CHECK(!readme_text__write(&run->info, options, run->calls, &run->log,
				  run->by_id ? NULL : &run->window, &run->errors, folder));
	check_table(folder->fd, run->info.calls);
	for (size_t i = 0; i < ARRAY_LEN(outputs); i++) {
		size_t len;
		char *text = scratch_read(folder->fd, outputs[i], &len);

		fwrite(text, 1, len, out);
		free(text);
	}
	output_dir_close(folder);
}

/* All that a pass finds, as one text. */
static char *whole_pass(uint8_t byte, struct fuzz_sizes sizes, size_t *len)
{
	struct options options = options_of(byte);
	struct run run;
	char *text;
	FILE *out = open_memstream(&text, len);
	int err;

	fuzz_sizes = sizes;
	err = run__open(options.logdir, "--logdir", &options, &run);
	fprintf(out, "%d\n", err);
	CHECK(!err || err == -ENOENT);
	check_counts(&run);
	put_run(out, &run);
	if (!err) {
		check_order(&run);
		check_window(&run);
		put_tables(out, &run, &options);
	}
	run__close(&run);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct fuzz_sizes large = FUZZ_SIZES_LARGE, small = FUZZ_SIZES_SMALL;
	char *whole, *parts;
	size_t whole_len, parts_len;

	if (!size)
		return 0;
	scratch_fill((const char *)data + 1, size - 1);
	whole = whole_pass(data[0], large, &whole_len);
	parts = whole_pass(data[0], small, &parts_len);
	CHECK(whole_len == parts_len);
	CHECK(!memcmp(whole, parts, whole_len));
	free(whole);
	free(parts);
	return 0;
}
