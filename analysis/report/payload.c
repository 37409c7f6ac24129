// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "payload.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

#include "columns.h"
#include "json_out.h"
#include "payload_parts.h"

#define DEFLATE_LEVEL 3 /* 6 takes twice as long for 0.6 % */
#define LENGTH_BYTES  4

static void put_column_length(struct strbuf *json, const char *name, const struct strbuf *column)
{
	json__key(json, name);
	json__u64(json, column->len);
}

/* All columns, in the order that the JSON text names them in. */
enum payload_column {
	COLUMN_SHARED_BINS = SAMPLE_COLUMNS,
	COLUMN_OWN_BINS,
	COLUMN_BUSY,
	COLUMN_RSS_BINS,
	PAYLOAD_COLUMNS,
};

static const char *const COLUMN_NAMES[PAYLOAD_COLUMNS] = {
	[COLUMN_START] = "start",	[COLUMN_DURATION] = "duration",
	[COLUMN_FUNCTION] = "function", [COLUMN_PROBES] = "probes",
	[COLUMN_THREAD] = "thread",	[COLUMN_DEPTH] = "depth",
	[COLUMN_OUTCOME] = "outcome",	[COLUMN_SELF] = "self",
	[COLUMN_CPU] = "cpu",		[COLUMN_RSS] = "rss",
	[COLUMN_MEMORY] = "memory",	[COLUMN_SHARED_BINS] = "shared_bins",
	[COLUMN_OWN_BINS] = "own_bins", [COLUMN_BUSY] = "busy",
	[COLUMN_RSS_BINS] = "rss_bins",
};

/* What the payload is made of. */
struct parts {
	struct sample sample;
	struct function_bins bins;
	struct strbuf busy, rss_bins;
	const struct strbuf *columns[PAYLOAD_COLUMNS];
};

static int make_parts(const struct report_input *input, const struct page_room *room,
		      struct parts *parts)
{
	struct sample *sample = &parts->sample;
	int err = sample__make(input, room, sample);

	if (!err)
		err = function_bins__count(input->aggregate, sample->functions, &parts->bins);
	if (err)
		return err;
	time_bins__put_busy(&sample->bins, &parts->busy);
	time_bins__put_memory(&sample->bins, &parts->rss_bins);
	for (int i = 0; i < SAMPLE_COLUMNS; i++)
		parts->columns[i] = &sample->columns[i];
	parts->columns[COLUMN_SHARED_BINS] = &parts->bins.shared;
	parts->columns[COLUMN_OWN_BINS] = &parts->bins.own;
	parts->columns[COLUMN_BUSY] = &parts->busy;
	parts->columns[COLUMN_RSS_BINS] = &parts->rss_bins;
	return parts->busy.failed || parts->rss_bins.failed ? -ENOMEM : 0;
}

static void free_parts(struct parts *parts)
{
	sample__free(&parts->sample);
	function_bins__free(&parts->bins);
	free(parts->busy.bytes);
	free(parts->rss_bins.bytes);
}

static void put_json(const struct report_input *input, const struct page_room *room,
		     const struct parts *parts, struct strbuf *json)
{
	const struct sample *sample = &parts->sample;

	strbuf__puts(json, "{\"version\":1");
	payload__put_run(input, sample, json);
	payload__put_functions(input, sample, &parts->bins, json);
	payload__put_details(input, sample, json);
	payload__put_open(input, sample, json);
	payload__put_errors(input->errors, room->error_bytes, json);
	json__key(json, "comparison");
	strbuf__puts(json, input->comparison_json ? input->comparison_json : "null");
	json__key(json, "columns");
	strbuf__puts(json, "{");
	for (int i = 0; i < PAYLOAD_COLUMNS; i++)
		put_column_length(json, COLUMN_NAMES[i], parts->columns[i]);
	strbuf__puts(json, "}}");
}

/* The stream has room for all that can come of it. */
static void deflate_piece(z_stream *stream, const char *bytes, size_t len, int flush)
{
	stream->next_in = (Bytef *)bytes;
	stream->avail_in = len;
	deflate(stream, flush);
}

static int deflate_all(const struct strbuf *json, const struct parts *parts, struct strbuf *out)
{
	const char length[LENGTH_BYTES] = { json->len, json->len >> 8, json->len >> 16,
					    json->len >> 24 };
	size_t total = LENGTH_BYTES + json->len;
	z_stream stream = { 0 };
	char *p;

	if (deflateInit2(&stream, DEFLATE_LEVEL, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	for (int i = 0; i < PAYLOAD_COLUMNS; i++)
		total += parts->columns[i]->len;
	total = deflateBound(&stream, total);
	p = strbuf__reserve(out, total);
	if (p) {
		stream.next_out = (Bytef *)p;
		stream.avail_out = total;
		deflate_piece(&stream, length, sizeof(length), Z_NO_FLUSH);
		deflate_piece(&stream, json->bytes, json->len, Z_NO_FLUSH);
		for (int i = 0; i < PAYLOAD_COLUMNS; i++)
			deflate_piece(&stream, parts->columns[i]->bytes, parts->columns[i]->len,
				      Z_NO_FLUSH);
		deflate_piece(&stream, NULL, 0, Z_FINISH);
		strbuf__took(out, (char *)stream.next_out);
	}
	deflateEnd(&stream);
	return p ? 0 : -ENOMEM;
}

static void put_base64(const unsigned char *in, size_t len, struct strbuf *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *p = strbuf__reserve(out, (len + 2) / 3 * 4);

	if (!p)
		return;
	for (; len >= 3; len -= 3, in += 3) {
		*p++ = digits[in[0] >> 2];
		*p++ = digits[(in[0] & 3) << 4 | in[1] >> 4];
		*p++ = digits[(in[1] & 15) << 2 | in[2] >> 6];
		*p++ = digits[in[2] & 63];
	}
	if (len > 0) {
		unsigned int second = len == 2 ? in[1] : 0;

		*p++ = digits[in[0] >> 2];
		*p++ = digits[(in[0] & 3) << 4 | second >> 4];
		*p++ = len == 2 ? digits[(second & 15) << 2] : '=';
		*p++ = '=';
	}
	strbuf__took(out, p);
}

static int encode(const struct report_input *input, const struct page_room *room,
		  const struct parts *parts, struct strbuf *payload)
{
	struct strbuf json = { 0 }, deflated = { 0 };
	int err;

	put_json(input, room, parts, &json);
	err = json.failed ? -ENOMEM : 0;
	if (!err && json.len > UINT32_MAX)
		err = -E2BIG;
	if (!err)
		err = deflate_all(&json, parts, &deflated);
	if (!err)
		put_base64((unsigned char *)deflated.bytes, deflated.len, payload);
	free(json.bytes);
	free(deflated.bytes);
	return err ? err : payload->failed ? -ENOMEM : 0;
}

int payload__make(const struct report_input *input, const struct page_room *room,
		  struct strbuf *payload)
{
	struct parts parts = { 0 };
	int err = make_parts(input, room, &parts);

	if (!err)
		err = encode(input, room, &parts, payload);
	free_parts(&parts);
	return err;
}
