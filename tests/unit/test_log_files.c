/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which files a log consists of, how they are read, and the lines of their parts. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <zlib.h>

#include "../../analysis/file_lines.h"
#include "logs.h"

static int open_files(struct log_files *files)
{
	int dirfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), err;

	assert_true(dirfd >= 0);
	err = log_files__open(dirfd, folder, "timing.log", files);
	close(dirfd);
	return err;
}

static void write_packed(const char *name, const char *text)
{
	gzFile gz = gzopen(path_of(name), "wb");

	assert_non_null(gz);
	assert_int_equal(gzwrite(gz, text, strlen(text)), strlen(text));
	gzclose(gz);
}

/* The names in order, and all bytes. */
static void assert_files(const char *names, const char *bytes)
{
	struct log_files files;
	char found[512] = "", content[512];
	size_t used = 0;

	assert_int_equal(open_files(&files), 0);
	for (size_t i = 0; i < files.count; i++) {
		sprintf(found + strlen(found), "%s ", files.files[i].name);
		assert_int_equal(files.files[i].base, used);
		assert_int_equal(
			log_files__read(&files, used, content + used, sizeof(content) - used),
			files.files[i].size);
		used += files.files[i].size;
	}
	content[used] = '\0';
	assert_string_equal(found, names);
	assert_string_equal(content, bytes);
	assert_int_equal(files.size, used);
	log_files__close(&files);
}

static void test_order(void **state)
{
	(void)state;
	assert_files("", "");
	write_file("timing.log", "new\n");
	write_file("timing.log.1", "1\n");
	write_file("timing.log.2", "2\n");
	write_file("timing.log.10", "10\n");
	write_packed("timing.log.3.gz", "3\n");
	write_packed("timing.log.gz", "packed\n");
	write_packed("timing.log.1.gz", "1 packed\n");
	assert_files("timing.log.10 timing.log.3.gz timing.log.2 timing.log.1.gz timing.log.1 "
		     "timing.log.gz timing.log ",
		     "10\n3\n2\n1 packed\n1\npacked\nnew\n");
}

static void test_other_names(void **state)
{
	static const char *const others[] = {
		"timing.log.",		 "timing.log.1x",      "timing.log.x", "timing.log.-1",
		"timing.log.1.bz2",	 "timing.log.1.gz.gz", "timing.logs",  "xtiming.log",
		"timing.log.1.2",	 "timing.log.bak",     "timing.log~",  "TIMING.LOG",
		"timing.log.1234567890", "timing.log.+1"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		write_file(others[i], "x\n");
	write_file("timing.log.123456789", "y\n");
	assert_files("timing.log.123456789 ", "y\n");
}

/* None of these is waited for, and none keeps the log from being read. */
static void test_no_files(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const char *said;

	(void)state;
	assert_int_equal(mkdir(path_of("timing.log.1"), 0700), 0);
	assert_int_equal(mkfifo(path_of("timing.log.2"), 0600), 0);
	assert_int_equal(symlink("/dev/null", path_of("timing.log.3")), 0);
	assert_int_equal(symlink("nowhere", path_of("timing.log.4")), 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path_of("timing.log.5"));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	write_file("timing.log", "x\n");
	stderr_begin();
	assert_files("timing.log ", "x\n");
	said = stderr_end();
	assert_says(said, "timing.log.1 is not a regular file");
	assert_says(said, "timing.log.2 is not a regular file");
	assert_says(said, "timing.log.3 is not a regular file");
	assert_says(said, "timing.log.5 is not a regular file");
	assert_null(strstr(said, "timing.log.4"));
	close(fd);
}

/* As when it was rotated while we looked. */
static void test_same_file_twice(void **state)
{
	(void)state;
	write_file("timing.log", "new\n");
	write_file("timing.log.2", "old\n");
	assert_int_equal(link(path_of("timing.log"), path_of("timing.log.1")), 0);
	assert_int_equal(link(path_of("timing.log.2"), path_of("timing.log.3")), 0);
	assert_int_equal(symlink("timing.log.2", path_of("timing.log.4")), 0);
	assert_files("timing.log.2 timing.log ", "old\nnew\n");
}

static void test_many_files(void **state)
{
	struct rlimit before, limit;
	struct log_files files;
	char name[32];

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	if (before.rlim_max < 300)
		skip();
	for (int i = 1; i <= 200; i++) {
		sprintf(name, "timing.log.%d", i);
		write_file(name, "x\n");
	}
	limit = (struct rlimit){ 100, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(open_files(&files), 0);
	assert_int_equal(files.count, 200);
	log_files__close(&files);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
}

static void test_damaged(void **state)
{
	struct log_files files;
	size_t len;
	char *packed, text[30000];

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = 'a' + i * i % 23;
	text[sizeof(text) - 1] = '\0';
	write_packed("timing.log.1.gz", text);
	packed = read_file("timing.log.1.gz", &len);
	assert_int_equal(truncate(path_of("timing.log.1.gz"), len / 2), 0);
	free(packed);
	stderr_begin();
	assert_int_equal(open_files(&files), 0);
	assert_says(stderr_end(), "is damaged");
	assert_int_equal(files.count, 1);
	assert_true(files.files[0].damaged);
	assert_true(files.files[0].size < sizeof(text));
	log_files__close(&files);
	write_file("timing.log.1.gz", "no gzip\n");
	assert_files("timing.log.1.gz ", "no gzip\n");
}

/* A file that was cut gives what is left, and no error. */
static void test_cut_meanwhile(void **state)
{
	struct log_files files;
	char buffer[16];

	(void)state;
	write_file("timing.log.1", "0123456789");
	write_file("timing.log", "abc");
	assert_int_equal(open_files(&files), 0);
	assert_int_equal(truncate(path_of("timing.log.1"), 4), 0);
	assert_int_equal(log_files__read(&files, 2, buffer, sizeof(buffer)), 2);
	assert_memory_equal(buffer, "23", 2);
	assert_int_equal(log_files__read(&files, 6, buffer, sizeof(buffer)), 0);
	assert_int_equal(log_files__read(&files, 11, buffer, sizeof(buffer)), 2);
	assert_memory_equal(buffer, "bc", 2);
	assert_int_equal(log_files__read(&files, 9, buffer, 0), 0);
	log_files__close(&files);
}

/* Empty files share a place with what follows them. */
static void test_places(void **state)
{
	struct log_files files;

	(void)state;
	write_file("timing.log.5", "");
	write_file("timing.log.4", "ab");
	write_file("timing.log.3", "");
	write_file("timing.log.2", "");
	write_file("timing.log.1", "cd");
	write_file("timing.log", "");
	assert_int_equal(open_files(&files), 0);
	assert_string_equal(log_files__at(&files, 0)->name, "timing.log.4");
	assert_string_equal(log_files__at(&files, 1)->name, "timing.log.4");
	assert_string_equal(log_files__at(&files, 2)->name, "timing.log.1");
	assert_string_equal(log_files__at(&files, 3)->name, "timing.log.1");
	log_files__close(&files);
}

struct seen {
	size_t lines, too_long, bytes;
	uint64_t sum; /* of places */
};

static int see(void *arg, const char *text, size_t len, uint64_t place)
{
	struct seen *seen = arg;

	seen->lines++;
	seen->too_long += !text;
	seen->bytes += text ? len : 0;
	seen->sum += place;
	return 0;
}

/* Writes `count` lines of `len` bytes, or one without end. */
static void write_lines(const char *name, size_t count, size_t len, bool newline)
{
	FILE *file = fopen(path_of(name), "ae");
	char *line = malloc(len + 1);

	memset(line, 'x', len);
	line[len] = '\n';
	for (size_t i = 0; i < count; i++)
		assert_int_equal(fwrite(line, 1, len + newline, file), len + newline);
	free(line);
	fclose(file);
}

static struct seen see_lines(void)
{
	struct seen seen = { 0 };
	struct log_files files;

	assert_int_equal(open_files(&files), 0);
	assert_int_equal(file_lines(&files, see, &seen), 0);
	log_files__close(&files);
	return seen;
}

/* A border between parts at each place of a line, before and behind its newline too. */
static void test_part_borders(void **state)
{
	(void)state;
	for (size_t shift = 0; shift < 12; shift++) {
		struct seen seen;

		unlink(path_of("timing.log"));
		write_lines("timing.log", 1, PART_BYTES - 5 - shift, true);
		write_lines("timing.log", 10, 3, true);
		seen = see_lines();
		assert_int_equal(seen.lines, 11);
		assert_int_equal(seen.too_long, 1);
		assert_int_equal(seen.bytes, 30);
	}
}

static void test_long_lines(void **state)
{
	struct seen seen;

	(void)state;
	write_lines("timing.log", 1, PART_BYTES - 1, true); /* the next one begins at the border */
	write_lines("timing.log", 9, LINE_BYTES_MAX, true);
	write_lines("timing.log", 2, LINE_BYTES_MAX + 1, true);
	write_lines("timing.log", 1, 3 * PART_BYTES, true); /* whole parts without a newline */
	write_lines("timing.log", 1, LINE_BYTES_MAX, false);
	seen = see_lines();
	assert_int_equal(seen.lines, 14);
	assert_int_equal(seen.too_long, 4);
	assert_int_equal(seen.bytes, 10ul * LINE_BYTES_MAX);
}

/* The longest line from the last places of a part: just what is read of the next one. */
static void test_long_line_at_border(void **state)
{
	(void)state;
	for (size_t i = 0; i < 6; i++) {
		struct seen seen;
		size_t more = i % 2; /* than the longest */

		unlink(path_of("timing.log"));
		write_lines("timing.log", 1, PART_BYTES - 2 - i / 2, true);
		write_lines("timing.log", 1, LINE_BYTES_MAX + more, true);
		write_lines("timing.log", 1, 1, true);
		seen = see_lines();
		assert_int_equal(seen.lines, 3);
		assert_int_equal(seen.too_long, 1 + more);
		assert_int_equal(seen.bytes, more ? 1 : LINE_BYTES_MAX + 1);
	}
}

static void test_line_ends(void **state)
{
	struct seen seen;

	(void)state;
	write_file("timing.log", "a\n\nbc");
	write_file("timing.log.1", "\n");
	write_file("timing.log.2", "");
	seen = see_lines();
	assert_int_equal(seen.lines, 4);
	assert_int_equal(seen.bytes, 3);
	assert_int_equal(seen.sum, 0 + 1 + 3 + 4);
}

static int stop_at_second(void *arg, const char *text, size_t len, uint64_t place)
{
	(void)text;
	(void)len;
	(void)place;
	return ++*(int *)arg == 2 ? -ENOMEM : 0;
}

static void test_stops(void **state)
{
	struct log_files files;
	int lines = 0;

	(void)state;
	write_file("timing.log", "1\n2\n3\n");
	write_file("timing.log.1", "0\n");
	assert_int_equal(open_files(&files), 0);
	assert_int_equal(file_lines(&files, stop_at_second, &lines), -ENOMEM);
	assert_int_equal(lines, 2);
	log_files__close(&files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_order),	       in_folder(test_other_names),
		in_folder(test_no_files),      in_folder(test_same_file_twice),
		in_folder(test_many_files),    in_folder(test_damaged),
		in_folder(test_cut_meanwhile), in_folder(test_places),
		in_folder(test_part_borders),  in_folder(test_long_lines),
		in_folder(test_line_ends),     in_folder(test_long_line_at_border),
		in_folder(test_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
