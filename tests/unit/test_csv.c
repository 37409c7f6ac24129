/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <time.h>

#include "../../user/sink/csv.h"
#include "made_up_call.h"
#include "support.h"

#define FIELDS	 24
#define MAX_ROWS 256

static struct output_dir *dir;

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

/* A file as a CSV reader sees it; the fields point into `text`. */
struct table {
	char *text;
	size_t rows;
	char *fields[MAX_ROWS][FIELDS];
};

/* One field by RFC 4180, unquoted in place; returns what stands behind it. */
static char *parse_field(char *p, char **field)
{
	char *to = p;

	*field = p;
	if (*p != '"') {
		while (*p && *p != ',' && *p != '\r' && *p != '\n') {
			if (*p == '"')
				fail_msg("a quote in an unquoted field: %s", p);
			p++;
		}
		return p;
	}
	p++;
	while (*p && (p[0] != '"' || p[1] == '"')) {
		p += *p == '"';
		*to++ = *p++;
	}
	if (*p != '"')
		fail_msg("a quoted field does not end: %s", *field);
	*to = '\0';
	return p + 1;
}

static char *parse_row(char *p, char *fields[FIELDS])
{
	for (int i = 0; i < FIELDS; i++) {
		char *end = parse_field(p, &fields[i]);
		char separator = *end;

		if (i < FIELDS - 1 && separator != ',')
			fail_msg("a row ends after %d fields", i + 1);
		if (i == FIELDS - 1 && (separator != '\r' || end[1] != '\n'))
			fail_msg("a row goes on after %d fields: %s", FIELDS, end);
		*end = '\0';
		p = end + 1;
	}
	return p + 1;
}

static struct table *read_table(const char *name)
{
	struct table *table = calloc(1, sizeof(*table));
	char *p = table->text = read_file(name, NULL);

	while (*p) {
		assert_true(table->rows < MAX_ROWS);
		p = parse_row(p, table->fields[table->rows++]);
	}
	return table;
}

static void free_table(struct table *table)
{
	free(table->text);
	free(table);
}

static void assert_row(char *fields[FIELDS], const char *const expected[FIELDS])
{
	for (int i = 0; i < FIELDS; i++) {
		if (strcmp(fields[i], expected[i]))
			fail_msg("field %d is \"%s\", not \"%s\"", i, fields[i], expected[i]);
	}
}

static struct sink *open_csv(const struct run *run)
{
	struct csv_options options = {dir};
	struct sink *sink = NULL;

	assert_int_equal(csv_open(&options, run, &sink), 0);
	return sink;
}

static const char *const header[FIELDS] = {
	"Timestamp",
	"Process ID",
	"Thread Count",
	"UUID",
	"Function Name",
	"Execution Time (s)",
	"CPU Time (sec)",
	"Memory Change (MB)",
	"Final Memory Usage (MB)",
	"Arguments",
	"Log Message",
	"Thread ID",
	"Parent UUID",
	"Depth",
	"Self Time (s)",
	"Thread CPU Time (sec)",
	"Off-CPU Time (s)",
	"Minor Faults",
	"Major Faults",
	"Return Value",
	"Outcome",
	"Start (ns)",
	"Module",
	"Run",
};

#define ARGUMENTS                                                                                  \
	"{\"args\":[\"0x1f\",\"0x0\",\"0xffffffffffffffff\",\"0xdeadbeef\",\"0x10\","              \
	"\"0x7ffc12345678\"],\"kwargs\":{}}"

static void test_values(void **state)
{
	struct function item = {.name = "ns::f(int, char)", .symbol = "x", .module_name = "lib,x"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct sink *sink = open_csv(&run);
	struct call call = made_up_call(&item, 1);
	struct table *table;

	(void)state;
	strcpy(call.parent_uuid, "019a0000-0000-7000-8000-0000000000ff");
	assert_int_equal(sink->call(sink, &call), 0);
	assert_int_equal(sink->close(sink), 0);
	table = read_table("timing_results.csv");
	assert_int_equal(table->rows, 2);
	assert_row(table->fields[0], header);
	assert_row(table->fields[1],
		   (const char *const[FIELDS]){
			   "2025-11-24 16:00:00.124469",
			   "4242",
			   "5",
			   "019a0000-0000-7000-8000-000000000001",
			   "ns::f(int, char)",
			   "0.000012345",
			   "0.000015000",
			   "0.003906",
			   "3.910156",
			   ARGUMENTS,
			   "ns_f(int,_char): end: wall=1764000000.124469134 perf=12345.124469134 "
			   "id=019a0000-0000-7000-8000-000000000001 duration=0.000012345sec "
			   "cpu=100.0% rss=4100096 vms=5004096 mem%=0.382 threads=5 fds=6",
			   "4243",
			   "019a0000-0000-7000-8000-0000000000ff",
			   "2",
			   "0.000002345",
			   "0.000011000",
			   "0.000001345",
			   "1",
			   "0",
			   "0x5",
			   "returned",
			   "1764000000124456789",
			   "lib,x",
			   "0123456789abcdef",
		   });
	free_table(table);
}

static void test_empty_fields(void **state)
{
	struct function item = {.name = "f", .symbol = "f", .module_name = "m"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct sink *sink = open_csv(&run);
	struct call call = made_up_call(&item, 1);
	static const int empty[] = {2, 6, 7, 8, 12, 15, 16, 17, 18, 19};
	struct table *table;

	(void)state;
	call.has_resources = false;
	call.argument_count = 0;
	call.result = NULL;
	call.outcome = MAAP_TAIL_CALLED;
	assert_int_equal(sink->call(sink, &call), 0);
	assert_int_equal(sink->close(sink), 0);
	table = read_table("timing_results.csv");
	for (int i = 0, n = 0; i < FIELDS; i++) {
		bool is_empty = n < (int)ARRAY_LEN(empty) && empty[n] == i;

		if (is_empty != !table->fields[1][i][0])
			fail_msg("field %d is \"%s\"", i, table->fields[1][i]);
		n += is_empty;
	}
	assert_string_equal(table->fields[1][9], "{\"args\":[],\"kwargs\":{}}");
	assert_string_equal(table->fields[1][20], "tail-called");
	free_table(table);
}

static void test_hostile_names(void **state)
{
	static char every[256];
	char *names[] = {every, "a,b", "\"", "\"\"", "two\r\nlines", "\xf0\x9f\x98\x80", "", "="};
	struct function items[ARRAY_LEN(names)];
	struct function *pointers[ARRAY_LEN(names)];
	struct function_list functions = {pointers, ARRAY_LEN(names)};
	struct run run = made_up_run(&functions);
	struct sink *sink;
	struct table *table;

	(void)state;
	for (int c = 1; c < 256; c++)
		every[c - 1] = c;
	for (uint32_t i = 0; i < ARRAY_LEN(names); i++) {
		pointers[i] = &items[i];
		items[i] = (struct function){
			.id = i, .name = names[i], .symbol = names[i], .module_name = names[i]};
	}
	sink = open_csv(&run);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct call call = made_up_call(&items[i], i);

		assert_int_equal(sink->call(sink, &call), 0);
	}
	assert_int_equal(sink->close(sink), 0);
	table = read_table("timing_results.csv");
	assert_int_equal(table->rows, 1 + ARRAY_LEN(names));
	for (size_t i = 1; i < ARRAY_LEN(names); i++) {
		assert_string_equal(table->fields[1 + i][4], names[i]);
		assert_string_equal(table->fields[1 + i][22], names[i]);
	}
	/* Plain ASCII as it is, the 128 stray bytes replaced. */
	assert_int_equal(strncmp(table->fields[1][4], every, 127), 0);
	assert_int_equal(strlen(table->fields[1][4]), 127 + 3 * 128);
	assert_int_equal(strncmp(table->fields[3][10], "\": end: wall=", 13), 0);
	assert_int_equal(strncmp(table->fields[5][10], "two_lines: end: ", 16), 0);
	free_table(table);
}

/* One header for several runs; memory that shrank; calls that did not end. */
static void test_append(void **state)
{
	struct function item = {.name = "f", .symbol = "f", .module_name = "m"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct table *table;

	(void)state;
	write_file("timing_results.csv", ""); /* empty: as good as new */
	for (int i = 0; i < 3; i++) {
		struct sink *sink = open_csv(&run);
		struct call call = made_up_call(&item, i);

		call.outcome = MAAP_UNFINISHED;
		call.rss_end_bytes = call.rss_start_bytes - (1 << 20) - 4096;
		assert_int_equal(sink->call(sink, &call), 0);
		assert_int_equal(sink->close(sink), 0);
	}
	table = read_table("timing_results.csv");
	assert_int_equal(table->rows, 4);
	assert_row(table->fields[0], header);
	assert_string_equal(table->fields[3][7], "-1.003906");
	assert_string_equal(table->fields[3][20], "unfinished");
	assert_int_equal(strncmp(table->fields[3][10], "f: unfinished: wall=", 20), 0);
	free_table(table);
}

static void test_other_header(void **state)
{
	struct function_list functions = {NULL, 0};
	struct run run = made_up_run(&functions);
	struct sink *sink;
	const char *said;

	(void)state;
	for (int i = 0; i < 3; i++) {
		write_file("timing_results.csv", i ? "Timestamp,Process ID\r\n" : "x");
		stderr_begin();
		sink = open_csv(&run);
		sink->close(sink);
		said = stderr_end();
		assert_int_equal(count_char(said, '\n'), 1);
		assert_says(said, "set aside as timing_results.csv.old");
		assert_file_is("timing_results.csv", CSV_HEADER "\r\n");
	}
	assert_file_is("timing_results.csv.old", "x");
	assert_file_is("timing_results.csv.old.1", "Timestamp,Process ID\r\n");
	assert_file_is("timing_results.csv.old.2", "Timestamp,Process ID\r\n");
	/* Ours with an editor's line ends, or one column more: the first stays, the second goes. */
	write_file("timing_results.csv", CSV_HEADER "\n");
	sink = open_csv(&run);
	sink->close(sink);
	assert_file_is("timing_results.csv", CSV_HEADER "\n");
	write_file("timing_results.csv", CSV_HEADER ",More\r\n");
	stderr_begin();
	sink = open_csv(&run);
	sink->close(sink);
	stderr_end();
	assert_file_is("timing_results.csv.old.3", CSV_HEADER ",More\r\n");
}

/* A crash has cut the last row: what follows is read all the same. */
static void test_mends_cut_row(void **state)
{
	struct function_list functions = {NULL, 0};
	struct run run = made_up_run(&functions);
	static const char *const cases[][2] = {
		{"1,2", "1,2\r\n"},	    {"1,2\r", "1,2\r\n"},
		{"1,\"a,", "1,\"a,\"\r\n"}, {"1,\"a\"\"", "1,\"a\"\"\"\r\n"},
		{"1,\"a\"", "1,\"a\"\r\n"}, {"", ""},
	};
	struct sink *sink;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[2048];

		snprintf(text, sizeof(text), "%s\r\n%s", CSV_HEADER, cases[i][0]);
		write_file("timing_results.csv", text);
		sink = open_csv(&run);
		sink->close(sink);
		snprintf(text, sizeof(text), "%s\r\n%s", CSV_HEADER, cases[i][1]);
		assert_file_is("timing_results.csv", text);
	}
	write_file("timing_results.csv", CSV_HEADER); /* the header itself lacks its end */
	sink = open_csv(&run);
	sink->close(sink);
	assert_file_is("timing_results.csv", CSV_HEADER "\r\n");
}

static void test_full_disk(void **state)
{
	struct function item = {.name = "two\nlines", .symbol = "f", .module_name = "m"};
	struct function *pointers[] = {&item};
	struct function_list functions = {pointers, 1};
	struct run run = made_up_run(&functions);
	struct sink *sink = open_csv(&run);
	struct table *table;

	(void)state;
	for (int i = 0; i < 20; i++) {
		struct call call = made_up_call(&item, i);

		assert_int_equal(sink->call(sink, &call), 0);
	}
	stderr_begin();
	limit_file_size(3000);
	assert_int_equal(sink->flush(sink), -EFBIG);
	limit_file_size(NO_LIMIT);
	assert_says(stderr_end(), "cannot write");
	table = read_table("timing_results.csv"); /* no row is cut, though names hold newlines */
	assert_in_range(table->rows, 3, 10);
	assert_int_equal(table->rows - 1 + csv_unwritten(sink), 20);
	free_table(table);
	assert_int_equal(sink->close(sink), -EFBIG);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_values),    test(test_empty_fields), test(test_hostile_names),
		test(test_append),    test(test_other_header), test(test_mends_cut_row),
		test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
