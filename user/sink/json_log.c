/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "../util/format.h"
#include "../util/grow_table.h"
#include "../util/log.h"
#include "json_log.h"
#include "json_text.h"
#include "message.h"
#include "render.h"
#include "rotate.h"

/* All of a line but the function's own text and the values: numbers, UUIDs, keys. */
#define LINE_MAX_FIXED (MESSAGE_TAIL_MAX + 1024)

enum line_kind { LINE_START, LINE_END, LINE_UNFINISHED, LINE_KINDS };

struct json_log {
	struct sink sink; /* first: a sink is its log */
	const struct run *run;
	struct rotate *file;
	struct local_time_cache times;
	struct message_cache messages;
	struct {
		char text[96]; /* ","event":"start","schema":1,"run":"ID","time_ns": */
		size_t len;
	} events[LINE_KINDS];
	size_t text_count;
	struct json_text *texts; /* by function id, made at the function's first call */
};

static char *put_event(char *p, const struct run *run, const char *event)
{
	p = PUT_LITERAL(p, "\",\"event\":\"");
	p = put_bytes(p, event, strlen(event));
	p = PUT_LITERAL(p, "\",\"schema\":" JSON_LOG_SCHEMA ",\"run\":\"");
	p = put_bytes(p, run->id, strlen(run->id));
	return PUT_LITERAL(p, "\",\"time_ns\":");
}

static inline char *put_part(char *p, const struct json_text *text, const struct json_part *part)
{
	return put_bytes(p, text->bytes + part->at, part->len);
}

static inline char *put_optional_u64(char *p, bool has, uint64_t value)
{
	return has ? format_u64(p, value) : PUT_LITERAL(p, "null");
}

/* The keys that start and end share, up to and including `parent`. */
static char *put_head(char *p, struct json_log *log, const struct call *call,
		      const struct json_text *text, enum line_kind kind)
{
	uint64_t epoch_ns = kind == LINE_START ? call->start_epoch_ns : call->end_epoch_ns;

	p = PUT_LITERAL(p, "{\"timestamp\":\"");
	p = format_local_time(p, &log->times, epoch_ns, ',');
	p = put_part(p, text, &text->message);
	if (kind == LINE_START)
		p = message_start_tail(p, &log->messages, log->run, call);
	else
		p = message_end_tail(p, &log->messages, log->run, call);
	p = put_part(p, text, &text->function);
	p = put_bytes(p, call->uuid, MAAP_UUID_LEN);
	p = put_bytes(p, log->events[kind].text, log->events[kind].len);
	p = format_u64(p, epoch_ns);
	p = put_part(p, text, &text->module);
	p = format_u64(p, call->pid);
	p = PUT_LITERAL(p, ",\"tid\":");
	p = format_u64(p, call->tid);
	p = PUT_LITERAL(p, ",\"depth\":");
	p = format_u64(p, call->depth);
	if (!call->parent_uuid[0])
		return PUT_LITERAL(p, ",\"parent\":null");
	p = PUT_LITERAL(p, ",\"parent\":\"");
	p = put_bytes(p, call->parent_uuid, MAAP_UUID_LEN);
	*p++ = '"';
	return p;
}

static char *put_resources(char *p, const struct call *call)
{
	bool has = call->has_resources;

	p = PUT_LITERAL(p, ",\"thread_cpu_ns\":");
	p = put_optional_u64(p, has && call->has_thread_cpu, call->thread_cpu_ns);
	p = PUT_LITERAL(p, ",\"process_cpu_ns\":");
	p = put_optional_u64(p, has, call->process_cpu_ns);
	p = PUT_LITERAL(p, ",\"off_cpu_ns\":");
	p = put_optional_u64(p, has && call->has_thread_cpu, call->off_cpu_ns);
	p = PUT_LITERAL(p, ",\"rss_delta\":");
	if (has && call->has_rss_end)
		p = format_i64(p, (int64_t)(call->rss_end_bytes - call->rss_start_bytes));
	else
		p = PUT_LITERAL(p, "null");
	p = PUT_LITERAL(p, ",\"minor_faults\":");
	p = put_optional_u64(p, has, call->minor_faults);
	p = PUT_LITERAL(p, ",\"major_faults\":");
	return put_optional_u64(p, has, call->major_faults);
}

static char *put_exit(char *p, int status)
{
	if (WIFSIGNALED(status)) {
		p = PUT_LITERAL(p, ",\"signal\":");
		return format_u64(p, WTERMSIG(status));
	}
	p = PUT_LITERAL(p, ",\"exit_status\":");
	return format_u64(p, WEXITSTATUS(status));
}

static char *put_end_keys(char *p, const struct call *call)
{
	const char *outcome = outcome_name(call->outcome);

	p = PUT_LITERAL(p, ",\"duration_ns\":");
	p = format_u64(p, call->duration_ns);
	p = PUT_LITERAL(p, ",\"self_ns\":");
	p = format_u64(p, call->self_ns);
	p = put_resources(p, call);
	p = PUT_LITERAL(p, ",\"outcome\":\"");
	p = put_bytes(p, outcome, strlen(outcome));
	if (call->end_exact)
		p = PUT_LITERAL(p, "\",\"end_exact\":true,\"return\":");
	else
		p = PUT_LITERAL(p, "\",\"end_exact\":false,\"return\":");
	p = render_result_json(p, call);
	p = PUT_LITERAL(p, ",\"raw_duration_ns\":");
	p = format_u64(p, call->raw_ns);
	if (call->outcome == MAAP_UNFINISHED && call->exited)
		p = put_exit(p, call->exit_code);
	return p;
}

static char *put_close(char *p, const struct json_text *text)
{
	p = put_part(p, text, &text->symbol);
	return PUT_LITERAL(p, "}\n");
}

/* The function's text, made if this is its first call; NULL when there is no memory. */
static const struct json_text *text_of(struct json_log *log, const struct function *function)
{
	struct json_text *text;

	if (grow_table((void **)&log->texts, &log->text_count, sizeof(*text), function->id))
		return NULL;
	text = &log->texts[function->id];
	if (text->bytes)
		return text;
	return json_text_make(text, function) ? NULL : text;
}

static int json_log_call(struct sink *sink, const struct call *call)
{
	struct json_log *log = (struct json_log *)sink;
	const struct json_text *text = text_of(log, call->function);
	bool ended = call->outcome != MAAP_UNFINISHED;
	size_t room = text ? 2 * (text->len + LINE_MAX_FIXED) + render_json_max(call) : 0;
	char *start, *middle, *p;

	if (!text || rotate_ensure(log->file, room)) {
		log_error("no memory to log calls of %s", call->function->name);
		return rotate_give_up(log->file, 1, -ENOMEM);
	}
	start = p = rotate_reserve(log->file, room);
	p = put_head(p, log, call, text, LINE_START);
	p = PUT_LITERAL(p, ",\"args\":");
	p = render_args_json(p, call);
	middle = p = put_close(p, text);
	p = put_head(p, log, call, text, ended ? LINE_END : LINE_UNFINISHED);
	p = put_end_keys(p, call);
	p = put_close(p, text);
	return rotate_commit(log->file, middle - start, p - middle, 1);
}

static const char *loss_text(enum maap_loss reason)
{
	switch (reason) {
	case MAAP_LOSS_RING_FULL:
		return "the ring buffer was full, the recorder did not keep up";
	case MAAP_LOSS_NESTING:
		return "too many pending returns on one thread";
	case MAAP_LOSS_DEPTH:
		return "too many open calls on one thread";
	case MAAP_LOSS_SIGNAL_STACK:
		return "in a signal handler on a stack of its own, where a return probe would harm";
	case MAAP_LOSS_FOREIGN_STACK:
		return "on a stack that was switched to, where a return probe would harm";
	case MAAP_LOSS_REPLANNING:
		return "while a library was mapped that may make return probes harmful";
	case MAAP_LOSS_STORAGE:
		return "no memory for a thread's frame stack";
	case MAAP_LOSS_WRITE:
		return "the output could not be written";
	case MAAP_LOSS_REASONS:
		break;
	}
	return "unknown reason";
}

static int json_log_loss(struct sink *sink, const struct loss *loss)
{
	struct json_log *log = (struct json_log *)sink;
	const char *text = loss_text(loss->reason);
	const char *reason = loss_reason_name(loss->reason);
	char *start = rotate_reserve(log->file, LINE_MAX_FIXED);
	char *p = PUT_LITERAL(start, "{\"timestamp\":\"");

	p = format_local_time(p, &log->times, loss->epoch_ns, ',');
	p = PUT_LITERAL(p, "\",\"level\":\"WARNING\",\"message\":\"lost ");
	p = format_u64(p, loss->count);
	if (loss->count == 1)
		p = PUT_LITERAL(p, " call: ");
	else
		p = PUT_LITERAL(p, " calls: ");
	p = put_bytes(p, text, strlen(text));
	p = put_event(p, log->run, "lost");
	p = format_u64(p, loss->epoch_ns);
	p = PUT_LITERAL(p, ",\"count\":");
	p = format_u64(p, loss->count);
	p = PUT_LITERAL(p, ",\"reason\":\"");
	p = put_bytes(p, reason, strlen(reason));
	p = PUT_LITERAL(p, "\"}\n");
	return rotate_commit(log->file, p - start, 0, 0);
}

static int json_log_flush(struct sink *sink)
{
	return rotate_flush(((struct json_log *)sink)->file);
}

static int json_log_close(struct sink *sink)
{
	struct json_log *log = (struct json_log *)sink;
	int err = rotate_close(log->file);

	for (size_t i = 0; i < log->text_count; i++)
		json_text_free(&log->texts[i]);
	free(log->texts);
	free(log);
	return err;
}

/* A line that is no call's: what the message says after the event's name, and members. */
static int write_event(struct json_log *log, const char *event, const char *message,
		       uint64_t epoch_ns, const char *members)
{
	size_t len = strlen(members), message_len = strlen(message);
	size_t room = len + message_len + LINE_MAX_FIXED;
	char *start, *p;

	if (rotate_ensure(log->file, room)) {
		log_error("no memory for a line of the log (%zu bytes)", len);
		return -ENOMEM;
	}
	start = rotate_reserve(log->file, room);
	p = PUT_LITERAL(start, "{\"timestamp\":\"");
	p = format_local_time(p, &log->times, epoch_ns, ',');
	p = PUT_LITERAL(p, "\",\"level\":\"INFO\",\"message\":\"");
	p = put_bytes(p, event, strlen(event));
	p = PUT_LITERAL(p, ": ");
	p = put_bytes(p, message, message_len);
	p = put_event(p, log->run, event);
	p = format_u64(p, epoch_ns);
	if (len)
		*p++ = ',';
	for (size_t i = 0; i < len; i++) /* a newline between JSON tokens would end our line */
		*p++ = members[i] == '\n' ? ' ' : members[i];
	p = PUT_LITERAL(p, "}\n");
	rotate_commit(log->file, p - start, 0, 0);
	return rotate_flush(log->file);
}

static int json_log_functions(struct sink *sink, const struct later_functions *functions)
{
	char message[32];

	*format_u64(message, functions->count) = '\0';
	return write_event((struct json_log *)sink, "functions", message, functions->epoch_ns,
			   functions->metadata_json);
}

/* The run's first line; it also shows, before anything is traced, that the file can be written. */
static int write_run_line(struct json_log *log)
{
	const struct run *run = log->run;

	return write_event(log, "run", run->id, run->start_epoch_ns,
			   run->metadata_json ? run->metadata_json : "");
}

int json_log_open(const struct json_log_options *options, const struct run *run, struct sink **sink)
{
	static const char *const names[LINE_KINDS] = { "start", "end", "unfinished" };
	struct json_log *log = calloc(1, sizeof(*log));
	int err;

	if (!log) {
		log_error("no memory for the log");
		return -ENOMEM;
	}
	log->sink = (struct sink){ .name = "timing.log",
				   .call = json_log_call,
				   .loss = json_log_loss,
				   .flush = json_log_flush,
				   .close = json_log_close,
				   .functions = json_log_functions };
	log->run = run;
	for (int i = 0; i < LINE_KINDS; i++)
		log->events[i].len =
			put_event(log->events[i].text, run, names[i]) - log->events[i].text;
	err = rotate_open(options->dir, "timing.log", options->max_bytes, options->backup_count,
			  &log->file);
	if (!err)
		err = write_run_line(log);
	if (err) {
		json_log_close(&log->sink);
		return err;
	}
	*sink = &log->sink;
	return 0;
}

uint64_t json_log_rotated_out(const struct sink *sink)
{
	return rotate_gone(((const struct json_log *)sink)->file);
}

uint64_t json_log_unwritten(const struct sink *sink)
{
	return rotate_unwritten(((const struct json_log *)sink)->file);
}
