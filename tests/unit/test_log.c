/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>

#include "../../user/util/log.h"
#include "../../user/util/write_all.h"
#include "support.h"

static int messages; /* our end of a socket that keeps each write(2) apart */
static int real_stderr;

static int catch_stderr(void **state)
{
	int ends[2];

	(void)state;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends))
		return -1;
	real_stderr = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	messages = ends[0];
	return 0;
}

static int release_stderr(void **state)
{
	(void)state;
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	close(messages);
	log_set_program("maap-trace");
	log_set_verbose(false);
	return 0;
}

/* What one write brought. */
static const char *next_message(void)
{
	static char text[65536];
	ssize_t n = recv(messages, text, sizeof(text) - 1, MSG_DONTWAIT);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void test_one_write_a_message(void **state)
{
	(void)state;
	errno = ENOENT;
	log_error("cannot open %s", "x");
	assert_int_equal(errno, ENOENT);
	log_info("tracing %d functions", 3);
	log_verbose("not shown");
	log_set_verbose(true);
	log_set_program("maap-results");
	log_verbose("shown");
	assert_string_equal(next_message(), "maap-trace: cannot open x\n");
	assert_string_equal(next_message(), "maap-trace: tracing 3 functions\n");
	assert_string_equal(next_message(), "maap-results: shown\n");
	assert_string_equal(next_message(), "");
}

static void test_hostile_text(void **state)
{
	(void)state;
	log_error("no function %s", "f\nmaap-trace: all is well\x1b[2J\tx\xc3\xbc");
	assert_string_equal(next_message(),
			    "maap-trace: no function f maap-trace: all is well?[2J x\xc3\xbc\n");
}

static void test_long_text(void **state)
{
	char *text = malloc(100001);
	const char *line;

	(void)state;
	memset(text, 'x', 100000);
	text[100000] = '\0';
	log_error("%s", text);
	line = next_message();
	assert_int_equal(line[strlen(line) - 1], '\n');
	assert_string_equal(line + strlen(line) - 5, "x...\n");
	assert_int_equal(count_char(line, '\n'), 1);
	free(text);
}

static void test_reader_gone(void **state)
{
	int ends[2];
	size_t written = 99;
	sigset_t pending;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(write_all(ends[1], "abc", 3, &written), -EPIPE); /* and we live on */
	assert_int_equal(written, 0);
	sigpending(&pending);
	assert_false(sigismember(&pending, SIGPIPE));
	close(ends[1]);
	assert_int_equal(write_all(-1, "abc", 3, NULL), -EBADF);
	assert_int_equal(write_all(-1, "abc", 0, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_write_a_message, catch_stderr,
						release_stderr),
		cmocka_unit_test_setup_teardown(test_hostile_text, catch_stderr, release_stderr),
		cmocka_unit_test_setup_teardown(test_long_text, catch_stderr, release_stderr),
		cmocka_unit_test(test_reader_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
