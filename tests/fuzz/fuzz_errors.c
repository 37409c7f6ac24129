// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * error.log: the input is the file, read in parts of two sizes. The same must come of both. What is
 * an error is what PCRE2, cJSON and timegm() say of a line, and no line may count twice.
 */
#include <string.h>

#include "../../analysis/errors.h"
#include "../../analysis/file_lines.h"
#include "json_oracle.h"
#include "scratch.h"
#include "support.h"
#include "time_oracle.h"

static void put_error(FILE *out, const struct error *error)
{
	const char *const texts[] = { error->function,	error->uuid,	 error->kind,
				      error->type,	error->message,	 error->caught_in,
				      error->arguments, error->traceback };

	fprintf(out, "%lld %u %u", (long long)error->stamp_ns, error->pid, error->tid);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		fprintf(out, " %s", texts[i] ? texts[i] : "-");
	for (size_t i = 0; i < error->frame_count; i++) {
		const struct error_frame *frame = &error->frames[i];

		fprintf(out, " [%llx %llx %u %s %s %s]", (long long)frame->pc,
			(long long)frame->offset, frame->line, frame->symbol ? frame->symbol : "-",
			frame->module ? frame->module : "-", frame->file ? frame->file : "-");
	}
	fputc('\n', out);
}

struct line {
	const uint8_t *text;
	size_t len;
};

static int by_text(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* 1: an error; 0: nothing; -1: bad; -2: not to be told. */
static int expected_kind(const struct line *line)
{
	const char *text = (const char *)line->text;
	enum json_verdict verdict = json_verdict(text, line->len);
	const cJSON *stamp, *message;
	cJSON *json;
	int64_t ns;
	int good;

	if (!line->len)
		return 0;
	if (line->len > LINE_BYTES_MAX)
		return -1;
	if (verdict == VERDICT_UNKNOWN || verdict == VERDICT_NOT_UTF8)
		return -2;
	if (verdict != VERDICT_OBJECT)
		return -1;
	json = json_object(text, line->len);
	stamp = json_member_of(json, "timestamp");
	message = json_member_of(json, "message");
	good = cJSON_IsString(stamp) && cJSON_IsString(message) &&
	       expected_time(stamp->valuestring, &ns);
	cJSON_Delete(json);
	return good ? 1 : -1;
}

struct expected {
	size_t total, bad;
	bool unknown;
};

static struct expected expect(const uint8_t *data, size_t size)
{
	struct line *lines = malloc((size + 1) * sizeof(*lines));
	const uint8_t *end = data + size, *newline;
	struct expected expected = { .total = 0 };
	size_t count = 0;

	for (const uint8_t *p = data; p < end; p = newline + 1) {
		newline = memchr(p, '\n', end - p);
		if (!newline)
			newline = end;
		lines[count++] = (struct line){ p, newline - p };
	}
	qsort(lines, count, sizeof(*lines), by_text);
	for (size_t i = 0; i < count; i++) {
		int kind = expected_kind(&lines[i]);

		expected.unknown |= kind == -2;
		expected.bad += kind == -1;
		expected.total += kind == 1 && (i == 0 || by_text(&lines[i - 1], &lines[i]));
	}
	free(lines);
	return expected;
}

static void check_errors(const struct errors *errors, const struct expected *expected)
{
	size_t named = 0;

	CHECK(expected->unknown || errors->total == expected->total);
	CHECK(expected->unknown || errors->bad_lines == expected->bad);
	CHECK(errors->count == (errors->total < ERRORS_KEPT ? errors->total : ERRORS_KEPT));
	for (uint32_t i = 0; i < string_table__count(errors->functions); i++)
		named += errors__of(errors, string_table__get(errors->functions, i));
	CHECK(named <= errors->total);
	for (size_t i = 1; i < errors->count; i++)
		CHECK(errors->items[i - 1].stamp_ns <= errors->items[i].stamp_ns);
}

static char *read_errors(unsigned int part, const struct expected *expected, size_t *len)
{
	const struct errors_wanted wanted = { .start_ns = INT64_MIN, .end_ns = INT64_MAX };
	struct errors errors;
	char *text;
	FILE *out = open_memstream(&text, len);

	fuzz_sizes.part = part;
	CHECK(!errors__read(scratch_fd(), scratch_path(), "error.log", &wanted, &errors));
	check_errors(&errors, expected);
	fprintf(out, "%zu %zu\n", errors.total, errors.bad_lines);
	for (size_t i = 0; i < errors.count; i++)
		put_error(out, &errors.items[i]);
	errors__free(&errors);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct expected expected = expect(data, size);
	size_t whole_len, parts_len;
	char *whole, *parts;

	scratch_write("error.log", data, size);
	whole = read_errors(16 << 10, &expected, &whole_len);
	parts = read_errors(50, &expected, &parts_len);
	CHECK(whole_len == parts_len);
	CHECK(!memcmp(whole, parts, whole_len));
	free(whole);
	free(parts);
	return 0;
}
