/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A whole log: what is counted, recordings, losses, files in parts by several threads. */
#include <errno.h>

#include "logs.h"

#define TEXT_MAX 65536

static void test_counts(void **state)
{
	char text[TEXT_MAX], *p = text;
	struct log log;

	(void)state;
	p = put_line(p, 5, "start", "f", "0a");
	p = stpcpy(p, "\nx\n[]\n{}\n\xff\n");
	p = put_line(p, 1, "end", "f", "0a") - 1;
	p = stpcpy(p, "\r\n{\"timestamp\":\"2026-11-24 12:00:00\",\"message\":\"hi\"}");
	read_text(text, &log);
	assert_int_equal(log.record_count, 3);
	assert_int_equal(log.event_count, 2);
	assert_int_equal(log.causes[LINE_BLANK], 1);
	assert_int_equal(log.causes[LINE_NOT_JSON], 1);
	assert_int_equal(log.causes[LINE_NOT_OBJECT], 1);
	assert_int_equal(log.causes[LINE_NO_TIME], 1);
	assert_int_equal(log.causes[LINE_UTF8], 1);
	assert_int_equal(log.records[0].key, NOON_NS + 5000000);
	assert_int_equal(line_ref_place(log.records[0].value), 0);
	assert_true(line_ref_len(log.records[0].value) > 0 &&
		    text[line_ref_len(log.records[0].value)] == '\n');
	assert_int_equal(log.records[1].key, NOON_NS + 1000000);
	log__close(&log);
}

static void test_recordings(void **state)
{
	char text[TEXT_MAX], *p = text;
	struct log log;

	(void)state;
	p = put_our_line(p, 5, "start", "f", "0a", ",\"run\":\"" RUN_ID "\"");
	p = put_our_line(p, 9, "start", "f", "0b", ",\"run\":\"other\"");
	p = put_our_line(p, 2, "end", "f", "0a", ",\"run\":\"01234567\\u00389abcdef\"");
	p = put_our_line(p, 3, "end", "f", "0b", "");
	p = stpcpy(p, "{\"timestamp\":\"2026-11-24 12:00:00\",\"message\":\"lost\",\"schema\":1,"
		      "\"event\":\"lost\",\"count\":7,\"run\":\"" RUN_ID "\"}\n");
	write_file("timing.log", text);
	assert_int_equal(read_folder(RUN_ID, &log), 0);
	assert_int_equal(log.recording_count, 2);
	assert_string_equal(string_table__get(log.runs, 0), RUN_ID);
	assert_string_equal(string_table__get(log.runs, 1), "other");
	assert_int_equal(log.recordings[0].records, 3);
	assert_int_equal(log.recordings[0].first_ns, NOON_NS);
	assert_int_equal(log.recordings[0].last_ns, NOON_NS + 5000000);
	assert_int_equal(log.recordings[1].records, 1);
	assert_true(line_ref_wanted(log.records[0].value));
	assert_false(line_ref_wanted(log.records[1].value));
	assert_true(line_ref_wanted(log.records[2].value));
	assert_false(line_ref_wanted(log.records[3].value));
	assert_int_equal(log.loss_count, 1);
	assert_int_equal(log.losses[0].count, 7);
	assert_true(log.losses[0].wanted);
	log__close(&log);
}

/* Names, modules, ids and parents with escapes, so that nothing is as it stands in the line. */
static void test_escapes(void **state)
{
	char text[TEXT_MAX], *p = text, id[CALL_ID_MAX];
	struct log log;

	(void)state;
	p = put_our_line(p, 0, "start", "f\\\"", "i\\\\d",
			 ",\"module\":\"m\\u00e4\",\"parent\":\"p\\t\",\"run\":\"r\\n\"");
	read_text(text, &log);
	assert_int_equal(log.event_count, 1);
	assert_string_equal(string_table__get(log.names, log.events[0].name), "f\"");
	assert_string_equal(string_table__get(log.names, log.events[0].module), "m\xc3\xa4");
	assert_string_equal(string_table__get(log.runs, 0), "r\n");
	log__id_text(&log, &log.events[0].id, log.events[0].id_is_text, id);
	assert_string_equal(id, "i\\d");
	log__id_text(&log, &log.events[0].parent, log.events[0].parent_is_text, id);
	assert_string_equal(id, "p\t");
	log__close(&log);
}

/* More than a part in each of two files: strings keep their numbers over parts. */
static void test_parts(void **state)
{
	static const char pad[] = ",\"x\":\"0123456789012345678901234567890123456789012345678901\"";
	char line[1024], name[16], id[16];
	struct log log;
	int lines = 0;

	(void)state;
	for (int file = 1; file >= 0; file--) {
		FILE *out = fopen(path_of(file ? "timing.log.1" : "timing.log"), "we");

		for (long bytes = 0; bytes < (long)PART_BYTES + 300000; lines++) {
			char *end;

			sprintf(name, "n%d", lines % 1000);
			sprintf(id, "x%d", lines % 5000);
			end = put_our_line(line, lines % 60000, "start", name, id, pad);
			bytes += fwrite(line, 1, end - line, out);
		}
		fclose(out);
	}
	assert_int_equal(read_folder(NULL, &log), 0);
	assert_int_equal(log.files.count, 2);
	assert_int_equal(log.record_count, lines);
	assert_int_equal(log.event_count, lines);
	assert_int_equal(string_table__count(log.names), 1000);
	assert_int_equal(string_table__count(log.ids), 5000);
	for (int i = 0; i < lines; i++) {
		sprintf(name, "n%d", i % 1000);
		sprintf(id, "x%d", i % 5000);
		assert_string_equal(string_table__get(log.names, log.events[i].name), name);
		assert_string_equal(string_table__get(log.ids, log.events[i].id.high), id);
		assert_int_equal(log.records[i].key, NOON_NS + i % 60000 * 1000000ll);
		assert_true(i == 0 || log.records[i - 1].value < log.records[i].value);
	}
	log__close(&log);
}

static void test_no_log(void **state)
{
	struct log log;

	(void)state;
	assert_int_equal(read_folder(NULL, &log), 0);
	assert_int_equal(log.files.count, 0);
	assert_int_equal(log.record_count, 0);
	log__close(&log);
	read_text("", &log);
	assert_int_equal(log.files.count, 1);
	assert_int_equal(log.record_count, 0);
	log__close(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_counts), in_folder(test_recordings), in_folder(test_escapes),
		in_folder(test_parts),	in_folder(test_no_log),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
