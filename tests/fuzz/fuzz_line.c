// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * One line of timing.log. What is wrong with it and what is in it must be what other parsers find:
 * PCRE2 for UTF-8, the JSON and the message, cJSON for the members, timegm() for the time.
 */
#include <string.h>

#include "../../analysis/json_text.h"
#include "../../analysis/log_line.h"
#include "json_oracle.h"
#include "message_oracle.h"
#include "support.h"
#include "time_oracle.h"

/* The characters of a string of the line are those that cJSON has. */
static void check_text(const struct json_value *value, const cJSON *expected)
{
	char *text = calloc(1, value->len + 1), *end = text + value->len;

	CHECK(value->type == JSON_STRING && cJSON_IsString(expected));
	if (value->escaped)
		end = json_unescape(text, value->text, value->len);
	else
		memcpy(text, value->text, value->len);
	CHECK(end <= text + value->len);
	CHECK(strlen(expected->valuestring) == (size_t)(end - text));
	CHECK(!memcmp(text, expected->valuestring, end - text));
	free(text);
}

static void check_optional_text(const struct json_value *value, const cJSON *expected)
{
	if (cJSON_IsString(expected))
		check_text(value, expected);
	else
		CHECK(value->type == JSON_NONE);
}

static void check_integer(int64_t value, const cJSON *expected)
{
	if (value == INT64_MIN)
		return; /* with a fraction, or too large: the other's doubles do not tell */
	CHECK(cJSON_IsNumber(expected));
	CHECK((double)value == expected->valuedouble);
}

/* Whether the value under a key is no time for sure. */
static bool is_no_time(const cJSON *time)
{
	return time && (!cJSON_IsNumber(time) || time->valuedouble < 0);
}

static void check_our_call(const struct log_line *line, const cJSON *json)
{
	const cJSON *function = json_member_of(json, "function"),
		    *uuid = json_member_of(json, "uuid");

	if (function)
		check_text(&line->name, function);
	if (uuid)
		check_text(&line->id, uuid);
	check_optional_text(&line->parent, json_member_of(json, "parent"));
	check_optional_text(&line->module, json_member_of(json, "module"));
	check_integer(line->pid, json_member_of(json, "pid"));
	check_integer(line->tid, json_member_of(json, "tid"));
	check_integer(line->depth, json_member_of(json, "depth"));
	check_integer(line->self_ns, json_member_of(json, "self_ns"));
	check_integer(line->thread_cpu_ns, json_member_of(json, "thread_cpu_ns"));
	if (json_member_of(json, "time_ns"))
		check_integer(line->message.wall.ns, json_member_of(json, "time_ns"));
	if (json_member_of(json, "duration_ns"))
		check_integer(line->message.duration.ns, json_member_of(json, "duration_ns"));
}

/* A message that says of the line what the parser did. */
static void check_call(enum line_cause cause, const struct log_line *line, const cJSON *json)
{
	const cJSON *text = json_member_of(json, "message");
	const char *own_text = text->valuestring;
	struct message message;
	bool good = message_parse(own_text, strlen(own_text), &message), ours, call;

	check_message(own_text, strlen(own_text), good, &message);
	ours = json_member_of(json, "schema");
	call = message.kind != MESSAGE_OTHER && (ours || message.kind != MESSAGE_UNFINISHED);
	CHECK((cause == LINE_BAD_NUMBER) == !good);
	if (cause == LINE_BAD_NUMBER)
		return;
	if (cause == LINE_BAD_CALL) {
		const cJSON *function = json_member_of(json, "function"),
			    *uuid = json_member_of(json, "uuid");

		CHECK(ours && call);
		/* A double does not tell whether a time is too large or has a fraction. */
		CHECK((function && !cJSON_IsString(function)) || (uuid && !cJSON_IsString(uuid)) ||
		      json_member_of(json, "time_ns") || json_member_of(json, "duration_ns"));
		return;
	}
	CHECK((line->kind != LINE_OTHER) == call);
	CHECK(!call || !ours ||
	      !(is_no_time(json_member_of(json, "time_ns")) ||
		is_no_time(json_member_of(json, "duration_ns"))));
	if (call && ours)
		check_our_call(line, json);
	else if (call)
		CHECK(line->name.len == message.name_len && line->id.len == message.id_len);
}

static bool is_text(const cJSON *item, const char *text)
{
	return cJSON_IsString(item) && !strcmp(item->valuestring, text);
}

/* The lines that tell of a recording and not of a call. */
static bool is_head(const struct log_line *line, const cJSON *json)
{
	const cJSON *event = json_member_of(json, "event");

	return line->ours && (is_text(event, "run") || is_text(event, "functions"));
}

static void check_object(enum line_cause cause, const struct log_line *line, const cJSON *json)
{
	const cJSON *stamp = json_member_of(json, "timestamp"),
		    *message = json_member_of(json, "message");
	int64_t stamp_ns = 0;
	bool timed = cJSON_IsString(stamp) && expected_time(stamp->valuestring, &stamp_ns);

	CHECK((cause == LINE_NO_TIME) == !stamp);
	if (!stamp)
		return;
	CHECK((cause == LINE_NO_MESSAGE) == !message);
	if (!message)
		return;
	CHECK((cause == LINE_WRONG_TYPE) == !(cJSON_IsString(stamp) && cJSON_IsString(message)));
	if (cause == LINE_WRONG_TYPE)
		return;
	CHECK((cause == LINE_BAD_TIME) == !timed);
	if (!timed)
		return;
	CHECK(line->stamp_ns == stamp_ns);
	CHECK(line->ours == !!json_member_of(json, "schema"));
	if (line->ours)
		check_optional_text(&line->run, json_member_of(json, "run"));
	if (line->ours && is_text(json_member_of(json, "event"), "lost")) {
		CHECK(cause == LINE_OK);
		if (line->kind == LINE_LOST)
			check_integer(line->count, json_member_of(json, "count"));
		return;
	}
	CHECK(line->kind != LINE_LOST);
	CHECK((line->kind == LINE_HEAD) == is_head(line, json));
	if (line->kind == LINE_HEAD) {
		CHECK(cause == LINE_OK);
		return;
	}
	check_call(cause, line, json);
}

static bool is_blank(const char *text, size_t len)
{
	while (len && strchr(" \t\r\n", *text))
		text++, len--;
	return !len;
}

static void check_line(const char *text, size_t len, enum line_cause cause,
		       const struct log_line *line)
{
	enum json_verdict verdict = json_verdict(text, len);
	cJSON *json;

	CHECK((cause == LINE_NUL) == (len && memchr(text, 0, len)));
	if (cause == LINE_NUL || verdict == VERDICT_UNKNOWN)
		return;
	CHECK((cause == LINE_UTF8) == (verdict == VERDICT_NOT_UTF8));
	CHECK((cause == LINE_BLANK) == is_blank(text, len));
	if (cause == LINE_UTF8 || cause == LINE_BLANK)
		return;
	CHECK((cause == LINE_NOT_OBJECT) == (verdict == VERDICT_OTHER));
	CHECK((cause == LINE_TRUNCATED) == (verdict == VERDICT_TRUNCATED));
	CHECK((cause == LINE_NOT_JSON) == (verdict == VERDICT_BAD));
	if (verdict != VERDICT_OBJECT)
		return;
	json = json_object(text, len);
	check_object(cause, line, json);
	cJSON_Delete(json);
}

/* The line with its padding: what is behind the first byte of that must not matter. */
static char *line_of(const uint8_t *data, size_t size, char padding)
{
	char *text = malloc(size + JSON_PADDING);

	memcpy(text, data, size);
	memset(text + size, padding, JSON_PADDING);
	text[size] = '\n';
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = line_of(data, size, '\0'), *other_text = line_of(data, size, '}');
	struct log_line line = { .scratch = malloc(size + 1) };
	struct log_line other = { .scratch = malloc(size + 1) };
	enum line_cause cause = log_line_parse(text, size, &line);
	struct json_value args = log_line_arguments(text, size);

	CHECK(cause == log_line_parse(other_text, size, &other));
	CHECK(line.kind == other.kind && line.stamp_ns == other.stamp_ns);
	CHECK(!args.type || args.text + args.len <= text + size);
	check_line(text, size, cause, &line);
	free(line.scratch);
	free(other.scratch);
	free(text);
	free(other_text);
	return 0;
}
