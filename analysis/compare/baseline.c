// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "baseline.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "../../user/util/log.h"
#include "../csv_reader.h"
#include "dependence.h"

#define FILE_NAME "results.csv"

struct function {
	UT_hash_handle hh; /* by name */
	char *name;
	double *durations; /* as they come, which is by start time; then sorted */
	size_t count, room;
};

struct baseline {
	struct function *functions; /* a table, in order of appearance */
	struct sample_set set;
	char *label;
};

struct reading {
	struct csv_reader *reader;
	struct function **functions;
	struct function *last; /* calls of one function often follow each other */
	int name_column, duration_column;
	int log_column, outcome_column; /* negative: not there */
	size_t bad_numbers;
	bool ours; /* a row of maap-trace was there */
};

/* Returns a descriptor or a negative errno. Never waits: the file may be anything. */
static int open_results(const char *folder)
{
	struct stat st;
	char *path;
	int fd, err = 0;

	if (asprintf(&path, "%s/" FILE_NAME, folder) < 0)
		return -ENOMEM;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		err = -errno;
	free(path);
	if (err)
		return err;
	if (fstat(fd, &st))
		err = -errno;
	else if (!S_ISREG(st.st_mode))
		err = -EINVAL;
	if (err)
		close(fd);
	return err ? err : fd;
}

bool baseline__has_results(const char *folder)
{
	int fd = open_results(folder);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static struct function *add_function(struct function **functions, const struct csv_field *name)
{
	struct function *function = calloc(1, sizeof(*function));

	if (!function)
		return NULL;
	function->name = strdup(name->text);
	if (function->name)
		HASH_ADD_KEYPTR(hh, *functions, function->name, name->len, function);
	/* Without memory the table is as before. */
	if (!function->hh.tbl) {
		free(function->name);
		free(function);
		return NULL;
	}
	return function;
}

static struct function *find_function(struct reading *reading, const struct csv_field *name)
{
	struct function *function = reading->last;

	if (function && function->hh.keylen == name->len &&
	    !memcmp(function->name, name->text, name->len))
		return function;
	HASH_FIND(hh, *reading->functions, name->text, name->len, function);
	if (!function)
		function = add_function(reading->functions, name);
	reading->last = function;
	return function;
}

static int add_duration(struct function *function, double duration)
{
	if (function->count == function->room) {
		size_t room = function->room ? 2 * function->room : 16;
		double *grown = realloc(function->durations, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		function->durations = grown;
		function->room = room;
	}
	function->durations[function->count++] = duration;
	return 0;
}

/* The rows of maap-trace tell an outcome. */
static bool ours(const struct reading *reading, const struct csv_field *fields)
{
	return reading->outcome_column >= 0 && fields[reading->outcome_column].len;
}

/*
 * maap-trace has taken the cost of the probes inside a call off the duration in its log; the
 * difference of the clocks still has it.
 */
static const struct csv_field *duration_of(const struct reading *reading,
					   const struct csv_field *fields)
{
	if (reading->log_column >= 0 && ours(reading, fields) && fields[reading->log_column].len)
		return &fields[reading->log_column];
	return &fields[reading->duration_column];
}

static int take_row(struct reading *reading, const struct csv_field *fields)
{
	const struct csv_field *number = duration_of(reading, fields);
	struct function *function;
	char *end;
	double duration = strtod(number->text, &end);

	if (!number->len || *end || !isfinite(duration)) {
		reading->bad_numbers++;
		return 0;
	}
	reading->ours |= ours(reading, fields);
	function = find_function(reading, &fields[reading->name_column]);
	return function ? add_duration(function, duration) : -ENOMEM;
}

/* Returns 0, -EINVAL for a file that is not one of ours, or another negative errno. */
static int read_rows(struct reading *reading)
{
	struct csv_field *fields;
	size_t count;
	int err = csv_reader__header(reading->reader);

	if (err)
		return err == -ENODATA ? -EINVAL : err;
	reading->name_column = csv_reader__column(reading->reader, "Function");
	reading->duration_column = csv_reader__column(reading->reader, "Perf Duration (s)");
	reading->log_column = csv_reader__column(reading->reader, "Duration (from log)");
	reading->outcome_column = csv_reader__column(reading->reader, "Outcome");
	if (reading->name_column < 0 || reading->duration_column < 0)
		return -EINVAL;
	while ((err = csv_reader__next(reading->reader, &fields, &count)) == 1) {
		err = take_row(reading, fields);
		if (err)
			return err;
	}
	return err;
}

static int ascending(const void *a, const void *b)
{
	double p = *(const double *)a, q = *(const double *)b;

	return (p > q) - (p < q);
}

static int make_sample(struct function *function, struct sample *sample)
{
	const size_t count = function->count;
	double *sorted = malloc(count * sizeof(*sorted));
	struct call_blocks blocks = { 0 };
	long double sum = 0; /* as the aggregate has it: logs and results agree */

	if (!sorted)
		return -ENOMEM;
	memcpy(sorted, function->durations, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), ascending);
	for (size_t i = 0; i < count; i++)
		sum += sorted[i];
	*sample = (struct sample){
		.name = function->name,
		.sorted = sorted,
		.count = count,
		.sum = (double)sum,
	};
	for (size_t i = 0; i < count; i++)
		call_blocks__add(&blocks, sample, function->durations[i]);
	call_blocks__measure(&blocks, sample);
	free(function->durations);
	function->durations = sorted;
	return 0;
}

static int make_samples(struct baseline *baseline)
{
	struct sample_set *set = &baseline->set;

	set->samples = calloc(HASH_COUNT(baseline->functions) + 1, sizeof(*set->samples));
	if (!set->samples)
		return -ENOMEM;
	for (struct function *f = baseline->functions; f; f = f->hh.next) {
		int err = make_sample(f, &set->samples[set->count++]);

		if (err)
			return err;
		set->calls += f->count;
	}
	return set->calls ? 0 : -ENODATA;
}

static void tell_bad_rows(const char *folder, const struct reading *reading)
{
	for (enum csv_fault fault = 0; fault < CSV_FAULTS; fault++) {
		size_t rows = csv_reader__faults(reading->reader, fault);

		if (rows)
			log_error("%s/" FILE_NAME ": rows left out: %zu, %s", folder, rows,
				  csv_fault_name(fault));
	}
	if (reading->bad_numbers)
		log_error("%s/" FILE_NAME ": rows left out: %zu, no number as duration", folder,
			  reading->bad_numbers);
}

static int tell_error(const char *folder, int err)
{
	if (err == -ENOENT || err == -ENOTDIR)
		log_error("%s holds no " FILE_NAME ": give a folder that maap-results made, or one "
			  "with logs",
			  folder);
	else if (err == -EINVAL)
		log_error("%s/" FILE_NAME " is not a table of calls (columns Function and Perf "
			  "Duration (s)): give a folder that maap-results made, or one with logs",
			  folder);
	else if (err == -ENODATA)
		log_error("%s/" FILE_NAME " holds no calls: there is nothing to compare with",
			  folder);
	else
		log_error("%s/" FILE_NAME " cannot be read: %s", folder, strerror(-err));
	return err;
}

static int read_results(struct baseline *baseline, const char *folder, int fd)
{
	struct reading reading = {
		.reader = csv_reader__new(fd),
		.functions = &baseline->functions,
	};
	int err;

	baseline->label = strdup(folder);
	if (!reading.reader || !baseline->label) {
		csv_reader__free(reading.reader);
		return -ENOMEM;
	}
	baseline->set.label = baseline->label;
	err = read_rows(&reading);
	if (!err) {
		tell_bad_rows(folder, &reading);
		baseline->set.resolution = reading.ours ? TRACER_RESOLUTION_S : 0;
		err = make_samples(baseline);
	}
	csv_reader__free(reading.reader);
	return err;
}

int baseline__read(const char *folder, struct baseline **baseline)
{
	struct baseline *made;
	int fd = open_results(folder), err;

	if (fd < 0)
		return tell_error(folder, fd);
	made = calloc(1, sizeof(*made));
	err = made ? read_results(made, folder, fd) : -ENOMEM;
	close(fd);
	if (err) {
		baseline__free(made);
		return tell_error(folder, err);
	}
	*baseline = made;
	return 0;
}

void baseline__free(struct baseline *baseline)
{
	struct function *function, *next;

	if (!baseline)
		return;
	HASH_ITER(hh, baseline->functions, function, next)
	{
		HASH_DEL(baseline->functions, function);
		free(function->name);
		free(function->durations);
		free(function);
	}
	free(baseline->set.samples);
	free(baseline->label);
	free(baseline);
}

const struct sample_set *baseline__samples(const struct baseline *baseline)
{
	return &baseline->set;
}
