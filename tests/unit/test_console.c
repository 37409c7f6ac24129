/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <fcntl.h>
#include <time.h>

#include "../../user/sink/console.h"
#include "../../user/util/escape.h"
#include "made_up_call.h"
#include "support.h"

static int setup(void **state)
{
	setenv("TZ", "UTC0", 1);
	tzset();
	return make_folder_fixture(state);
}

static struct sink *open_console(int *fd)
{
	struct console_options options;
	struct sink *sink = NULL;

	*fd = options.fd = open(path_of("out"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_int_equal(console_open(&options, &sink), 0);
	return sink;
}

static void test_lines(void **state)
{
	static struct rendered pointers[] = {WORD("0x1f"), WORD("0x0"), WORD("0x7ffff7dd0000"),
						   WORD("0xdeadbeef"), WORD("0x10"),
						   WORD("0x7ffc12345678")};
	struct function item = {.name = "parse"}, hostile = {.name = "a\x1b[2J\nb\xff"};
	struct call call = made_up_call(&item, 1);
	int fd;
	struct sink *sink = open_console(&fd);

	(void)state;
	call.depth = 0;
	call.arguments = pointers;
	assert_int_equal(sink->call(sink, &call), 0);
	call.depth = 1;
	call.argument_count = 0;
	call.result = NULL;
	call.has_resources = false;
	call.outcome = MAAP_UNWOUND;
	assert_int_equal(sink->call(sink, &call), 0);
	call.function = &hostile;
	call.outcome = MAAP_RETURNED;
	assert_file_is("out", ""); /* buffered */
	assert_int_equal(sink->call(sink, &call), 0);
	assert_int_equal(sink->flush(sink), 0);
	assert_file_is("out", "16:00:00.124469    4243   12.35 µs  cpu  11.00 µs  "
			      "parse(0x1f, 0x0, 0x7ffff7dd0000, 0xdeadbeef, 0x10, 0x7ffc12345678) = 0x5"
			      "  mem +4.0 KiB\n"
			      "16:00:00.124469    4243   12.35 µs    parse()  unwound\n"
			      "16:00:00.124469    4243   12.35 µs    a?[2J?b\xef\xbf\xbd()\n");
	assert_int_equal(sink->close(sink), 0);
	assert_int_equal(close(fd), 0); /* was left open */
}

/* Deep and long calls stay within bounds; more lines than the buffer holds all come out. */
static void test_bounds(void **state)
{
	static char name[10000];
	struct function item = {.name = name};
	int fd;
	struct sink *sink = open_console(&fd);
	size_t longest = 0, len;
	char *text, *line;

	(void)state;
	memset(name, 0xff, sizeof(name) - 1);
	for (int i = 0; i < 3000; i++) {
		struct call call = made_up_call(&item, i);

		call.depth = i;
		assert_int_equal(sink->call(sink, &call), 0);
	}
	assert_int_equal(sink->close(sink), 0);
	close(fd);
	text = read_file("out", &len);
	assert_int_equal(count_char(text, '\n'), 3000);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		size_t columns = utf8_columns(line, strlen(line));

		longest = columns > longest ? columns : longest;
	}
	assert_in_range(longest, 256, 480);
	free(text);
}

/* Errors too, whose texts are somebody else's. */
static void test_error_bounds(void **state)
{
	static char text[10000];
	struct rendered arguments[] = {{.name = text, .text = text, .len = 300},
				       {.name = text, .text = text, .len = 300}};
	struct function item = {.name = text};
	struct backtrace *backtrace = calloc(1, sizeof(*backtrace) + sizeof(*backtrace->frames));
	struct error_record record = {.kind = ERROR_EXCEPTION,
				      .function = &item,
				      .arguments = arguments,
				      .what = text,
				      .backtrace = backtrace};
	int fd;
	struct sink *sink = open_console(&fd);
	char *out;
	size_t len;

	(void)state;
	memset(text, 0xff, sizeof(text) - 1);
	backtrace->count = 1;
	backtrace->frames[0] = (struct backtrace_frame){
		.symbol = text, .file = text, .line = 4294967295};
	for (int i = 0; i < 3000; i++) {
		record.what_len = (size_t)i;
		record.type = i % 2 ? text : "int";
		record.argument_count = i % 3;
		assert_int_equal(sink->error(sink, &record), 0);
	}
	assert_int_equal(sink->close(sink), 0);
	close(fd);
	out = read_file("out", &len);
	assert_int_equal(count_char(out, '\n'), 3000);
	*strchr(out, '\n') = '\0';
	assert_non_null(strstr(out, ": int: "));
	assert_non_null(strstr(out, "  in \xef\xbf\xbd"));
	assert_non_null(strstr(out, ":4294967295"));
	free(out);
	free(backtrace);
}

static void test_reader_gone(void **state)
{
	struct function item = {.name = "f"};
	struct call call = made_up_call(&item, 1);
	struct console_options options;
	struct sink *sink = NULL;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	options.fd = ends[1];
	assert_int_equal(console_open(&options, &sink), 0);
	stderr_begin();
	for (int i = 0; i < 5; i++) {
		assert_int_equal(sink->call(sink, &call), 0);
		assert_int_equal(sink->flush(sink), 0);
	}
	assert_int_equal(sink->close(sink), 0);
	assert_string_equal(stderr_end(), "maap-trace: cannot print calls any more: Broken pipe; "
					  "recording goes on\n");
	close(ends[1]);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, remove_folder_fixture)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_lines),
		test(test_bounds),
		test(test_error_bounds),
		test(test_reader_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
