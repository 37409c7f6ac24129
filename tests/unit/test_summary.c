/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "../../user/sink/summary.h"
#include "made_up_call.h"
#include "support.h"

static struct function items[] = {
	{.id = 0, .name = "small"}, {.id = 1, .name = "big::one(int)"}, {.id = 2, .name = "never"},
	{.id = 3, .name = "hangs"}, {.id = 4, .name = "\x1b[2J"},
};
static struct function *pointers[] = {&items[0], &items[1], &items[2], &items[3], &items[4]};
static struct function_list functions = {pointers, ARRAY_LEN(pointers)};

static struct sink *open_summary(const struct run *run)
{
	struct sink *sink = NULL;

	assert_int_equal(summary_open(run, &sink), 0);
	return sink;
}

/* What is printed, with each run of blanks as one: the caller frees it. */
static char *print_squeezed(struct sink *sink, const struct summary_facts *facts)
{
	char *text = NULL, *to;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	assert_int_equal(summary_print(sink, file, facts), 0);
	fclose(file);
	to = text;
	for (const char *from = text; *from; from++) {
		if (from[0] != ' ' || from[1] != ' ')
			*to++ = *from;
	}
	*to = '\0';
	return text;
}

static void offer(struct sink *sink, int function, uint64_t duration_ns, enum maap_outcome outcome)
{
	struct call call = made_up_call(&items[function], 1);

	call.duration_ns = duration_ns;
	call.self_ns = duration_ns / 2;
	call.outcome = outcome;
	assert_int_equal(sink->call(sink, &call), 0);
}

static void test_table(void **state)
{
	struct run run = made_up_run(&functions);
	struct sink *sink = open_summary(&run);
	struct loss loss = {.reason = MAAP_LOSS_NESTING, .count = 100};
	struct summary_facts facts = {.overhead_ns = 950};
	char *text;

	(void)state;
	for (int i = 0; i < 98; i++)
		offer(sink, 1, 1000, MAAP_RETURNED);
	offer(sink, 1, 200000, MAAP_UNWOUND);
	offer(sink, 1, 3000000, MAAP_RETURNED);
	offer(sink, 0, 50, MAAP_RETURNED);
	offer(sink, 3, 2000000000, MAAP_UNFINISHED);
	offer(sink, 4, 10, MAAP_TAIL_CALLED);
	sink->loss(sink, &loss);
	loss.count = 36;
	sink->loss(sink, &loss);
	text = print_squeezed(sink, &facts);
	assert_string_equal(
		text,
		"function calls errors total self mean p50 p99 max cpu memory\n"
		"hangs 1 - 2.00 s 1.00 s - - - - 11.00 µs +4.0 KiB\n"
		"big::one(int) 100 - 3.30 ms 1.65 ms 32.98 µs 1.00 µs 200.19 µs 3.00 ms 1.10 ms "
		"+400.0 KiB\n"
		"small 1 - 50 ns 25 ns 50 ns 50 ns 50 ns 50 ns 11.00 µs +4.0 KiB\n"
		"?[2J 1 - 10 ns 5 ns 10 ns 10 ns 10 ns 10 ns 11.00 µs +4.0 KiB\n"
		"never 0 - - - - - - - - -\n"
		"calls 103 lost 136 (nesting 136) unfinished 1 overhead ~950 ns/call\n");
	free(text);
	assert_int_equal(sink->close(sink), 0);
}

/* What a call that changed threads used is not known: the sum is one of the others. */
static void test_part_of_the_cpu(void **state)
{
	struct run run = made_up_run(&functions);
	struct sink *sink = open_summary(&run);
	struct summary_facts facts = {.overhead_ns = 1};
	struct call call = made_up_call(&items[0], 1);
	char *text;

	(void)state;
	call.has_thread_cpu = false;
	call.thread_cpu_ns = 0;
	assert_int_equal(sink->call(sink, &call), 0);
	call.function = &items[1];
	assert_int_equal(sink->call(sink, &call), 0);
	offer(sink, 1, 1000, MAAP_RETURNED);
	text = print_squeezed(sink, &facts);
	assert_says(text, " - +4.0 KiB\n");
	assert_says(text, " >11.00 µs +8.0 KiB\n");
	free(text);
	assert_int_equal(sink->close(sink), 0);
}

static void test_last_lines(void **state)
{
	struct function_list none = {NULL, 0};
	struct run run = made_up_run(&functions);
	struct sink *sink = open_summary(&run);
	struct loss losses[] = {{MAAP_LOSS_RING_FULL, 3, 0}, {MAAP_LOSS_WRITE, 5, 0}};
	struct summary_facts facts = {.overhead_ns = 1,
				      .unwritten = 10,
				      .rotated_out = 30,
				      .results = "logs/timing_results.csv"};
	char *text;

	(void)state;
	for (int i = 0; i < 50; i++)
		offer(sink, 0, 1, MAAP_RETURNED);
	sink->loss(sink, &losses[0]);
	sink->loss(sink, &losses[1]);
	text = print_squeezed(sink, &facts);
	assert_says(text, "\ncalls 40 lost 18 (ring_full 3, write 15) unfinished 0 "
			  "overhead ~1 ns/call\n30 of 40 calls are no longer in timing.log "
			  "(rotated out); they are in logs/timing_results.csv\n");
	free(text);
	facts.results = NULL;
	text = print_squeezed(sink, &facts);
	assert_says(text, "(rotated out), nor anywhere else: raise --max-bytes");
	free(text);
	sink->close(sink);
	run.functions = &none;
	sink = open_summary(&run);
	text = print_squeezed(sink, &(struct summary_facts){0});
	assert_says(text, "\ncalls 0 lost 0 unfinished 0 overhead ~0 ns/call\n");
	free(text);
	sink->close(sink);
}

/* The exact last line and aligned columns: scripts and eyes rely on them. */
static void test_layout(void **state)
{
	struct run run = made_up_run(&functions);
	struct sink *sink = open_summary(&run);
	FILE *file;
	char *text, *line;
	size_t width = 0;

	(void)state;
	offer(sink, 0, 12345, MAAP_RETURNED);
	file = fopen(path_of("out"), "w");
	assert_int_equal(summary_print(sink, file, &(struct summary_facts){0}), 0);
	fclose(file);
	sink->close(sink);
	text = read_file("out", NULL);
	assert_says(text, "\ncalls 1  lost 0  unfinished 0  overhead ~0 ns/call\n");
	for (line = strtok(text, "\n"); strncmp(line, "calls", 5); line = strtok(NULL, "\n")) {
		size_t columns = 0;

		for (char *p = line; *p; p++)
			columns += (*p & 0xc0) != 0x80;
		assert_true(!width || columns == width);
		width = columns;
	}
	assert_in_range(width, 80, 140);
	free(text);
}

static void test_reader_gone(void **state)
{
	struct run run = made_up_run(&functions);
	struct sink *sink = open_summary(&run);
	int ends[2];
	FILE *file;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	file = fdopen(ends[1], "w");
	assert_true(summary_print(sink, file, &(struct summary_facts){0}) < 0);
	fclose(file);
	sink->close(sink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_part_of_the_cpu),
		cmocka_unit_test(test_last_lines),
		in_folder(test_layout),
		cmocka_unit_test(test_reader_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
