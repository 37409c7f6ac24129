/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One line of timing.log, taken apart. */
#ifndef MAAP_ANALYSIS_LOG_LINE_H
#define MAAP_ANALYSIS_LOG_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "calls.h"
#include "file_lines.h"
#include "json_scan.h"
#include "message.h"

/* What is wrong with a line. */
enum line_cause {
	LINE_OK,
	/* It is no record. */
	LINE_BLANK,
	LINE_TOO_LONG,
	LINE_NUL,
	LINE_UTF8,
	LINE_TRUNCATED,
	LINE_NOT_JSON,
	LINE_NOT_OBJECT,
	LINE_NO_TIME,
	LINE_NO_MESSAGE,
	LINE_WRONG_TYPE,
	LINE_BAD_TIME,
	/* It is a record, and begins as a call's, but it cannot be used as one. */
	LINE_BAD_NUMBER,
	LINE_BAD_CALL,
	LINE_CAUSES,
};

/* For people: "not JSON". */
const char *line_cause_text(enum line_cause cause);

enum line_kind {
	LINE_OTHER, /* a record about something else */
	LINE_START,
	LINE_END,
	LINE_UNFINISHED,
	LINE_LOST, /* `count` records were lost */
	LINE_HEAD, /* the first of a recording, or one that tells of further functions */
};

struct log_line {
	enum line_kind kind;
	bool ours; /* it has the key "schema" */
	int64_t stamp_ns;
	struct json_value run; /* JSON_NONE: not told */
	/* Of a call: strings as they stand in the line, with escapes where `escaped` says so. */
	struct json_value name, id, parent, module;
	struct message message;
	int64_t pid, tid, depth, self_ns, thread_cpu_ns; /* INT64_MIN: not told */
	int64_t count;
	bool is_first; /* of a head */
	enum call_outcome outcome;
	char *scratch; /* LINE_BYTES_MAX bytes of the caller's, for a message with escapes */
};

/*
 * `len` bytes at `text`, without newline; JSON_PADDING more may be read, of which the first is
 * below 0x20. What the line holds is told by pointers into it. A cause from LINE_BAD_NUMBER on
 * leaves it a record: kind is LINE_OTHER then.
 */
enum line_cause log_line_parse(const char *text, size_t len, struct log_line *line);

/* The value of the member "args", JSON_NONE if there is none. */
struct json_value log_line_arguments(const char *text, size_t len);

#endif
