/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* error.log and error_results.csv: what any record comes to, whatever its texts hold. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <signal.h>
#include <time.h>

#include "../../user/sink/error_log.h"
#include "support.h"

static struct output_dir *dir;
static const struct run run = { .id = "0123456789abcdef" };
static const struct function function = { .name = "parse \"x\",\n", .module_name = "lib,x.so" };

static int setup(void **state)
{
	if (make_folder_fixture(state))
		return -1;
	setenv("TZ", "UTC0", 1);
	tzset();
	return output_dir_open(folder, "--logdir", NULL, &dir);
}

static int teardown(void **state)
{
	output_dir_close(dir);
	return remove_folder_fixture(state);
}

static struct error_record make(enum error_kind kind)
{
	return (struct error_record){
		.kind = kind,
		.epoch_ns = 1795548786571189319,
		.function = &function,
		.uuid = "01a20f0c-2f89-7455-a486-1000000014e8",
		.pid = 7,
		.tid = 8,
	};
}

static void set_what(struct error_record *record, const char *type, const char *what)
{
	record->type = type;
	record->what = what;
	record->what_len = strlen(what);
}

static void write_all_of(const struct error_record *record)
{
	const struct error_log_options options = { .dir = dir, .name = "error.log" };
	struct sink *sinks[2];

	assert_int_equal(error_log_open(&options, &run, &sinks[0]), 0);
	assert_int_equal(error_csv_open(dir, &sinks[1]), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(sinks[i]->error(sinks[i], record), 0);
		assert_int_equal(sinks[i]->flush(sinks[i]), 0);
		assert_int_equal(sinks[i]->close(sinks[i]), 0);
	}
}

/* The only line, parsed. */
static cJSON *read_line(void)
{
	char *text = read_file("error.log", NULL);
	cJSON *line = cJSON_Parse(text);

	if (!line)
		fail_msg("no JSON: %s", text);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	free(text);
	return line;
}

static void check_text(const cJSON *line, const char *key, const char *wanted)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(line, key);

	if (!item)
		fail_msg("no %s", key);
	else if (!wanted)
		assert_true(cJSON_IsNull(item));
	else
		assert_string_equal(cJSON_GetStringValue(item), wanted);
}

static void check_number(const cJSON *line, const char *key, double wanted)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(line, key);

	assert_true(cJSON_IsNumber(item) && item->valuedouble == wanted);
}

static void test_exception(void **state)
{
	static char argument[] = "it's \"5\"\xff";
	struct rendered arguments[] = {
		{ .name = "n\n", .text = argument, .len = strlen(argument), .quoted = true }
	};
	struct error_record record = make(ERROR_EXCEPTION);
	struct backtrace *backtrace =
		calloc(1, sizeof(*backtrace) + 2 * sizeof(*backtrace->frames));
	const cJSON *frame;
	cJSON *line;

	(void)state;
	set_what(&record, "std::runtime_error", "no \"row\"\x01\xff, here");
	record.caught = true;
	record.caught_in = "main<\"x\">";
	record.arguments = arguments;
	record.argument_count = 1;
	backtrace->holders = 1;
	backtrace->count = 2;
	backtrace->note = "more \"here\"";
	backtrace->frames[0] = (struct backtrace_frame){
		.pc = 0x10, .module = "m", .symbol = "f\"", .offset = 3, .file = "a\\b.c", .line = 9
	};
	backtrace->frames[0].inlined = true;
	record.backtrace = backtrace;
	write_all_of(&record);
	line = read_line();
	check_text(line, "timestamp", "2026-11-24 19:33:06,571189");
	check_text(line, "level", "ERROR");
	check_text(line, "event", "error");
	check_text(line, "kind", "exception");
	check_text(line, "message",
		   "parse \"x\",\n: std::runtime_error: no \"row\"\x01\xef\xbf\xbd, here");
	check_text(line, "function", "parse \"x\",\n");
	check_text(line, "uuid", record.uuid);
	check_text(line, "what", "no \"row\"\x01\xef\xbf\xbd, here");
	check_text(line, "caught_in", "main<\"x\">");
	check_text(line, "backtrace_note", "more \"here\"");
	check_number(line, "pid", 7);
	check_number(line, "tid", 8);
	check_text(cJSON_GetObjectItem(cJSON_GetObjectItem(line, "args"), "kwargs"), "n\n",
		   "it's \"5\"\xef\xbf\xbd");
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(line, "backtrace")), 2);
	frame = cJSON_GetArrayItem(cJSON_GetObjectItem(line, "backtrace"), 0);
	check_text(frame, "pc", "0x10");
	check_text(frame, "symbol", "f\"");
	check_text(frame, "file", "a\\b.c");
	check_number(frame, "line", 9);
	assert_true(cJSON_IsTrue(cJSON_GetObjectItem(frame, "inlined")));
	frame = cJSON_GetArrayItem(cJSON_GetObjectItem(line, "backtrace"), 1);
	check_text(frame, "module", NULL);
	check_text(frame, "line", NULL);
	cJSON_Delete(line);
	/* The same from what is kept of the backtrace. */
	unlink(path_of("error.log"));
	write_all_of(&record);
	line = read_line();
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(line, "backtrace")), 2);
	cJSON_Delete(line);
	backtrace__release(backtrace);
	assert_file_is(
		"error_results.csv", ERROR_CSV_HEADER
		"\r\n2026-11-24 19:33:06.571189,01a20f0c-2f89-7455-a486-1000000014e8,"
		"\"parse \"\"x\"\",\n\",\"std::runtime_error: no \"\"row\"\"\x01\xef\xbf\xbd, "
		"here\",\"{\"\"args\"\":[],\"\"kwargs\"\":{\"\"n\\n\"\":\"\"it's "
		"\\\"\"5\\\"\"\xef\xbf\xbd\"\"}}\",exception,std::runtime_error,7,8\r\n"
		"2026-11-24 19:33:06.571189,01a20f0c-2f89-7455-a486-1000000014e8,"
		"\"parse \"\"x\"\",\n\",\"std::runtime_error: no \"\"row\"\"\x01\xef\xbf\xbd, "
		"here\",\"{\"\"args\"\":[],\"\"kwargs\"\":{\"\"n\\n\"\":\"\"it's "
		"\\\"\"5\\\"\"\xef\xbf\xbd\"\"}}\",exception,std::runtime_error,7,8\r\n");
}

static void test_signal(void **state)
{
	struct error_record record = make(ERROR_SIGNAL);
	struct error_event death = { .signal = SIGSEGV,
				     .code = SEGV_ACCERR,
				     .tid = 8,
				     .address = 0x5000,
				     .map_start = 0x5000,
				     .map_end = 0x6000,
				     .map_flags = 1 };
	cJSON *line;

	(void)state;
	record.map_name = "lib\"x.so";
	record.map_name_len = strlen(record.map_name);
	death.registers[16] = 0x1234;
	record.type = "SIGSEGV";
	record.death = &death;
	record.exit_code = SIGSEGV;
	record.function = NULL;
	write_all_of(&record);
	line = read_line();
	check_text(line, "function", NULL);
	check_text(line, "uuid", NULL);
	check_text(line, "module", NULL);
	check_text(line, "message", "SIGSEGV (SEGV_ACCERR) at 0x5000: r-- lib\"x.so 0x5000-0x6000");
	check_text(line, "code", "SEGV_ACCERR");
	check_text(line, "fault_address", "0x5000");
	check_text(line, "fault_mapping", "r-- lib\"x.so 0x5000-0x6000");
	check_text(line, "what", NULL);
	check_number(line, "signal", SIGSEGV);
	check_text(cJSON_GetObjectItem(line, "registers"), "rip", "0x1234");
	assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(line, "backtrace")), 0);
	cJSON_Delete(line);
}

static void test_messages(void **state)
{
	struct error_event death = { .signal = SIGKILL, .sender = 99, .tgid = 7 };
	struct rendered result = { .text = "-1", .len = 2 };
	struct error_record exits = make(ERROR_EXIT), killed = make(ERROR_EXIT),
			    returned = make(ERROR_RETURN), go = make(ERROR_EXCEPTION),
			    untold = make(ERROR_EXCEPTION), none = make(ERROR_EXCEPTION);
	struct {
		struct error_record *record;
		const char *message;
	} cases[] = {
		{ &exits, "exit status 3" },
		{ &killed, "SIGKILL from PID 99" },
		{ &returned, "returned -1: ENOENT: No such file or directory" },
		{ &go, "panic: oh... [recovered]" },
		{ &untold, "Odd (type only)" },
		{ &none, "an exception" },
	};

	(void)state;
	exits.exit_code = 3 << 8;
	exits.type = "exit";
	killed.exit_code = SIGKILL;
	killed.type = "SIGKILL";
	killed.death = &death;
	set_what(&returned, "ENOENT", "No such file or directory");
	returned.result = &result;
	returned.error_number = ENOENT;
	set_what(&go, "panic", "oh");
	go.what_cut = go.is_go = go.caught = true;
	untold.type = "Odd";
	untold.untold = "type only";
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char wanted[256];
		cJSON *line;

		unlink(path_of("error.log"));
		write_all_of(cases[i].record);
		line = read_line();
		snprintf(wanted, sizeof(wanted), "%s: %s", function.name, cases[i].message);
		check_text(line, "message", wanted);
		cJSON_Delete(line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_exception, setup, teardown),
		cmocka_unit_test_setup_teardown(test_signal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_messages, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
