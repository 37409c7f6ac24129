// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../user/util/log.h"
#include "log_part.h"
#include "progress.h"

#define THREADS_MAX 8

/* Parts are read by several threads, and appended in their order. */
struct reading {
	struct log *log;
	const char *run_id;
	struct progress *progress;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	size_t file; /* the next part to read: file, and offset in it */
	uint64_t offset;
	size_t next; /* its number */
	size_t turn; /* the number of the part to append next */
	int err;
};

/* Under the lock. False: nothing is left. */
static bool next_part(struct reading *reading, uint64_t *place, size_t *number)
{
	const struct log_files *files = &reading->log->files;

	while (reading->file < files->count &&
	       reading->offset >= files->files[reading->file].size) {
		reading->file++;
		reading->offset = 0;
	}
	if (reading->err || reading->file == files->count)
		return false;
	*place = files->files[reading->file].base + reading->offset;
	*number = reading->next++;
	reading->offset += PART_BYTES;
	return true;
}

/* Under the lock, which is given up while the part is read. */
static void read_part(struct reading *reading, struct log_part *part, uint64_t place, size_t number)
{
	int err;

	pthread_mutex_unlock(&reading->lock);
	err = log_part__read(part, &reading->log->files, place, reading->run_id);
	pthread_mutex_lock(&reading->lock);
	while (reading->turn != number)
		pthread_cond_wait(&reading->turned, &reading->lock);
	if (!err && !reading->err)
		err = log__append(reading->log, part);
	if (err && !reading->err)
		reading->err = err;
	reading->turn++;
	pthread_cond_broadcast(&reading->turned);
	progress__show(reading->progress, "reading", place + PART_BYTES, reading->log->files.size);
}

static void *read_parts(void *arg)
{
	struct reading *reading = arg;
	struct log_part part;
	uint64_t place;
	size_t number;
	int err = log_part__init(&part);

	pthread_mutex_lock(&reading->lock);
	if (err && !reading->err)
		reading->err = err;
	while (next_part(reading, &place, &number))
		read_part(reading, &part, place, number);
	pthread_mutex_unlock(&reading->lock);
	log_part__free(&part);
	return NULL;
}

static void read_all(struct reading *reading)
{
	pthread_t threads[THREADS_MAX];
	long wanted = sysconf(_SC_NPROCESSORS_ONLN) - 1, started = 0;

	if (wanted > THREADS_MAX)
		wanted = THREADS_MAX;
	if (reading->log->files.size <= PART_BYTES)
		wanted = 0;
	while (started < wanted && !pthread_create(&threads[started], NULL, read_parts, reading))
		started++;
	read_parts(reading);
	while (started > 0)
		pthread_join(threads[--started], NULL);
}

static int explain(int err, const char *path)
{
	if (err == -ENOMEM)
		log_error("not enough memory for the log in %s", path);
	else if (err == -EFBIG)
		log_error("the log in %s is larger than 4 TiB", path);
	else if (err)
		log_error("cannot read the log in %s: %s", path, strerror(-err));
	return err;
}

int log__read(int dirfd, const char *path, const char *run_id, struct progress *progress,
	      struct log *log)
{
	struct reading reading = { .log = log, .run_id = run_id, .progress = progress };
	int err;

	*log = (struct log){ .names = string_table__new(),
			     .ids = string_table__new(),
			     .runs = string_table__new() };
	if (!log->names || !log->ids || !log->runs)
		return explain(-ENOMEM, path);
	err = log_files__open(dirfd, path, "timing.log", &log->files);
	if (err)
		return err;
	if (log->files.size >= LOG_BYTES_MAX)
		return explain(-EFBIG, path);
	pthread_mutex_init(&reading.lock, NULL);
	pthread_cond_init(&reading.turned, NULL);
	read_all(&reading);
	pthread_cond_destroy(&reading.turned);
	pthread_mutex_destroy(&reading.lock);
	return explain(reading.err, path);
}

void log__close(struct log *log)
{
	log_files__close(&log->files);
	free(log->records);
	free(log->events);
	free(log->losses);
	free(log->heads);
	free(log->recordings);
	string_table__free(log->names);
	string_table__free(log->ids);
	string_table__free(log->runs);
	*log = (struct log){ .names = NULL };
}

void log__id_text(const struct log *log, const struct call_id *id, bool is_text, char *text)
{
	size_t len;

	if (is_text) {
		len = string_table__len(log->ids, id->high);
		if (len > CALL_ID_MAX - 1)
			len = CALL_ID_MAX - 1;
		memcpy(text, string_table__get(log->ids, id->high), len);
		text[len] = '\0';
		return;
	}
	*call_id_format(text, id) = '\0';
}
