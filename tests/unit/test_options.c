/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "../../user/cli/options.h"
#include "support.h"

#include <errno.h>

static char *last[64]; /* argv of the last parse: options point into it */

static int parse(struct options *options, const char *line)
{
	static char copy[1024];
	char *rest = copy, *word;
	int count = 0;

	snprintf(copy, sizeof(copy), "%s", line);
	while ((word = strsep(&rest, " ")) && count < 63)
		last[count++] = word;
	last[count] = NULL;
	return options__parse(count, last, options);
}

static void test_attach(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(parse(&options, "maap-trace -p 12,34 -q parse_row lib.so:emit -d 2.5"), 0);
	assert_int_equal(options.pid_count, 2);
	assert_int_equal(options.pids[0], 12);
	assert_int_equal(options.pids[1], 34);
	assert_int_equal(options.function_count, 2);
	assert_string_equal(options.functions[0], "parse_row");
	assert_string_equal(options.functions[1], "lib.so:emit");
	assert_null(options.command);
	assert_false(options.console);
	assert_int_equal(options.duration_ns, 2500000000);
	options__free(&options);
}

static void test_defaults(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(parse(&options, "maap-trace -p 1 f"), 0);
	assert_string_equal(options.logdir, "logs");
	assert_int_equal(options.max_bytes, 10485760);
	assert_int_equal(options.backup_count, 5);
	assert_int_equal(options.duration_ns, 0);
	assert_int_equal(options.max_calls, 0);
	assert_int_equal(options.exit_probe, EXIT_WISH_AUTO);
	assert_true(options.log && options.console && options.csv && options.resources &&
		    options.args);
	options__free(&options);
}

static void test_list(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(parse(&options, "maap-trace --list -p 1"), 0);
	assert_true(options.list);
	assert_int_equal(options.function_count, 0);
	options__free(&options);
	assert_int_equal(parse(&options, "maap-trace --list parse_* -- true"), 0);
	assert_int_equal(options.function_count, 1);
	options__free(&options);
	assert_int_equal(parse(&options, "maap-trace --list"), -EINVAL);
}

static void test_probing(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(parse(&options, "maap-trace -p 1 f"), 0);
	assert_false(options.follow || options.dry_run);
	options__free(&options);
	assert_int_equal(parse(&options, "maap-trace -f --dry-run --exit-probe ret -p 1 f"), 0);
	assert_true(options.follow && options.dry_run);
	assert_int_equal(options.exit_probe, EXIT_WISH_INSTRUCTIONS);
	options__free(&options);
	assert_int_equal(parse(&options, "maap-trace --follow --exit-probe uretprobe -p 1 f"), 0);
	assert_true(options.follow);
	assert_int_equal(options.exit_probe, EXIT_WISH_RETURN_PROBE);
	options__free(&options);
}

static void test_sanitizing(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(parse(&options, "maap-trace -p 1 f"), 0);
	assert_int_equal(options.sanitize_rule_count, 0);
	assert_int_equal(options.max_arg_characters, 0);
	options__free(&options);
	assert_int_equal(parse(&options, "maap-trace --sanitize digits --max-arg-length 80 -p 1 "
					 "--sanitize=s/a+/b/gi f"),
			 0);
	assert_int_equal(options.sanitize_rule_count, 2);
	assert_string_equal(options.sanitize_rules[0], "digits");
	assert_string_equal(options.sanitize_rules[1], "s/a+/b/gi");
	assert_int_equal(options.max_arg_characters, 80);
	options__free(&options);
	assert_int_equal(options.sanitize_rule_count, 0);
}

/* The command's options are its own, even those that we have too, and even a second "--". */
static void test_command(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(parse(&options, "maap-trace f --no-args -- prog -p x -- --help"), 0);
	assert_int_equal(options.function_count, 1);
	assert_false(options.args);
	assert_string_equal(options.command[0], "prog");
	assert_string_equal(options.command[1], "-p");
	assert_string_equal(options.command[3], "--");
	assert_string_equal(options.command[4], "--help");
	assert_null(options.command[5]);
	options__free(&options);
}

static void test_mistakes(void **state)
{
	static const char *const lines[] = {
		"maap-trace",
		"maap-trace f",
		"maap-trace -p 1",
		"maap-trace -p 1 f -- prog",
		"maap-trace f --",
		"maap-trace -- prog",
		"maap-trace -p x f",
		"maap-trace -p 0 f",
		"maap-trace -p -5 f",
		"maap-trace -p 1,,2 f",
		"maap-trace -p 99999999999 f",
		"maap-trace -p 1 -d 0 f",
		"maap-trace -p 1 -d nan f",
		"maap-trace -p 1 -d -3 f",
		"maap-trace -p 1 -n many f",
		"maap-trace -p 1 --min-duration 10parsec f",
		"maap-trace -p 1 --max-bytes 10X f",
		"maap-trace -p 1 --exit-probe maybe f",
		"maap-trace -p 1 --results-format xml f",
		"maap-trace -p 1 --no-such-option f",
		"maap-trace -p 1 --user nobody f",
		"maap-trace -p 1 --link telepathy f",
		"maap-trace -p 1 --ring-bytes 5000 f",
		"maap-trace -p 1 --follow",
		"maap-trace -p 1 --dry-run",
		"maap-trace -p 1 --sanitize s/(/x/ f",
		"maap-trace -p 1 --sanitize digits --sanitize number f",
		"maap-trace -p 1 --max-arg-length 0 f",
		"maap-trace -p 1 --max-arg-length -1 f",
		"maap-trace -p 1 --max-arg-length 1k f",
		"maap-trace -p 1 --max-arg-length 99999999999 f",
		"maap-trace -p 1 --aggregate f",
		"maap-trace -p 1 --results=a/b f",
		"maap-trace -p 1 --results --no-log --results-format none f",
		"maap-trace -p",
	};
	struct options options;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (parse(&options, lines[i]) != -EINVAL)
			fail_msg("taken: %s", lines[i]);
}

/* Asking for help is right whatever else is missing. */
static void test_help(void **state)
{
	struct options options;

	(void)state;
	assert_int_equal(parse(&options, "maap-trace --help"), 0);
	assert_int_equal(options.action, OPTIONS_HELP);
	options__free(&options);
	assert_int_equal(parse(&options, "maap-trace -p 1 --version"), 0);
	assert_int_equal(options.action, OPTIONS_VERSION);
	options__free(&options);
	assert_non_null(strstr(options__help(), "--min-duration"));
}

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		uint64_t ns;
	} good[] = {
		{"10us", 10000},   {"1.5ms", 1500000}, {"2s", 2000000000}, {"3", 3000000000},
		{".5", 500000000}, {"7ns", 7},	       {"0", 0},
	};
	static const char *const bad[] = {"",	"ms",	"1h",  "-1s", "+1",
					  "1e", "0x10", "inf", "1 s", "1e300"};
	uint64_t ns;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(parse_duration(good[i].text, &ns), 0);
		assert_int_equal(ns, good[i].ns);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (!parse_duration(bad[i], &ns))
			fail_msg("taken: '%s'", bad[i]);
	assert_int_equal(parse_bytes("64K", &ns), 0);
	assert_int_equal(ns, 65536);
	assert_int_equal(parse_bytes("10MiB", &ns), 0);
	assert_int_equal(ns, 10485760);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attach),	cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_probing), cmocka_unit_test(test_sanitizing),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_command), cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_help),	cmocka_unit_test(test_durations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
