// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "log_line.h"

#include <emmintrin.h>
#include <string.h>

#include "../user/util/escape.h"
#include "json_text.h"
#include "time_stamp.h"

const char *line_cause_text(enum line_cause cause)
{
	static const char *const texts[LINE_CAUSES] = {
		[LINE_OK] = "good",
		[LINE_BLANK] = "blank",
		[LINE_TOO_LONG] = "longer than 1 MiB",
		[LINE_NUL] = "NUL byte",
		[LINE_UTF8] = "invalid UTF-8",
		[LINE_TRUNCATED] = "truncated",
		[LINE_NOT_JSON] = "not JSON",
		[LINE_NOT_OBJECT] = "JSON, but no object",
		[LINE_NO_TIME] = "no timestamp",
		[LINE_NO_MESSAGE] = "no message",
		[LINE_WRONG_TYPE] = "timestamp or message of a wrong type",
		[LINE_BAD_TIME] = "bad timestamp",
		[LINE_BAD_NUMBER] = "bad number in a call's message",
		[LINE_BAD_CALL] = "name, id or times of a wrong type",
	};

	return texts[cause];
}

/* The members that matter, as they stand in the line. */
struct members {
	struct json_value timestamp, message, function, uuid, event, schema, run, time_ns, module,
		pid, tid, depth, parent, duration_ns, self_ns, thread_cpu_ns, outcome, count, args;
};

#define MEMBER(key)                                                                                \
	{                                                                                          \
#key, sizeof(#key) - 1, offsetof(struct members, key)                              \
	}

static const struct {
	const char *name;
	size_t len;
	size_t offset;
} known_members[] = {
	MEMBER(timestamp), MEMBER(message),	MEMBER(function), MEMBER(uuid),
	MEMBER(event),	   MEMBER(schema),	MEMBER(run),	  MEMBER(time_ns),
	MEMBER(module),	   MEMBER(pid),		MEMBER(tid),	  MEMBER(depth),
	MEMBER(parent),	   MEMBER(duration_ns), MEMBER(self_ns),  MEMBER(thread_cpu_ns),
	MEMBER(outcome),   MEMBER(count),	MEMBER(args),
};

#define KNOWN_MEMBERS (sizeof(known_members) / sizeof(*known_members))

/*
 * Where the key's value goes, NULL if it is not wanted. Writers keep an order, so the search begins
 * behind the member that came before.
 */
static struct json_value *member_place(struct members *members, const struct json_value *key,
				       size_t *next)
{
	for (size_t i = 0; i < KNOWN_MEMBERS; i++) {
		size_t known = *next + i < KNOWN_MEMBERS ? *next + i : *next + i - KNOWN_MEMBERS;

		if (key->escaped ? !json_string_is(key, known_members[known].name)
				 : key->len != known_members[known].len ||
					   memcmp(key->text, known_members[known].name, key->len))
			continue;
		*next = known + 1;
		return (struct json_value *)((char *)members + known_members[known].offset);
	}
	return NULL;
}

static enum line_cause read_members(const char *text, size_t len, struct members *members)
{
	struct json_scan scan = { .p = text, .end = text + len };
	struct json_value key, value, *place;
	size_t next = 0;
	int more;

	json_skip_blanks(&scan);
	if (scan.p == scan.end)
		return LINE_BLANK;
	if (*scan.p != '{') {
		if (!json_value(&scan, &value))
			return LINE_NOT_JSON;
		json_skip_blanks(&scan);
		return scan.p == scan.end ? LINE_NOT_OBJECT : LINE_NOT_JSON;
	}
	scan.p++;
	for (bool first = true; (more = json_member(&scan, first, &key, &value)) > 0;
	     first = false) {
		place = member_place(members, &key, &next);
		if (place)
			*place = value; /* of equal keys the last counts */
	}
	if (scan.truncated)
		return LINE_TRUNCATED;
	if (more < 0)
		return LINE_NOT_JSON;
	json_skip_blanks(&scan);
	return scan.p == scan.end ? LINE_OK : LINE_NOT_JSON;
}

static bool is_utf8(const char *text, size_t len)
{
	uint32_t codepoint;

	for (size_t i = 0; i < len;) {
		i += utf8_next(text + i, len - i, &codepoint);
		if (codepoint == UINT32_MAX)
			return false;
	}
	return true;
}

/* Bytes above 0x7f are rare, and NUL more so: both are ruled out 16 bytes at a time. */
static enum line_cause check_bytes(const char *text, size_t len)
{
	__m128i least = _mm_set1_epi8(0x7f), highs = _mm_setzero_si128(), bytes;
	bool high = false, zero = false;
	size_t i = 0;

	for (; i + 16 <= len; i += 16) {
		bytes = _mm_loadu_si128((const __m128i *)(text + i));
		least = _mm_min_epu8(least, bytes);
		highs = _mm_or_si128(highs, bytes);
	}
	for (; i < len; i++) {
		high |= text[i] & 0x80;
		zero |= !text[i];
	}
	if (zero || _mm_movemask_epi8(_mm_cmpeq_epi8(least, _mm_setzero_si128())))
		return LINE_NUL;
	if (!high && !_mm_movemask_epi8(highs))
		return LINE_OK;
	return is_utf8(text, len) ? LINE_OK : LINE_UTF8;
}

static int64_t integer_or_unknown(const struct json_value *value)
{
	int64_t number;

	return json_integer(value, &number) ? number : INT64_MIN;
}

static enum call_outcome outcome_of(const struct json_value *value)
{
	if (json_string_is(value, "returned"))
		return OUTCOME_RETURNED;
	if (json_string_is(value, "unwound"))
		return OUTCOME_UNWOUND;
	if (json_string_is(value, "tail-called"))
		return OUTCOME_TAIL_CALLED;
	if (json_string_is(value, "unfinished"))
		return OUTCOME_UNFINISHED;
	return OUTCOME_UNKNOWN;
}

static struct json_value plain_string(const char *text, size_t len)
{
	return (struct json_value){ .type = JSON_STRING, .text = text, .len = len };
}

static struct json_value string_or_none(const struct json_value *value)
{
	return value->type == JSON_STRING ? *value : (struct json_value){ .type = JSON_NONE };
}

/* The times that our keys give more directly than the message. */
static bool take_times(struct message *message, const struct members *members)
{
	int64_t ns;

	if (members->time_ns.type) {
		if (!json_integer(&members->time_ns, &ns) || ns < 0)
			return false;
		message->wall = (struct exact_seconds){ .ns = ns };
	}
	if (members->duration_ns.type) {
		if (!json_integer(&members->duration_ns, &ns) || ns < 0)
			return false;
		message->duration = (struct exact_seconds){ .ns = ns };
		message->has_duration = true;
	}
	return true;
}

static enum line_cause take_our_call(struct log_line *line, const struct members *members)
{
	if (members->function.type) {
		if (members->function.type != JSON_STRING)
			return LINE_BAD_CALL;
		line->name = members->function;
	}
	if (members->uuid.type) {
		if (members->uuid.type != JSON_STRING)
			return LINE_BAD_CALL;
		line->id = members->uuid;
	}
	if (!take_times(&line->message, members))
		return LINE_BAD_CALL;
	line->parent = string_or_none(&members->parent);
	line->module = string_or_none(&members->module);
	line->pid = integer_or_unknown(&members->pid);
	line->tid = integer_or_unknown(&members->tid);
	line->depth = integer_or_unknown(&members->depth);
	line->self_ns = integer_or_unknown(&members->self_ns);
	line->thread_cpu_ns = integer_or_unknown(&members->thread_cpu_ns);
	line->outcome = outcome_of(&members->outcome);
	return LINE_OK;
}

/* A string with its escapes resolved: most have none. */
static struct json_value plain_text(struct log_line *line, const struct json_value *value)
{
	if (!value->escaped)
		return *value;
	return plain_string(line->scratch,
			    json_unescape(line->scratch, value->text, value->len) - line->scratch);
}

static enum line_cause take_call(struct log_line *line, const struct members *members)
{
	static const enum line_kind kinds[] = { [MESSAGE_OTHER] = LINE_OTHER,
						[MESSAGE_START] = LINE_START,
						[MESSAGE_END] = LINE_END,
						[MESSAGE_UNFINISHED] = LINE_UNFINISHED };
	struct json_value text = plain_text(line, &members->message);
	enum line_cause cause = LINE_OK;

	if (!message_parse(text.text, text.len, &line->message))
		return LINE_BAD_NUMBER;
	line->kind = kinds[line->message.kind];
	if (line->kind == LINE_UNFINISHED && !line->ours)
		line->kind = LINE_OTHER;
	if (line->kind == LINE_OTHER)
		return LINE_OK;
	line->name = plain_string(line->message.name, line->message.name_len);
	line->id = plain_string(line->message.id, line->message.id_len);
	if (line->ours)
		cause = take_our_call(line, members);
	if (cause)
		line->kind = LINE_OTHER;
	return cause;
}

enum line_cause log_line_parse(const char *text, size_t len, struct log_line *line)
{
	struct members members = { .timestamp.type = JSON_NONE };
	enum line_cause cause = check_bytes(text, len);
	char *scratch = line->scratch;
	struct json_value stamp;

	if (!cause)
		cause = read_members(text, len, &members);
	if (cause)
		return cause;
	if (!members.timestamp.type)
		return LINE_NO_TIME;
	if (!members.message.type)
		return LINE_NO_MESSAGE;
	if (members.timestamp.type != JSON_STRING || members.message.type != JSON_STRING)
		return LINE_WRONG_TYPE;
	*line = (struct log_line){ .scratch = scratch,
				   .ours = members.schema.type != JSON_NONE,
				   .pid = INT64_MIN,
				   .tid = INT64_MIN,
				   .depth = INT64_MIN,
				   .self_ns = INT64_MIN,
				   .thread_cpu_ns = INT64_MIN };
	stamp = plain_text(line, &members.timestamp);
	if (!time_stamp_parse(stamp.text, stamp.len, &line->stamp_ns))
		return LINE_BAD_TIME;
	if (line->ours)
		line->run = string_or_none(&members.run);
	if (line->ours && json_string_is(&members.event, "lost")) {
		line->kind = json_integer(&members.count, &line->count) ? LINE_LOST : LINE_OTHER;
		return LINE_OK;
	}
	if (line->ours && (json_string_is(&members.event, "run") ||
			   json_string_is(&members.event, "functions"))) {
		line->kind = LINE_HEAD;
		line->is_first = json_string_is(&members.event, "run");
		return LINE_OK;
	}
	return take_call(line, &members);
}

struct json_value log_line_arguments(const char *text, size_t len)
{
	struct members members = { .timestamp.type = JSON_NONE };

	if (check_bytes(text, len) || read_members(text, len, &members))
		return (struct json_value){ .type = JSON_NONE };
	return members.args;
}
