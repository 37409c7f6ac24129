/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>

#include "../../user/sink/line_file.h"
#include "support.h"

static struct output_dir *dir;

static int setup(void **state)
{
	if (make_folder_fixture(state))
		return -1;
	return output_dir_open(folder, "--logdir", NULL, &dir);
}

static int teardown(void **state)
{
	output_dir_close(dir);
	return remove_folder_fixture(state);
}

static struct line_file *open_file(const char *line_end)
{
	struct line_file *file = NULL;

	assert_int_equal(line_file_open(dir, "f", line_end, &file), 0);
	return file;
}

static int append(struct line_file *file, const char *text, unsigned int calls)
{
	memcpy(line_file_reserve(file, strlen(text)), text, strlen(text));
	return line_file_commit(file, strlen(text), calls);
}

static void test_buffer_and_flush(void **state)
{
	struct line_file *file = open_file("\n");

	(void)state;
	assert_int_equal(append(file, "one\n", 1), 0);
	assert_file_is("f", "");
	assert_int_equal(line_file_size(file), 4);
	memcpy(line_file_reserve(file, 8), "pend", 4);
	assert_int_equal(line_file_flush(file, 4), 0);
	assert_file_is("f", "one\n");
	memcpy(line_file_reserve(file, 8) + 4, "ing\n", 4);
	assert_int_equal(line_file_commit(file, 8, 1), 0);
	assert_int_equal(line_file_close(file), 0);
	assert_file_is("f", "one\npending\n");
	assert_int_equal(line_file_close(NULL), 0);
}

static void test_mends_last_line(void **state)
{
	static const char *const cases[][3] = {
		{"cut", "\n", "cut\nx\n"},
		{"whole\n", "\n", "whole\nx\n"},
		{"cut", "\r\n", "cut\r\nx\n"},
		{"cut\r", "\r\n", "cut\r\nx\n"},
		{"whole\r\n", "\r\n", "whole\r\nx\n"},
		{"", "\r\n", "x\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct line_file *file;

		write_file("f", cases[i][0]);
		file = open_file(cases[i][1]);
		append(file, "x\n", 1);
		assert_int_equal(line_file_size(file), strlen(cases[i][2]));
		assert_int_equal(line_file_close(file), 0);
		assert_file_is("f", cases[i][2]);
	}
}

/* More than the buffer holds, in records of all sizes: nothing lost, nothing mixed. */
static void test_large(void **state)
{
	struct line_file *file = open_file("\n");
	size_t size = 0, len;
	char *text, *p;

	(void)state;
	for (int i = 0; i < 30000; i++) {
		size_t bytes = 1 + i % 301;

		p = line_file_reserve(file, bytes);
		memset(p, 'a' + i % 26, bytes - 1);
		p[bytes - 1] = '\n';
		assert_int_equal(line_file_commit(file, bytes, 1), 0);
		size += bytes;
	}
	assert_int_equal(line_file_ensure(file, 3 << 20), 0);
	p = line_file_reserve(file, 3 << 20);
	memset(p, 'z', 3 << 20);
	assert_int_equal(line_file_commit(file, 3 << 20, 1), 0);
	size += 3 << 20;
	assert_int_equal(line_file_close(file), 0);
	text = p = read_file("f", &len);
	assert_int_equal(len, size);
	for (int i = 0; i < 30000; i++) {
		size_t bytes = 1 + i % 301;

		assert_true(bytes == 1 || (p[0] == 'a' + i % 26 && p[bytes - 2] == 'a' + i % 26));
		assert_int_equal(p[bytes - 1], '\n');
		p += bytes;
	}
	free(text);
}

/* Room for 25 bytes: two records of ten go in whole, the third would be cut. */
static void test_full_disk(void **state)
{
	struct line_file *file = open_file("\n");
	const char *said;

	(void)state;
	assert_int_equal(append(file, "header\n\n\n\n", 0), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(append(file, "line one\n\n", 1), 0);
	stderr_begin();
	limit_file_size(25);
	assert_int_equal(line_file_flush(file, 0), -EFBIG);
	limit_file_size(NO_LIMIT);
	said = stderr_end();
	assert_int_equal(count_char(said, '\n'), 1);
	assert_says(said, "/f: File too large; raise the limit");
	assert_file_is("f", "header\n\n\n\nline one\n\n");
	assert_int_equal(line_file_unwritten(file), 3);
	/* From here on everything is refused, counted, and not told again. */
	stderr_begin();
	assert_int_equal(append(file, "x\n", 1), -EFBIG);
	assert_int_equal(line_file_flush(file, 0), -EFBIG);
	assert_int_equal(line_file_unwritten(file), 4);
	assert_int_equal(line_file_close(file), -EFBIG);
	assert_string_equal(stderr_end(), "");
	assert_file_is("f", "header\n\n\n\nline one\n\n");
}

/* Another writer has appended before: the cut is made where our bytes are, not by our count. */
static void test_full_disk_shared(void **state)
{
	struct line_file *file = open_file("\n");
	int other = open(path_of("f"), O_WRONLY | O_APPEND);
	char *text;

	(void)state;
	append(file, "ours\n", 1);
	line_file_flush(file, 0);
	assert_int_equal(write(other, "theirs\n", 7), 7);
	append(file, "ours again, longer\n", 1);
	stderr_begin();
	limit_file_size(20);
	assert_int_equal(line_file_flush(file, 0), -EFBIG);
	limit_file_size(NO_LIMIT);
	stderr_end();
	text = read_file("f", NULL);
	assert_string_equal(text, "ours\ntheirs\n");
	free(text);
	close(other);
	line_file_close(file);
}

/* An error that is not a write's: what was accepted before is still written. */
static void test_give_up(void **state)
{
	struct line_file *file = open_file("\n");

	(void)state;
	append(file, "kept\n", 1);
	assert_int_equal(line_file_give_up(file, 1, -ENOMEM), -ENOMEM);
	assert_int_equal(append(file, "refused\n", 1), -ENOMEM);
	assert_int_equal(line_file_unwritten(file), 2);
	assert_int_equal(line_file_close(file), -ENOMEM);
	assert_file_is("f", "kept\n");
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_buffer_and_flush), test(test_mends_last_line),  test(test_large),
		test(test_full_disk),	     test(test_full_disk_shared), test(test_give_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
