/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "../../analysis/csv_reader.h"
#include "support.h"

/* A file without a name that holds `len` bytes, read from the start. */
static int file_of(const char *bytes, size_t len)
{
	int fd = memfd_create("csv", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* The same, one byte for each read(): every byte is the first of a block and the last of one. */
static int dripping(const char *bytes, size_t len)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	for (size_t i = 0; i < len; i++)
		assert_int_equal(send(ends[0], bytes + i, 1, MSG_DONTWAIT), 1);
	close(ends[0]);
	return ends[1];
}

/* All rows as text: fields in <>, a row a line; then the faults, each as its number and '!'. */
static void read_all(int fd, char *out, size_t size)
{
	struct csv_reader *reader = csv_reader__new(fd);
	struct csv_field *fields;
	FILE *file = fmemopen(out, size, "w");
	size_t count;
	int ret;

	assert_non_null(reader);
	assert_non_null(file);
	while ((ret = csv_reader__next(reader, &fields, &count)) == 1) {
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(strlen(fields[i].text), fields[i].len);
			fprintf(file, "<%s>", fields[i].text);
		}
		fputc('\n', file);
	}
	assert_int_equal(ret, 0);
	for (int fault = 0; fault < CSV_FAULTS; fault++) {
		for (size_t i = 0; i < csv_reader__faults(reader, fault); i++)
			fprintf(file, "%d!", fault);
	}
	fputc('\0', file);
	assert_int_equal(fclose(file), 0);
	csv_reader__free(reader);
	close(fd);
}

static void assert_rows(const char *csv, size_t len, const char *expected)
{
	char whole[4096], dripped[4096];

	read_all(file_of(csv, len), whole, sizeof(whole));
	assert_string_equal(whole, expected);
	read_all(dripping(csv, len), dripped, sizeof(dripped));
	assert_string_equal(dripped, expected);
}

#define ASSERT_ROWS(csv, expected) assert_rows(csv, sizeof(csv) - 1, expected)

static void test_fields(void **state)
{
	(void)state;
	ASSERT_ROWS("", "");
	ASSERT_ROWS("a", "<a>\n");
	ASSERT_ROWS("a,b\n", "<a><b>\n");
	ASSERT_ROWS("a,b\n1,2", "<a><b>\n<1><2>\n");
	ASSERT_ROWS("a,\n,b\n,\n", "<a><>\n<><b>\n<><>\n");
	ASSERT_ROWS("a,", "<a><>\n");
	ASSERT_ROWS(" a , b \n", "< a >< b >\n");
	ASSERT_ROWS("n\xc3\xa4m,\xff\n", "<n\xc3\xa4m><\xff>\n");
}

static void test_quotes(void **state)
{
	(void)state;
	ASSERT_ROWS("\"a\",\"b,c\"\n", "<a><b,c>\n");
	ASSERT_ROWS("\"say \"\"hi\"\"\",x\n", "<say \"hi\"><x>\n");
	ASSERT_ROWS("\"\"\"\"\n", "<\">\n");
	ASSERT_ROWS("\"\"\n", "<>\n");
	ASSERT_ROWS("\"\",\"\"", "<><>\n");
	ASSERT_ROWS("\"two\nlines\",x\n1,2\n", "<two\nlines><x>\n<1><2>\n");
	ASSERT_ROWS("\"a\r\nb\",\"\n\"\n", "<a\r\nb><\n>\n");
	ASSERT_ROWS("\"end\"", "<end>\n");
}

static void test_line_ends(void **state)
{
	(void)state;
	ASSERT_ROWS("a,b\r\n1,2\r\n", "<a><b>\n<1><2>\n");
	ASSERT_ROWS("\"a\",\"b\"\r\n\"1\",\"2\"\r\n", "<a><b>\n<1><2>\n");
	ASSERT_ROWS("a\rb,c\r\r\n", "<a\rb><c\r>\n");
	ASSERT_ROWS("a,\r\nb,\"\"\r\n", "<a><>\n<b><>\n");
	ASSERT_ROWS("\n\na\n\r\n\nb\n\n", "<a>\n<b>\n");
}

static void test_faults(void **state)
{
	(void)state;
	ASSERT_ROWS("a\"b,c\nd\n", "<d>\n0!");
	ASSERT_ROWS("\"a\"b,c\nd\n", "<d>\n0!");
	ASSERT_ROWS("\"a\"\rb\nd\n", "<d>\n0!");
	ASSERT_ROWS("\"a\" ,c\nd\n", "<d>\n0!");
	ASSERT_ROWS("d\n\"a,b\nc\n", "<d>\n1!");
	ASSERT_ROWS("d\n\"", "<d>\n1!");
	ASSERT_ROWS("a\0b,c\nd\n", "<d>\n3!");
	ASSERT_ROWS("a,\"\0\nno,row\n\",c\nd\n", "<d>\n3!");
	ASSERT_ROWS("\0\0\0\0", "3!");
	ASSERT_ROWS("\0", "3!");
	/* Killed within a row, then appended to: that one is lost and no more. */
	ASSERT_ROWS("1,\"{\"\"args\"\"\n", "1!");
	ASSERT_ROWS("1,\"{\"\"arg2,\"{\"\"args\"\":[]}\"\n3,\"{\"\"a\"\":1}\"\n",
		    "<3><{\"a\":1}>\n0!");
}

static void test_header(void **state)
{
	static const char csv[] =
		"\xef\xbb\xbf\"Function\",Call ID,Call ID,\"with \"\"quotes\"\"\"\n"
		"f,1,2,3\nshort,1,2\nlong,1,2,3,4\ng,4,5,6\n";

	(void)state;
	for (int drip = 0; drip < 2; drip++) {
		int fd = drip ? dripping(csv, sizeof(csv) - 1) : file_of(csv, sizeof(csv) - 1);
		struct csv_reader *reader = csv_reader__new(fd);
		struct csv_field *fields;
		size_t count;

		assert_int_equal(csv_reader__header(reader), 0);
		assert_int_equal(csv_reader__column(reader, "Function"), 0);
		assert_int_equal(csv_reader__column(reader, "Call ID"), 1);
		assert_int_equal(csv_reader__column(reader, "with \"quotes\""), 3);
		assert_int_equal(csv_reader__column(reader, "function"), -ENOENT);
		assert_int_equal(csv_reader__next(reader, &fields, &count), 1);
		assert_string_equal(fields[0].text, "f");
		assert_int_equal(csv_reader__next(reader, &fields, &count), 1);
		assert_string_equal(fields[0].text, "g");
		assert_int_equal(csv_reader__next(reader, &fields, &count), 0);
		assert_int_equal(csv_reader__next(reader, &fields, &count), 0);
		assert_int_equal(csv_reader__faults(reader, CSV_FIELD_COUNT), 2);
		csv_reader__free(reader);
		close(fd);
	}
}

static void test_no_header(void **state)
{
	int fd = file_of("\n\n", 2);
	struct csv_reader *reader = csv_reader__new(fd);

	(void)state;
	assert_int_equal(csv_reader__header(reader), -ENODATA);
	csv_reader__free(reader);
	close(fd);
}

static void test_unreadable(void **state)
{
	struct csv_reader *reader = csv_reader__new(-1);
	struct csv_field *fields;
	size_t count;

	(void)state;
	assert_int_equal(csv_reader__header(reader), -EBADF);
	assert_int_equal(csv_reader__next(reader, &fields, &count), -EBADF);
	csv_reader__free(reader);
	csv_reader__free(NULL);
}

/* Rows around one of `len` bytes that is all one field, in quotes or not. */
static void check_long(size_t len, bool quoted, const char *end, bool good)
{
	char *csv = malloc(len + 64), *p = csv;
	struct csv_reader *reader;
	struct csv_field *fields;
	size_t count, rows = 0;
	int fd;

	p = stpcpy(p, "before,1\n");
	p = stpcpy(p, quoted ? "long,\"" : "long,");
	memset(p, 'x', len);
	if (quoted)
		memcpy(p + len / 2, "\nforged,1\n", 10);
	p = stpcpy(p + len, quoted ? "\"" : "");
	p = stpcpy(p, end);
	p = stpcpy(p, "after,1\n");
	fd = file_of(csv, p - csv);
	reader = csv_reader__new(fd);
	while (csv_reader__next(reader, &fields, &count) == 1) {
		assert_int_equal(count, 2);
		assert_string_equal(fields[0].text, rows == 0		? "before"
						    : rows == 1 && good ? "long"
									: "after");
		assert_int_equal(fields[1].len, rows == 1 && good ? len : 1);
		rows++;
	}
	assert_int_equal(rows, good ? 3 : 2);
	assert_int_equal(csv_reader__faults(reader, CSV_TOO_LONG), good ? 0 : 1);
	csv_reader__free(reader);
	close(fd);
	free(csv);
}

static void test_long_fields(void **state)
{
	static const size_t lens[] = { 100,    (256 << 10) - 15,  256 << 10,
				       300000, CSV_FIELD_MAX - 1, CSV_FIELD_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
		for (int quoted = 0; quoted < 2; quoted++) {
			check_long(lens[i], quoted, "\n", true);
			check_long(lens[i], quoted, "\r\n", true);
		}
	}
	for (int quoted = 0; quoted < 2; quoted++) {
		check_long(CSV_FIELD_MAX + 1, quoted, "\n", false);
		check_long(CSV_FIELD_MAX + 1, quoted, "\r\n", false);
		check_long(40 << 20, quoted, "\n", false);
	}
}

static void test_too_many_fields(void **state)
{
	char csv[CSV_FIELDS_MAX + 8], out[64];

	(void)state;
	memset(csv, ',', CSV_FIELDS_MAX);
	strcpy(csv + CSV_FIELDS_MAX, "\nd\n");
	read_all(file_of(csv, CSV_FIELDS_MAX + 3), out, sizeof(out));
	assert_string_equal(out, "<d>\n2!");
}

/* The bytes that matter, in any order: what is read is the same, however it comes in blocks. */
static void test_any_order(void **state)
{
	static const char alphabet[] = { 'a', ',', '"', '"', '\n', '\r', '\0', ' ' };
	uint64_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char csv[24], whole[512], dripped[512];
		size_t len = round % sizeof(csv);

		for (size_t i = 0; i < len; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			csv[i] = alphabet[seed >> 61];
		}
		read_all(file_of(csv, len), whole, sizeof(whole));
		read_all(dripping(csv, len), dripped, sizeof(dripped));
		assert_string_equal(whole, dripped);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_line_ends),	cmocka_unit_test(test_faults),
		cmocka_unit_test(test_header),		cmocka_unit_test(test_no_header),
		cmocka_unit_test(test_unreadable),	cmocka_unit_test(test_long_fields),
		cmocka_unit_test(test_too_many_fields), cmocka_unit_test(test_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
