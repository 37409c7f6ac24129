/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads the data of a page back, as its script does. */
#ifndef MAAP_TESTS_PAGE_DATA_H
#define MAAP_TESTS_PAGE_DATA_H

/* clang-format off: cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <cjson/cJSON.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "../../analysis/report/page_parts.h"

struct page_data {
	char *file;
	size_t file_len;
	unsigned char *bytes; /* inflated */
	size_t len;
	cJSON *json;
	const unsigned char *columns;
};

/* Reads numbers of a column, one after the other. */
struct page_column {
	const unsigned char *at, *end;
};

static inline int base64_digit(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Nothing else stands between the parts of the page but base64. */
static inline unsigned char *from_base64(const char *text, size_t len, size_t *out_len)
{
	unsigned char *out = malloc(len / 4 * 3 + 3);
	size_t used = 0;

	assert_int_equal(len % 4, 0);
	for (size_t i = 0; i < len; i += 4) {
		int padding = text[i + 3] != '=' ? 0 : text[i + 2] != '=' ? 1 : 2;
		uint32_t bits = 0;

		assert_true(padding == 0 || i + 4 == len);
		for (int k = 0; k < 4; k++) {
			int digit = k >= 4 - padding ? 0 : base64_digit(text[i + k]);

			assert_true(digit >= 0);
			bits = bits << 6 | (uint32_t)digit;
		}
		for (int k = 0; k < 3 - padding; k++)
			out[used++] = (unsigned char)(bits >> (16 - 8 * k));
	}
	*out_len = used;
	return out;
}

static inline void inflate_all(struct page_data *page, unsigned char *in, size_t in_len)
{
	z_stream stream = { .next_in = in, .avail_in = (uInt)in_len };
	size_t room = 1 << 20;
	int status;

	assert_int_equal(inflateInit2(&stream, -MAX_WBITS), Z_OK);
	page->bytes = NULL;
	do {
		room *= 2;
		page->bytes = realloc(page->bytes, room);
		stream.next_out = page->bytes + stream.total_out;
		stream.avail_out = (uInt)(room - stream.total_out);
		status = inflate(&stream, Z_NO_FLUSH);
	} while (status == Z_OK);
	assert_int_equal(status, Z_STREAM_END);
	assert_int_equal(stream.avail_in, 0);
	page->len = stream.total_out;
	inflateEnd(&stream);
}

/* The file's text becomes the page's. */
static inline void page_data_read(struct page_data *page, char *file, size_t len)
{
	size_t head = page_head_end - page_head, tail = page_tail_end - page_tail, json_len,
	       deflated;
	unsigned char *bytes;

	*page = (struct page_data){ .file = file, .file_len = len };
	assert_true(len > head + tail);
	assert_memory_equal(file, page_head, head);
	assert_memory_equal(file + len - tail, page_tail, tail);
	bytes = from_base64(file + head, len - head - tail, &deflated);
	inflate_all(page, bytes, deflated);
	free(bytes);
	json_len = page->bytes[0] | page->bytes[1] << 8 | page->bytes[2] << 16 |
		   (size_t)page->bytes[3] << 24;
	page->json = cJSON_ParseWithLength((char *)page->bytes + 4, json_len);
	assert_non_null(page->json);
	page->columns = page->bytes + 4 + json_len;
}

static inline void page_data_free(struct page_data *page)
{
	cJSON_Delete(page->json);
	free(page->bytes);
	free(page->file);
}

static inline double page_number(const struct page_data *page, const char *key)
{
	const cJSON *item = cJSON_GetObjectItem(page->json, key);

	assert_true(cJSON_IsNumber(item));
	return item->valuedouble;
}

static inline struct page_column page_column(const struct page_data *page, const char *name)
{
	const unsigned char *at = page->columns;
	const cJSON *item;

	cJSON_ArrayForEach(item, cJSON_GetObjectItem(page->json, "columns"))
	{
		if (strcmp(item->string, name) == 0)
			return (struct page_column){ at, at + (size_t)item->valuedouble };
		at += (size_t)item->valuedouble;
	}
	fail_msg("no column %s", name);
	return (struct page_column){ 0 };
}

static inline uint64_t column_next(struct page_column *column)
{
	uint64_t value = 0;

	for (int shift = 0;; shift += 7) {
		unsigned char byte;

		assert_true(column->at < column->end && shift < 64);
		byte = *column->at++;
		value |= (uint64_t)(byte & 127) << shift;
		if (!(byte & 128))
			return value;
	}
}

/* Whether it is known. */
static inline bool column_next_signed(struct page_column *column, int64_t *value)
{
	uint64_t zigzag = column_next(column);

	if (zigzag == 0)
		return false;
	zigzag--;
	*value = (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1);
	return true;
}

#endif
