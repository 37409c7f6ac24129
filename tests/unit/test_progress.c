// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The line that says how far the results pass is. */
#include "support.h"

#include "../../analysis/progress.h"

#define SECOND_NS 1000000000ll

/* Begun so long ago, on a terminal or not. */
static struct progress begun(int64_t ago_ns, bool terminal)
{
	struct progress progress;

	progress__start(&progress);
	progress.terminal = terminal;
	progress.started_ns -= ago_ns;
	return progress;
}

static void test_silent_at_first(void **state)
{
	struct progress progress = begun(SECOND_NS / 2, true);

	(void)state;
	stderr_begin();
	progress__show(&progress, "reading", 1, 2);
	progress__clear(&progress);
	assert_string_equal(stderr_end(), "");
}

static void test_shown_after_a_second(void **state)
{
	struct progress progress = begun(2 * SECOND_NS, true);

	(void)state;
	stderr_begin();
	progress__show(&progress, "reading", 450, 1000);
	progress__show(&progress, "reading", 460, 1000); /* too soon */
	assert_string_equal(stderr_end(), "\r\033[Kmaap-results: reading 45 %");
	progress.latest_ns -= SECOND_NS;
	stderr_begin();
	progress__show(&progress, "drawing the figures", 0, 0);
	progress__clear(&progress);
	progress__clear(&progress);
	assert_string_equal(stderr_end(), "\r\033[Kmaap-results: drawing the figures\r\033[K");
}

/* A file grows while it is read: never more than all of it. */
static void test_more_than_all(void **state)
{
	struct progress progress = begun(2 * SECOND_NS, true);

	(void)state;
	stderr_begin();
	progress__show(&progress, "reading", UINT64_MAX, 1000);
	assert_string_equal(stderr_end(), "\r\033[Kmaap-results: reading 100 %");
}

static void test_no_terminal(void **state)
{
	struct progress progress = begun(2 * SECOND_NS, false);

	(void)state;
	stderr_begin();
	progress__show(&progress, "reading", 1, 2);
	progress__clear(&progress);
	assert_string_equal(stderr_end(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_silent_at_first),
		cmocka_unit_test(test_shown_after_a_second),
		cmocka_unit_test(test_more_than_all),
		cmocka_unit_test(test_no_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
