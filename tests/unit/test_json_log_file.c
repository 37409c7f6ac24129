/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* timing.log as a file: losses, rotation, a full disk. Its lines are test_json_log.c's. */
#include <errno.h>

#include "json_lines.h"
#include "made_up_call.h"

static void test_loss(void **state)
{
	struct function_list functions = {NULL, 0};
	struct run run = made_up_run(&functions);
	struct loss loss = {MAAP_LOSS_RING_FULL, 136, 1764000001000002000};
	struct sink *sink;
	struct lines *lines;

	(void)state;
	run.metadata_json = "\"pretty\":[1,\n 2]";
	sink = open_log(&run);
	assert_int_equal(sink->loss(sink, &loss), 0);
	for (loss.reason = 0; loss.reason < MAAP_LOSS_REASONS; loss.reason++)
		assert_int_equal(sink->loss(sink, &loss), 0);
	assert_int_equal(sink->close(sink), 0);
	lines = parse_lines("timing.log");
	assert_int_equal(lines->count, 2 + MAAP_LOSS_REASONS);
	assert_keys(lines->items[0], "timestamp level message event schema run time_ns pretty");
	assert_keys(lines->items[1],
		    "timestamp level message event schema run time_ns count reason");
	assert_string_equal(string_of(lines->items[1], "level"), "WARNING");
	assert_string_equal(string_of(lines->items[1], "timestamp"), "2025-11-24 16:00:01,000002");
	assert_int_equal(strncmp(string_of(lines->items[1], "message"), "lost 136 calls: ", 16), 0);
	assert_string_equal(string_of(lines->items[1], "reason"), "ring_full");
	assert_raw(lines->items[1], "count", "136");
	free_lines(lines);
}

/* Rotation: every call is in the files, or counted as rotated out. */
static void test_rotated_out(void **state)
{
	struct function item = {.name = "f", .symbol = "f", .module_name = "m"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct json_log_options options = {dir, 5000, 3};
	struct sink *sink = NULL;
	size_t ends = 0;

	(void)state;
	assert_int_equal(json_log_open(&options, &run, &sink), 0);
	for (int i = 0; i < 300; i++) {
		struct call call = made_up_call(&item, i);

		assert_int_equal(sink->call(sink, &call), 0);
	}
	assert_int_equal(sink->flush(sink), 0);
	for (int i = 0; i <= 3; i++) {
		char name[32];
		struct lines *lines;

		snprintf(name, sizeof(name), i ? "timing.log.%d" : "timing.log", i);
		lines = parse_lines(name);
		for (size_t n = 0; n < lines->count; n++)
			ends += !strcmp(string_of(lines->items[n], "event"), "start");
		free_lines(lines);
	}
	assert_false(exists("timing.log.4"));
	assert_int_equal(json_log_rotated_out(sink), 300 - ends);
	assert_int_equal(json_log_unwritten(sink), 0);
	assert_int_equal(sink->close(sink), 0);
}

static void test_full_disk(void **state)
{
	struct function item = {.name = "f", .symbol = "f", .module_name = "m"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct sink *sink = open_log(&run), *none = NULL;
	struct json_log_options options = {dir, 0, 0};
	struct lines *lines;

	(void)state;
	for (int i = 0; i < 20; i++) {
		struct call call = made_up_call(&item, i);

		assert_int_equal(sink->call(sink, &call), 0);
	}
	stderr_begin();
	limit_file_size(5000);
	assert_int_equal(sink->flush(sink), -EFBIG);
	limit_file_size(100); /* an open that cannot write its first line fails there and then */
	assert_int_equal(json_log_open(&options, &run, &none), -EFBIG);
	limit_file_size(NO_LIMIT);
	assert_int_equal(count_char(stderr_end(), '\n'), 2);
	assert_null(none);
	lines = parse_lines("timing.log"); /* only whole lines, and of whole calls */
	assert_int_equal((lines->count - 1) % 2, 0);
	assert_int_equal((lines->count - 1) / 2 + json_log_unwritten(sink), 20);
	free_lines(lines);
	assert_int_equal(sink->close(sink), -EFBIG);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_loss),
		test(test_rotated_out),
		test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
