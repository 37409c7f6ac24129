// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * error.log: the input is the file, read in parts of two sizes. The same must come of both, and no
 * line may count twice.
 */
#include <string.h>

#include "../../analysis/errors.h"
#include "scratch.h"
#include "support.h"

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

static void check_errors(const struct errors *errors, size_t lines)
{
	size_t named = 0;

	CHECK(errors->count == (errors->total < ERRORS_KEPT ? errors->total : ERRORS_KEPT));
	CHECK(errors->total + errors->bad_lines <= lines);
	for (uint32_t i = 0; i < string_table__count(errors->functions); i++)
		named += errors__of(errors, string_table__get(errors->functions, i));
	CHECK(named <= errors->total);
	for (size_t i = 1; i < errors->count; i++)
		CHECK(errors->items[i - 1].stamp_ns <= errors->items[i].stamp_ns);
}

static char *read_errors(unsigned int part, size_t lines, size_t *len)
{
	const struct errors_wanted wanted = { .start_ns = INT64_MIN, .end_ns = INT64_MAX };
	struct errors errors;
	char *text;
	FILE *out = open_memstream(&text, len);

	fuzz_sizes.part = part;
	CHECK(!errors__read(scratch_fd(), scratch_path(), &wanted, &errors));
	check_errors(&errors, lines);
	fprintf(out, "%zu %zu\n", errors.total, errors.bad_lines);
	for (size_t i = 0; i < errors.count; i++)
		put_error(out, &errors.items[i]);
	errors__free(&errors);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t lines = 1, whole_len, parts_len;
	char *whole, *parts;

	scratch_write("error.log", data, size);
	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	whole = read_errors(16 << 10, lines, &whole_len);
	parts = read_errors(50, lines, &parts_len);
	CHECK(whole_len == parts_len);
	CHECK(!memcmp(whole, parts, whole_len));
	free(whole);
	free(parts);
	return 0;
}
