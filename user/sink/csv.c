/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>

#include "../util/escape.h"
#include "../util/format.h"
#include "../util/grow_table.h"
#include "../util/log.h"
#include "csv.h"
#include "csv_header.h"
#include "line_file.h"
#include "message.h"
#include "render.h"

#define FILE_NAME "timing_results.csv"

/* All of a row but the function's own text and the values. */
#define ROW_MAX_FIXED (MESSAGE_TAIL_MAX + 1024)

/* What is the same in every row of one function: its fields, quoted where they need it. */
struct csv_text {
	char *bytes; /* name, message, module, one after the other; NULL: not made yet */
	uint32_t name_len;
	uint32_t message_len; /* the message up to its name, an opening quote included */
	uint32_t module_len;
	bool message_quoted;
};

struct csv {
	struct sink sink; /* first: a sink is its file */
	const struct run *run;
	struct line_file *file;
	struct local_time_cache times;
	struct message_cache messages;
	size_t text_count;
	struct csv_text *texts; /* by function id, made at the function's first call */
};

/* The name in front of a message: the field's beginning, its closing quote comes after the tail. */
static char *put_message_name(char *p, const char *name, bool *quoted)
{
	char *end = escape_csv(p, name, strlen(name));

	*quoted = *p == '"';
	return *quoted ? end - 1 : end;
}

static int make_text(struct csv_text *text, const struct function *function)
{
	const char *module = function->module_name ? function->module_name : "";
	size_t module_len = strlen(module), name_len = strlen(function->name);
	char *message = message_name(function->name);
	char *bytes, *p, *end;

	if (!message)
		return -ENOMEM;
	/* A message name is one byte at least, whatever the name. */
	bytes = malloc(2 * ESCAPE_CSV_MAX(name_len + 1) + ESCAPE_CSV_MAX(module_len));
	if (!bytes) {
		free(message);
		return -ENOMEM;
	}
	p = escape_csv(bytes, function->name, name_len);
	text->name_len = p - bytes;
	end = put_message_name(p, message, &text->message_quoted);
	text->message_len = end - p;
	p = escape_csv(end, module, module_len);
	text->module_len = p - end;
	text->bytes = bytes;
	free(message);
	return 0;
}

static size_t row_max(const struct csv_text *text, const struct call *call)
{
	return ROW_MAX_FIXED + render_csv_max(call) + text->name_len + text->message_len +
	       text->module_len;
}

static const struct csv_text *text_of(struct csv *csv, const struct function *function)
{
	struct csv_text *text;

	if (grow_table((void **)&csv->texts, &csv->text_count, sizeof(*text), function->id))
		return NULL;
	text = &csv->texts[function->id];
	if (text->bytes)
		return text;
	return make_text(text, function) ? NULL : text;
}

/* Fields that only tracked resources fill; each begins with its comma. */
static char *put_seconds(char *p, bool has, uint64_t ns)
{
	*p++ = ',';
	return has ? format_seconds9(p, ns) : p;
}

static char *put_mb(char *p, bool has, int64_t bytes)
{
	*p++ = ',';
	return has ? format_mb6(p, bytes) : p;
}

static char *put_count(char *p, bool has, uint64_t count)
{
	*p++ = ',';
	return has ? format_u64(p, count) : p;
}

/* Timestamp to Log Message: the columns that PyMAAP has. */
static char *put_common(char *p, struct csv *csv, const struct call *call,
			const struct csv_text *text)
{
	bool has = call->has_resources;

	p = format_local_time(p, &csv->times, call->end_epoch_ns, '.');
	p = put_count(p, true, call->pid);
	p = put_count(p, has, call->end_sample.threads);
	*p++ = ',';
	p = put_bytes(p, call->uuid, MAAP_UUID_LEN);
	*p++ = ',';
	p = put_bytes(p, text->bytes, text->name_len);
	p = put_seconds(p, true, call->duration_ns);
	p = put_seconds(p, has, call->process_cpu_ns);
	has = has && call->has_rss_end;
	p = put_mb(p, has, (int64_t)(call->rss_end_bytes - call->rss_start_bytes));
	p = put_mb(p, has, (int64_t)call->rss_end_bytes);
	*p++ = ',';
	p = render_args_csv(p, call);
	*p++ = ',';
	p = put_bytes(p, text->bytes + text->name_len, text->message_len);
	p = message_end_tail(p, &csv->messages, csv->run, call);
	if (text->message_quoted)
		*p++ = '"';
	return p;
}

/* Thread ID to Run: ours. */
static char *put_ours(char *p, struct csv *csv, const struct call *call,
		      const struct csv_text *text)
{
	const char *outcome = outcome_name(call->outcome);
	bool has = call->has_resources;

	p = put_count(p, true, call->tid);
	*p++ = ',';
	if (call->parent_uuid[0])
		p = put_bytes(p, call->parent_uuid, MAAP_UUID_LEN);
	p = put_count(p, true, call->depth);
	p = put_seconds(p, true, call->self_ns);
	p = put_seconds(p, has && call->has_thread_cpu, call->thread_cpu_ns);
	p = put_seconds(p, has && call->has_thread_cpu, call->off_cpu_ns);
	p = put_count(p, has, call->minor_faults);
	p = put_count(p, has, call->major_faults);
	*p++ = ',';
	p = render_result_csv(p, call);
	*p++ = ',';
	p = put_bytes(p, outcome, strlen(outcome));
	p = put_count(p, true, call->start_epoch_ns);
	*p++ = ',';
	p = put_bytes(p, text->bytes + text->name_len + text->message_len, text->module_len);
	*p++ = ',';
	return put_bytes(p, csv->run->id, strlen(csv->run->id));
}

static int csv_call(struct sink *sink, const struct call *call)
{
	struct csv *csv = (struct csv *)sink;
	const struct csv_text *text = text_of(csv, call->function);
	size_t room = text ? row_max(text, call) : 0;
	char *start, *p;

	if (!text || line_file_ensure(csv->file, room)) {
		log_error("no memory to write calls of %s", call->function->name);
		return line_file_give_up(csv->file, 1, -ENOMEM);
	}
	start = line_file_reserve(csv->file, room);
	p = put_common(start, csv, call, text);
	p = put_ours(p, csv, call, text);
	p = PUT_LITERAL(p, "\r\n");
	return line_file_commit(csv->file, p - start, 1);
}

static int csv_flush(struct sink *sink)
{
	return line_file_flush(((struct csv *)sink)->file, 0);
}

static int csv_close(struct sink *sink)
{
	struct csv *csv = (struct csv *)sink;
	int err = line_file_close(csv->file);

	for (size_t i = 0; i < csv->text_count; i++)
		free(csv->texts[i].bytes);
	free(csv->texts);
	free(csv);
	return err;
}

int csv_open(const struct csv_options *options, const struct run *run, struct sink **sink)
{
	struct csv *csv = calloc(1, sizeof(*csv));
	int err;

	if (!csv) {
		log_error("no memory for the results file");
		return -ENOMEM;
	}
	csv->sink = (struct sink){
		.name = FILE_NAME, .call = csv_call, .flush = csv_flush, .close = csv_close
	};
	csv->run = run;
	err = csv_open_file(options->dir, FILE_NAME, CSV_HEADER, &csv->file);
	if (err) {
		csv_close(&csv->sink);
		return err;
	}
	*sink = &csv->sink;
	return 0;
}

uint64_t csv_unwritten(const struct sink *sink)
{
	return line_file_unwritten(((const struct csv *)sink)->file);
}
