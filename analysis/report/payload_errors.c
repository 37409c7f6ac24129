// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <inttypes.h>
#include <stdio.h>

#include "json_out.h"
#include "payload_parts.h"

#define TEXT_MAX   2000 /* bytes of a message, of arguments */
#define NAME_MAX   1000 /* of a symbol, a file */
#define FRAMES_MAX 64	/* of one error */

static void put_text(struct strbuf *json, const char *key, const char *text, size_t max)
{
	bool cut = false;

	if (!text)
		return;
	json__key(json, key);
	json__text(json, text, max, &cut);
	if (cut && !json->failed) {
		json->len--; /* the closing quote */
		strbuf__puts(json, "…\"");
	}
}

static void put_number(struct strbuf *json, const char *key, uint32_t number)
{
	if (number == NUMBER_UNKNOWN)
		return;
	json__key(json, key);
	json__u64(json, number);
}

/* [symbol, offset, module, file, line, pc] */
static void put_frame(struct strbuf *json, const struct error_frame *frame)
{
	char pc[32];

	snprintf(pc, sizeof(pc), "0x%" PRIx64, frame->pc);
	json__comma(json);
	strbuf__puts(json, "[");
	json__text(json, frame->symbol, NAME_MAX, NULL);
	strbuf__puts(json, ",");
	json__u64(json, frame->offset);
	strbuf__puts(json, ",");
	json__text(json, frame->module, NAME_MAX, NULL);
	strbuf__puts(json, ",");
	json__text(json, frame->file, NAME_MAX, NULL);
	strbuf__puts(json, ",");
	json__u64(json, frame->line);
	strbuf__puts(json, ",");
	json__text(json, pc, SIZE_MAX, NULL);
	strbuf__puts(json, "]");
}

static void put_frames(struct strbuf *json, const struct error *error)
{
	size_t count = error->frame_count < FRAMES_MAX ? error->frame_count : FRAMES_MAX;

	json__key(json, "frame_count");
	json__u64(json, error->frame_count);
	json__key(json, "frames");
	strbuf__puts(json, "[");
	for (size_t i = 0; i < count; i++)
		put_frame(json, &error->frames[i]);
	strbuf__puts(json, "]");
}

static void put_error(struct strbuf *json, const struct error *error, bool room)
{
	json__comma(json);
	strbuf__puts(json, "{");
	json__key(json, "time");
	json__time(json, error->stamp_ns);
	put_text(json, "function", error->function, NAME_MAX);
	put_text(json, "uuid", error->uuid, NAME_MAX);
	put_text(json, "kind", error->kind, NAME_MAX);
	put_text(json, "type", error->type, NAME_MAX);
	put_text(json, "message", error->message, TEXT_MAX);
	put_text(json, "caught_in", error->caught_in, NAME_MAX);
	put_text(json, "arguments", error->arguments, TEXT_MAX);
	put_number(json, "pid", error->pid);
	put_number(json, "tid", error->tid);
	if (room) {
		put_text(json, "traceback", error->traceback, 4 * TEXT_MAX);
		if (error->frame_count)
			put_frames(json, error);
	}
	strbuf__puts(json, "}");
}

void payload__put_errors(const struct errors *errors, size_t room, struct strbuf *json)
{
	size_t begin = json->len;

	json__key(json, "errors_total");
	json__u64(json, errors ? errors->total : 0);
	json__key(json, "errors_bad_lines");
	json__u64(json, errors ? errors->bad_lines : 0);
	json__key(json, "errors");
	strbuf__puts(json, "[");
	for (size_t i = 0; errors && i < errors->count && json->len - begin < room; i++)
		put_error(json, &errors->items[i], json->len - begin < room / 2);
	strbuf__puts(json, "]");
}
