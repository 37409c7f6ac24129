// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A CSV file in blocks of two sizes, against a reader that has all of it at once and looks at one
 * byte after the other. Rows must be the same, and as many rows bad: of which fault depends on
 * what is met first when a row has several. The first byte's lowest bit: with a header.
 */
#define CSV_FIELD_MAX  40
#define CSV_ROW_MAX    100
#define CSV_FIELDS_MAX 6

#include <string.h>
#include <sys/mman.h>

/* With limits of its own. */
#include "../../analysis/csv_reader.c"
#include "support.h"

struct text {
	const char *p, *end;
};

static int peek(const struct text *text)
{
	return text->p < text->end ? (unsigned char)*text->p : EOF;
}

/* A quoted field, behind its quote. Returns its length, -1 for a bad one; *stray: of that kind. */
static long quoted_field(struct text *text, char *field, bool *stray)
{
	long len = 0, good = 1;

	for (;;) {
		int c = peek(text);

		if (c == EOF)
			return -1;
		text->p++;
		if (c == '"' && peek(text) != '"')
			break;
		text->p += c == '"';
		good &= c != '\0';
		field[len++] = c;
	}
	if (text->end - text->p >= 2 && text->p[0] == '\r' && text->p[1] == '\n')
		text->p++;
	*stray = peek(text) != ',' && peek(text) != '\n' && peek(text) != EOF;
	return good && !*stray ? len : -1;
}

static long plain_field(struct text *text, char *field, bool *stray)
{
	long len = 0, good = 1;
	int c;

	while ((c = peek(text)) != ',' && c != '\n' && c != EOF && c != '"') {
		good &= c != '\0';
		field[len++] = c;
		text->p++;
	}
	*stray = c == '"';
	if (c == '\n' && len && field[len - 1] == '\r')
		len--;
	return good && !*stray ? len : -1;
}

/* A row as "<field><field>\n" in `out`. Returns the fields, 0 for a blank line, -1 for a bad row.
 */
static long one_row(struct text *text, char *out)
{
	const char *from = text->p;
	char *field = malloc(text->end - text->p + 1);
	long fields = 0, good = 1, len;
	bool stray = false, quoted = false;

	do {
		quoted = peek(text) == '"';
		text->p += quoted;
		len = quoted ? quoted_field(text, field, &stray) : plain_field(text, field, &stray);
		good &= len >= 0 && len <= CSV_FIELD_MAX && ++fields <= CSV_FIELDS_MAX;
		if (good)
			out += sprintf(out, "<%.*s>", (int)len, field);
	} while (!stray && peek(text) == ',' && text->p++);
	while (stray && peek(text) != '\n' && peek(text) != EOF)
		text->p++;
	text->p += peek(text) == '\n';
	strcpy(out, "\n");
	free(field);
	good &= text->p - from <= CSV_ROW_MAX;
	return !good ? -1 : fields == 1 && !len && !quoted ? 0 : fields;
}

/* Returns the bad rows. */
static size_t read_plainly(const char *bytes, size_t len, bool header, char *out)
{
	struct text text = { bytes, bytes + len };
	size_t bad = 0;
	long columns = 0, fields;

	if (header && len >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3))
		text.p += 3;
	*out = '\0';
	while (text.p < text.end) {
		fields = one_row(&text, out);
		if (fields < 0 || (fields && columns && fields != columns))
			bad++;
		else if (fields && header && !columns)
			columns = fields;
		else if (fields)
			out += strlen(out);
		*out = '\0';
	}
	return bad;
}

static size_t read_in_blocks(int fd, unsigned int block, bool header, char *out)
{
	struct csv_reader *reader;
	struct csv_field *fields;
	size_t count, bad = 0;
	int more = 1;

	lseek(fd, 0, SEEK_SET);
	fuzz_sizes.csv_block = block;
	reader = csv_reader__new(fd);
	if (header)
		more = csv_reader__header(reader) ? 0 : 1;
	while (more && (more = csv_reader__next(reader, &fields, &count)) > 0) {
		for (size_t i = 0; i < count; i++) {
			CHECK(strlen(fields[i].text) == fields[i].len);
			memset(fields[i].text + fields[i].len, 0, 1);
			out += sprintf(out, "<%s>", fields[i].text);
		}
		*out++ = '\n';
	}
	CHECK(more == 0);
	*out = '\0';
	for (int fault = 0; fault < CSV_FAULTS; fault++)
		bad += csv_reader__faults(reader, fault);
	csv_reader__free(reader);
	return bad;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	static const unsigned int blocks[] = { 2, 7, 16 << 10 };
	char *expected, *found;
	size_t bad;

	if (fd < 0)
		fd = memfd_create("csv", MFD_CLOEXEC);
	if (!size)
		return 0;
	CHECK(!ftruncate(fd, 0) && pwrite(fd, data + 1, size - 1, 0) == (ssize_t)size - 1);
	expected = malloc(4 * size + 8);
	found = malloc(4 * size + 8);
	bad = read_plainly((const char *)data + 1, size - 1, data[0] & 1, expected);
	for (size_t i = 0; i < ARRAY_LEN(blocks); i++) {
		CHECK(bad == read_in_blocks(fd, blocks[i], data[0] & 1, found));
		CHECK(!strcmp(expected, found));
	}
	free(expected);
	free(found);
	return 0;
}
