/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* error.log as the results pass reads it. */
#include "../../analysis/calls.h"
#include "../../analysis/errors.h"
#include "logs.h"

#define HEAD "{\"timestamp\":\"2026-11-24 12:00:00,5\",\"message\":\"boom\""

static const struct errors_wanted all = { .start_ns = INT64_MIN, .end_ns = INT64_MAX };

static void read_errors(const char *text, const struct errors_wanted *wanted, struct errors *errors)
{
	int dirfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	write_file("error.log", text);
	assert_int_equal(errors__read(dirfd, folder, "error.log", wanted, errors), 0);
	close(dirfd);
}

static void test_our_line(void **state)
{
	struct errors errors;
	const struct error *error;

	(void)state;
	read_errors(HEAD
		    ",\"function\":\"a\",\"function\":\"f\",\"uuid\":\"u\",\"kind\":\"signal\","
		    "\"type\":\"SIGSEGV\",\"caught_in\":null,\"pid\":1,\"tid\":2,"
		    "\"args\":{\"args\":[1]},\"backtrace\":["
		    "{\"pc\":\"0x1f\",\"module\":\"m\",\"symbol\":\"s\",\"offset\":15,"
		    "\"file\":\"a.c\",\"line\":7},{\"pc\":\"?\"},3]}\n",
		    &all, &errors);
	assert_int_equal(errors.total, 1);
	assert_int_equal(errors.count, 1);
	assert_int_equal(errors.bad_lines, 0);
	error = &errors.items[0];
	assert_int_equal(error->stamp_ns, NOON_NS + 500000000);
	assert_string_equal(error->function, "f");
	assert_string_equal(error->uuid, "u");
	assert_string_equal(error->kind, "signal");
	assert_string_equal(error->type, "SIGSEGV");
	assert_string_equal(error->message, "boom");
	assert_null(error->caught_in);
	assert_null(error->traceback);
	assert_string_equal(error->arguments, "{\"args\":[1]}");
	assert_int_equal(error->pid, 1);
	assert_int_equal(error->tid, 2);
	assert_int_equal(error->frame_count, 3);
	assert_int_equal(error->frames[0].pc, 0x1f);
	assert_int_equal(error->frames[0].offset, 15);
	assert_int_equal(error->frames[0].line, 7);
	assert_string_equal(error->frames[0].symbol, "s");
	assert_null(error->frames[1].symbol);
	assert_int_equal(errors__of(&errors, "f"), 1);
	assert_int_equal(errors__of(&errors, "a"), 0);
	errors__free(&errors);
}

static void test_odd_values(void **state)
{
	struct errors errors;

	(void)state;
	read_errors(HEAD ",\"pid\":-1,\"tid\":1e99,\"uuid\":7,\"args\":\"text\","
			 "\"backtrace\":\"a\\nb\"}\n" HEAD ",\"traceback\":\"t\"}\n",
		    &all, &errors);
	assert_int_equal(errors.count, 2);
	assert_int_equal(errors.items[0].pid, NUMBER_UNKNOWN);
	assert_int_equal(errors.items[0].tid, NUMBER_UNKNOWN);
	assert_null(errors.items[0].uuid);
	assert_null(errors.items[0].arguments);
	assert_string_equal(errors.items[0].traceback, "a\nb");
	assert_string_equal(errors.items[1].traceback, "t");
	errors__free(&errors);
}

/* What Python writes and cJSON does not take. */
static void test_pythons_json(void **state)
{
	struct errors errors;

	(void)state;
	read_errors(HEAD ",\"function\":\"f\\udc80\\ud83d\\ude00\\ud83d\\n\",\"uuid\":"
			 "\"a\\u0000b\\\\u0000\",\"args\":[NaN,-Infinity,"
			 "Infinity,1.5,"
			 "1234567890123456789012345678901234567890123456789012345678901234,"
			 "123456789012345678901234567890123456789012345678901234567890123,null]}\n",
		    &all, &errors);
	assert_int_equal(errors.bad_lines, 0);
	assert_int_equal(errors.count, 1);
	assert_string_equal(errors.items[0].function,
			    "f\xef\xbf\xbd\xf0\x9f\x98\x80\xef\xbf\xbd\n");
	assert_string_equal(errors.items[0].uuid, "a\xef\xbf\xbd"
						  "b\\u0000");
	assert_string_equal(errors.items[0].arguments,
			    "[\"NaN\",\"-Infinity\",\"Infinity\",1.5,"
			    "\"1234567890123456789012345678901234567890123456789012345678901234\","
			    "1.2345678901234569e+62,null]");
	errors__free(&errors);
}

/* Not JSON, no object, no time, no message; blank lines are none. */
static void test_bad_lines(void **state)
{
	struct errors errors;

	(void)state;
	read_errors("x\n[]\n" HEAD "} x\n" HEAD ",\"a\":01}\n" HEAD ",\"a\":\"\t\"}\n"
		    "{\"message\":\"m\"}\n{\"timestamp\":\"2026-11-24 12:00:00\"}\n\n"
		    "{\"timestamp\":\"now\",\"message\":\"m\"}\n" HEAD "}",
		    &all, &errors);
	assert_int_equal(errors.bad_lines, 8);
	assert_int_equal(errors.total, 1);
	errors__free(&errors);
}

/* By time, both ends inclusive, and a repeated line once; or by the recording. */
static void test_wanted(void **state)
{
	static const char text[] =
		"{\"timestamp\":\"2026-11-24 12:00:02\",\"message\":\"2\",\"run\":\"r\"}\n"
		"{\"timestamp\":\"2026-11-24 12:00:01\",\"message\":\"1\"}\n"
		"{\"timestamp\":\"2026-11-24 12:00:01\",\"message\":\"1\"}\n"
		"{\"timestamp\":\"2026-11-24 12:00:03\",\"message\":\"3\",\"run\":\"x\"}\n"
		"{\"timestamp\":\"2026-11-24 12:00:00\",\"message\":\"0\",\"run\":7}\n";
	const struct errors_wanted window = { .start_ns = NOON_NS + 1000000000,
					      .end_ns = NOON_NS + 2000000000 };
	const struct errors_wanted recording = { .run_id = "r" };
	struct errors errors;

	(void)state;
	read_errors(text, &window, &errors);
	assert_int_equal(errors.total, 2);
	assert_string_equal(errors.items[0].message, "1"); /* by time */
	assert_string_equal(errors.items[1].message, "2");
	errors__free(&errors);
	read_errors(text, &recording, &errors);
	assert_int_equal(errors.total, 1);
	assert_string_equal(errors.items[0].message, "2");
	errors__free(&errors);
}

static void test_many(void **state)
{
	char *text = malloc(200000), *p = text;
	struct errors errors;

	(void)state;
	for (int i = 0; i < ERRORS_KEPT + 5; i++)
		p += sprintf(p, HEAD ",\"function\":\"f%d\",\"n\":%d}\n", i % 2, i);
	read_errors(text, &all, &errors);
	assert_int_equal(errors.total, ERRORS_KEPT + 5);
	assert_int_equal(errors.count, ERRORS_KEPT);
	assert_int_equal(errors__of(&errors, "f0"), ERRORS_KEPT / 2 + 3);
	assert_int_equal(errors__of(&errors, "f1"), ERRORS_KEPT / 2 + 2);
	errors__free(&errors);
	free(text);
}

static void test_no_file(void **state)
{
	int dirfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct errors errors;

	(void)state;
	assert_int_equal(errors__read(dirfd, folder, "error.log", &all, &errors), 0);
	assert_int_equal(errors.total, 0);
	assert_int_equal(errors__of(&errors, "f"), 0);
	errors__free(&errors);
	close(dirfd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_our_line),     in_folder(test_odd_values), in_folder(test_bad_lines),
		in_folder(test_pythons_json), in_folder(test_wanted),	  in_folder(test_many),
		in_folder(test_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
