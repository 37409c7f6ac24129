// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "error_json.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../record/error_text.h"
#include "../util/escape.h"
#include "error_line.h"
#include "json_log.h"
#include "render.h"

static void put_string(struct strbuf *buf, const char *text, size_t len)
{
	char *p = strbuf__reserve(buf, ESCAPE_JSON_MAX(len) + 2);

	if (!p)
		return;
	*p++ = '"';
	p = escape_json(p, text, len);
	*p++ = '"';
	strbuf__took(buf, p);
}

static void put_key(struct strbuf *buf, const char *key)
{
	put_format(buf, ",\"%s\":", key);
}

/* NULL is null. */
static void put_member(struct strbuf *buf, const char *key, const char *text)
{
	put_key(buf, key);
	if (text)
		put_string(buf, text, strlen(text));
	else
		strbuf__puts(buf, "null");
}

static void put_number(struct strbuf *buf, const char *key, uint64_t number)
{
	put_format(buf, ",\"%s\":%llu", key, (unsigned long long)number);
}

static void put_hex(struct strbuf *buf, const char *key, uint64_t number)
{
	put_format(buf, ",\"%s\":\"0x%llx\"", key, (unsigned long long)number);
}

static void put_arguments(struct strbuf *buf, const struct error_record *record)
{
	const struct call call = { .arguments = (struct rendered *)record->arguments,
				   .argument_count = record->argument_count };
	char *p;

	put_key(buf, "args");
	p = strbuf__reserve(buf, render_json_max(&call));
	if (p)
		strbuf__took(buf, render_args_json(p, &call));
}

static void put_registers(struct strbuf *buf, const struct error_event *event)
{
	static const char *const names[MAAP_ERROR_REGISTERS] = {
		"rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8",
		"r9",  "r10", "r11", "r12", "r13", "r14", "r15", "rip",
	};

	strbuf__puts(buf, ",\"registers\":{");
	for (int i = 0; i < MAAP_ERROR_REGISTERS; i++)
		put_format(buf, "%s\"%s\":\"0x%llx\"", i ? "," : "", names[i],
			   (unsigned long long)event->registers[i]);
	put_hex(buf, "rflags", event->flags);
	strbuf__puts(buf, "}");
}

static void put_death(struct strbuf *buf, const struct error_record *record)
{
	const struct error_event *event = record->death;
	bool signaled = WIFSIGNALED(record->exit_code);
	struct strbuf mapping = { 0 };

	if (signaled)
		put_number(buf, "signal", WTERMSIG(record->exit_code));
	else
		put_number(buf, "exit_status", WEXITSTATUS(record->exit_code));
	if (!signaled || !event || (int)event->signal != WTERMSIG(record->exit_code))
		return;
	put_key(buf, "code");
	if (signal_code_name(event->signal, event->code))
		put_format(buf, "\"%s\"", signal_code_name(event->signal, event->code));
	else
		put_format(buf, "%d", event->code);
	if (event->sender)
		put_number(buf, "sender_pid", event->sender);
	if (has_fault_address(event)) {
		put_hex(buf, "fault_address", event->address);
		put_fault_mapping(&mapping, record);
		put_key(buf, "fault_mapping");
		if (mapping.len)
			put_string(buf, mapping.bytes, mapping.len);
		else
			strbuf__puts(buf, "null");
		free(mapping.bytes);
	}
	/* Of the thread that failed: the others only died of it. */
	if (event->tid == record->tid)
		put_registers(buf, event);
}

static void put_frame(struct strbuf *buf, const struct backtrace_frame *frame)
{
	put_format(buf, "{\"pc\":\"0x%llx\"", (unsigned long long)frame->pc);
	put_member(buf, "module", frame->module);
	put_member(buf, "symbol", frame->symbol);
	if (frame->symbol)
		put_number(buf, "offset", frame->offset);
	else
		strbuf__puts(buf, ",\"offset\":null");
	put_member(buf, "file", frame->file);
	if (frame->line)
		put_number(buf, "line", frame->line);
	else
		strbuf__puts(buf, ",\"line\":null");
	if (frame->inlined)
		strbuf__puts(buf, ",\"inlined\":true");
	strbuf__puts(buf, "}");
}

static void render_backtrace(struct strbuf *buf, const struct backtrace *backtrace)
{
	strbuf__puts(buf, ",\"backtrace\":[");
	for (size_t i = 0; backtrace && i < backtrace->count; i++) {
		if (i)
			strbuf__puts(buf, ",");
		put_frame(buf, &backtrace->frames[i]);
	}
	strbuf__puts(buf, "]");
	if (!backtrace)
		put_member(buf, "backtrace_note", "no stack was copied for it");
	else if (backtrace->note)
		put_member(buf, "backtrace_note", backtrace->note);
}

/* The same one comes again and again where a program fails often. */
static void put_backtrace(struct strbuf *buf, struct backtrace *backtrace)
{
	struct strbuf rendered = { 0 };

	if (backtrace && backtrace->rendered) {
		strbuf__put(buf, backtrace->rendered, backtrace->rendered_len);
		return;
	}
	render_backtrace(&rendered, backtrace);
	strbuf__put(buf, rendered.bytes, rendered.len);
	buf->failed |= rendered.failed;
	if (!backtrace || rendered.failed) {
		free(rendered.bytes);
		return;
	}
	backtrace->rendered = rendered.bytes;
	backtrace->rendered_len = rendered.len;
}

static void put_kind(struct strbuf *buf, const struct error_record *record)
{
	switch (record->kind) {
	case ERROR_EXCEPTION:
		put_member(buf, "caught_in", record->caught_in);
		put_format(buf, ",\"caught\":%s,\"rethrown\":%s", record->caught ? "true" : "false",
			   record->rethrown ? "true" : "false");
		if (record->is_go)
			put_member(buf, "value_type", record->go_type);
		if (record->location)
			put_member(buf, "location", record->location);
		if (record->untold)
			put_member(buf, "what_note", record->untold);
		break;
	case ERROR_RETURN:
		put_member(buf, "errno", record->type);
		put_key(buf, "return");
		if (!record->result)
			strbuf__puts(buf, "null");
		else if (record->result->quoted)
			put_string(buf, record->result->text, record->result->len);
		else
			strbuf__put(buf, record->result->text, record->result->len);
		break;
	default:
		put_death(buf, record);
	}
}

static void put_message(struct strbuf *buf, const struct error_record *record)
{
	struct strbuf line = { 0 };

	if (record->function) {
		strbuf__puts(&line, record->function->name);
		strbuf__puts(&line, ": ");
	}
	put_error_line(&line, record);
	buf->failed |= line.failed;
	put_string(buf, line.bytes ? line.bytes : "", line.len);
	free(line.bytes);
}

static void put_what(struct strbuf *buf, const struct error_record *record)
{
	struct strbuf what = { 0 };

	put_key(buf, "what");
	if (!record->what) {
		strbuf__puts(buf, "null");
		return;
	}
	strbuf__put(&what, record->what, record->what_len);
	if (record->what_cut)
		strbuf__puts(&what, "...");
	buf->failed |= what.failed;
	put_string(buf, what.bytes ? what.bytes : "", what.len);
	free(what.bytes);
}

void put_error_json(struct strbuf *buf, const struct error_record *record, const struct run *run,
		    struct local_time_cache *times)
{
	const struct function *function = record->function;
	char stamp[FORMAT_NUMBER_MAX];

	strbuf__puts(buf, "{\"timestamp\":\"");
	strbuf__put(buf, stamp, format_local_time(stamp, times, record->epoch_ns, ',') - stamp);
	strbuf__puts(buf, "\",\"level\":\"ERROR\",\"message\":");
	put_message(buf, record);
	put_member(buf, "function", function ? function->name : NULL);
	put_member(buf, "uuid", function ? record->uuid : NULL);
	put_format(buf, ",\"event\":\"error\",\"kind\":\"%s\"", error_kind_name(record->kind));
	put_member(buf, "type", record->type);
	put_what(buf, record);
	put_member(buf, "module", function ? function->module_name : NULL);
	put_number(buf, "pid", record->pid);
	put_number(buf, "tid", record->tid);
	put_arguments(buf, record);
	put_kind(buf, record);
	put_backtrace(buf, record->backtrace);
	put_format(buf, ",\"schema\":" JSON_LOG_SCHEMA ",\"run\":\"%s\"", run->id);
	put_number(buf, "time_ns", record->epoch_ns);
	strbuf__puts(buf, "}\n");
}
