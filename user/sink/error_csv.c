// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../util/escape.h"
#include "../util/format.h"
#include "../util/log.h"
#include "csv_header.h"
#include "error_line.h"
#include "error_log.h"
#include "line_file.h"
#include "render.h"

#define FILE_NAME     "error_results.csv"
#define ROW_MAX_FIXED 512 /* all of a row but texts */

struct error_csv {
	struct sink sink; /* first: a sink is its file */
	struct line_file *file;
	struct local_time_cache times;
	struct strbuf message;
};

static char *put_text(char *p, const char *text)
{
	*p++ = ',';
	return text ? escape_csv(p, text, strlen(text)) : p;
}

static char *put_row(char *p, struct error_csv *csv, const struct error_record *record,
		     const struct call *call)
{
	p = format_local_time(p, &csv->times, record->epoch_ns, '.');
	p = put_text(p, record->function ? record->uuid : NULL);
	p = put_text(p, record->function ? record->function->name : NULL);
	*p++ = ',';
	p = escape_csv(p, csv->message.bytes, csv->message.len);
	*p++ = ',';
	p = render_args_csv(p, call);
	p = put_text(p, error_kind_name(record->kind));
	p = put_text(p, record->type);
	*p++ = ',';
	p = format_u64(p, record->pid);
	*p++ = ',';
	p = format_u64(p, record->tid);
	return PUT_LITERAL(p, "\r\n");
}

static size_t text_max(const char *text)
{
	return text ? ESCAPE_CSV_MAX(strlen(text)) : 0;
}

static int error_csv_error(struct sink *sink, const struct error_record *record)
{
	const struct call call = { .arguments = (struct rendered *)record->arguments,
				   .argument_count = record->argument_count };
	struct error_csv *csv = (struct error_csv *)sink;
	struct strbuf *message = &csv->message;
	char *start = NULL;
	size_t room;

	message->len = 0;
	message->failed = false;
	put_error_line(message, record);
	room = ROW_MAX_FIXED + ESCAPE_CSV_MAX(message->len) + render_csv_max(&call) +
	       text_max(record->type) + text_max(record->function ? record->function->name : NULL);
	if (message->failed || line_file_ensure(csv->file, room)) {
		log_error("no memory to write an error of PID %u", record->pid);
		return line_file_give_up(csv->file, 0, -ENOMEM);
	}
	start = line_file_reserve(csv->file, room);
	return line_file_commit(csv->file, put_row(start, csv, record, &call) - start, 0);
}

static int error_csv_flush(struct sink *sink)
{
	return line_file_flush(((struct error_csv *)sink)->file, 0);
}

static int error_csv_close(struct sink *sink)
{
	struct error_csv *csv = (struct error_csv *)sink;
	int err = line_file_close(csv->file);

	free(csv->message.bytes);
	free(csv);
	return err;
}

int error_csv_open(const struct output_dir *dir, struct sink **sink)
{
	struct error_csv *csv = calloc(1, sizeof(*csv));
	int err;

	if (!csv) {
		log_error("no memory for the results file of errors");
		return -ENOMEM;
	}
	csv->sink = (struct sink){ .name = FILE_NAME,
				   .error = error_csv_error,
				   .flush = error_csv_flush,
				   .close = error_csv_close };
	err = csv_open_file(dir, FILE_NAME, ERROR_CSV_HEADER, &csv->file);
	if (err) {
		error_csv_close(&csv->sink);
		return err;
	}
	*sink = &csv->sink;
	return 0;
}
