// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "error_log.h"

#include <errno.h>
#include <stdlib.h>

#include "../util/log.h"
#include "error_json.h"
#include "rotate.h"

struct error_log {
	struct sink sink; /* first: a sink is its log */
	const struct run *run;
	struct rotate *file;
	struct local_time_cache times;
	struct strbuf line;
};

static int error_log_error(struct sink *sink, const struct error_record *record)
{
	struct error_log *log = (struct error_log *)sink;
	struct strbuf *line = &log->line;

	line->len = 0;
	line->failed = false;
	put_error_json(line, record, log->run, &log->times);
	if (line->failed || rotate_ensure(log->file, line->len)) {
		log_error("no memory to log an error of PID %u", record->pid);
		return rotate_give_up(log->file, 0, -ENOMEM);
	}
	put_bytes(rotate_reserve(log->file, line->len), line->bytes, line->len);
	return rotate_commit(log->file, line->len, 0, 0);
}

static int error_log_flush(struct sink *sink)
{
	return rotate_flush(((struct error_log *)sink)->file);
}

static int error_log_close(struct sink *sink)
{
	struct error_log *log = (struct error_log *)sink;
	int err = rotate_close(log->file);

	free(log->line.bytes);
	free(log);
	return err;
}

int error_log_open(const struct error_log_options *options, const struct run *run,
		   struct sink **sink)
{
	struct error_log *log = calloc(1, sizeof(*log));
	int err;

	if (!log) {
		log_error("no memory for the log of errors");
		return -ENOMEM;
	}
	log->sink = (struct sink){ .name = "error.log",
				   .error = error_log_error,
				   .flush = error_log_flush,
				   .close = error_log_close };
	log->run = run;
	err = rotate_open(options->dir, options->name, options->max_bytes, options->backup_count,
			  &log->file);
	if (err) {
		error_log_close(&log->sink);
		return err;
	}
	*sink = &log->sink;
	return 0;
}
