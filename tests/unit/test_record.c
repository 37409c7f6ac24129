/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From events to calls: ids, times, resources; and the cost class of an instruction. */
#include "../../user/record/decode_event.h"
#include "../../user/record/uuid.h"
#include "support.h"

#include <ctype.h>

static void test_uuid(void **state)
{
	char text[MAAP_UUID_LEN + 1], other[MAAP_UUID_LEN + 1];

	(void)state;
	uuid__format(text, 0x0123456789abull * 1000000 + 999999, 0x3fffffff, 0xfffffffffff);
	assert_string_equal(text, "01234567-89ab-7fff-bfff-ffffffffffff");
	uuid__format(text, 0x0123456789abull * 1000000, 0, 1);
	assert_string_equal(text, "01234567-89ab-7000-8000-000000000001");
	/* Same ms, same run: the number tells them apart. Same number, other run: the key does. */
	uuid__format(other, 0x0123456789abull * 1000000, 0, 2);
	assert_string_not_equal(text, other);
	uuid__format(other, 0x0123456789abull * 1000000, 1, 1);
	assert_string_not_equal(text, other);
	uuid__format(other, 0x0123456789abull * 1000000, 1 << 29, 1);
	assert_string_not_equal(text, other);
	for (int i = 0; i < MAAP_UUID_LEN; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23)
			assert_int_equal(text[i], '-');
		else
			assert_true(isxdigit(text[i]) && !isupper(text[i]));
}

static struct function function = {.name = "f", .module_name = "m"};
static struct function *pointers[] = {&function};
static struct function_list functions = {.items = pointers, .count = 1};

static const struct process_table no_processes;

static struct captured_store *captured;
static struct values *values;

static struct decoder make_decoder(void)
{
	return (struct decoder){
		.functions = &functions,
		.clock = {.offset_ns = 1000000000000},
		.resources = true,
		.args = true,
		.page_bytes = 4096,
		.bias_ns = {100, 5000},
		.processes = &no_processes,
		.captured = captured,
		.values = values,
	};
}

static struct call_event make_event(void)
{
	return (struct call_event){
		.type = MAAP_EVENT_CALL,
		.outcome = MAAP_RETURNED,
		.flags = MAAP_END_EXACT,
		.tgid = 10,
		.tid = 11,
		.call = 7,
		.parent = 3,
		.entry_ns = 5000000,
		.parent_entry_ns = 4000000,
		.raw_ns = 10100,
		.nested_probe_ns = 2000,
		.child_ns = 3000,
		.off_cpu_ns = 6000,
		.process_cpu_ns = 20000,
		.rss_entry_pages = 10,
		.rss_exit_pages = 12,
		.depth = 1,
		.args = {1, 2, 3, 4, 5, 6},
		.result = 99,
	};
}

static void test_times(void **state)
{
	struct decoder decoder = make_decoder();
	struct call_event event = make_event();
	char parent[MAAP_UUID_LEN + 1];
	struct call call;

	(void)state;
	assert_true(decoder__decode(&decoder, &event, &call));
	assert_int_equal(call.duration_ns, 10100 - 100 - 2000);
	assert_int_equal(call.raw_ns, 10100);
	assert_int_equal(call.self_ns, 8000 - 3000);
	assert_int_equal(call.start_ns, 5000000);
	assert_int_equal(call.end_ns, 5000000 + 10100 - 100);
	assert_int_equal(call.start_epoch_ns, 1000005000000);
	assert_int_equal(call.off_cpu_ns, 6000);
	assert_int_equal(call.thread_cpu_ns, 2000);
	assert_int_equal(call.process_cpu_ns, 20000 - 2100);
	assert_int_equal(call.rss_end_bytes - call.rss_start_bytes, 8192);
	assert_int_equal(call.argument_count, 6);
	assert_memory_equal(call.arguments[5].text, "0x6", call.arguments[5].len);
	assert_memory_equal(call.result->text, "0x63", call.result->len);
	uuid__format(parent, 1000004000000, 0, 3);
	assert_string_equal(call.parent_uuid, parent);
	/* The parent derives the same id for itself. */
	event.call = 3;
	event.parent = 0;
	event.entry_ns = 4000000;
	assert_true(decoder__decode(&decoder, &event, &call));
	assert_string_equal(call.uuid, parent);
	assert_string_equal(call.parent_uuid, "");
}

/* Off-CPU time is a thread's: a call that changed threads has none, and no thread CPU. */
static void test_changed_threads(void **state)
{
	struct decoder decoder = make_decoder();
	struct call_event event = make_event();
	struct call call;

	(void)state;
	assert_true(decoder__decode(&decoder, &event, &call));
	assert_true(call.has_thread_cpu);
	event.flags |= MAAP_NO_THREAD_CPU;
	assert_true(decoder__decode(&decoder, &event, &call));
	assert_false(call.has_thread_cpu);
	assert_int_equal(call.thread_cpu_ns, 0);
	assert_int_equal(call.off_cpu_ns, 0);
	assert_int_equal(call.process_cpu_ns, 20000 - 2100);
}

/* The bias is that of the probes that the call had. */
static void test_cost_class(void **state)
{
	struct decoder decoder = make_decoder();
	struct call_event event = make_event();
	struct call call;

	(void)state;
	decoder.bias_ns[MAAP_COST_STEPPED_RET] = 700;
	event.flags |= MAAP_COST_STEPPED_RET << MAAP_COST_SHIFT;
	assert_true(decoder__decode(&decoder, &event, &call));
	assert_int_equal(call.cost_class, MAAP_COST_STEPPED_RET);
	assert_int_equal(call.duration_ns, 10100 - 700 - 2000);
	assert_true(call.end_exact);
}

/* Whatever the bias was measured as, no time is below 0. */
static void test_clamps(void **state)
{
	struct decoder decoder = make_decoder();
	struct call_event event = make_event();
	struct call call;

	(void)state;
	event.raw_ns = 50;
	event.off_cpu_ns = 80;
	event.process_cpu_ns = 0;
	assert_true(decoder__decode(&decoder, &event, &call));
	assert_int_equal(call.duration_ns, 0);
	assert_int_equal(call.self_ns, 0);
	assert_int_equal(call.thread_cpu_ns, 0);
	assert_int_equal(call.process_cpu_ns, 0);
	assert_int_equal(call.off_cpu_ns, 0);
	event.function = 1; /* not ours */
	assert_false(decoder__decode(&decoder, &event, &call));
}

static void test_unfinished(void **state)
{
	struct decoder decoder = make_decoder();
	struct call_event event = make_event();
	struct call call;

	(void)state;
	event.outcome = MAAP_UNFINISHED;
	event.flags = MAAP_END_EXACT | MAAP_EXITED;
	event.exit_code = 9;
	assert_true(decoder__decode(&decoder, &event, &call));
	assert_true(call.exited);
	assert_int_equal(call.exit_code, 9);
	assert_null(call.result);
	assert_true(call.has_rss_end);
	event.flags |= MAAP_NO_MEMORY;
	assert_true(decoder__decode(&decoder, &event, &call));
	assert_false(call.has_rss_end);
	assert_int_equal(call.rss_end_bytes, call.rss_start_bytes);
	/* Its return was never probed. */
	assert_int_equal(call.duration_ns, 10100 - 2000);
}

/* The sample that was true at the time, the oldest for times before all. */
static void test_samples(void **state)
{
	struct process_stats *stats = process_stats__new(getpid());
	const struct process_sample *first, *second;
	uint64_t between;

	(void)state;
	assert_non_null(stats);
	first = process_stats__at(stats, UINT64_MAX);
	assert_true(first->threads >= 1);
	assert_true(first->fds >= 3);
	assert_true(first->vms_bytes > 4096);
	between = clock__monotonic_ns();
	usleep(2000);
	process_stats__sample(stats);
	second = process_stats__at(stats, UINT64_MAX);
	assert_ptr_not_equal(first, second);
	assert_ptr_equal(process_stats__at(stats, between), first);
	assert_ptr_equal(process_stats__at(stats, 1), first);
	process_stats__free(stats);
}

static int make_stores(void **state)
{
	(void)state;
	return captured_store__new(&captured) || values__new(&(struct text_filter){0}, &values);
}

static int free_stores(void **state)
{
	(void)state;
	captured_store__free(captured);
	values__free(values);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_uuid),	   cmocka_unit_test(test_times),
		cmocka_unit_test(test_changed_threads),
		cmocka_unit_test(test_cost_class),
		cmocka_unit_test(test_clamps),	   cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_cost_class), cmocka_unit_test(test_samples),
	};

	return cmocka_run_group_tests(tests, make_stores, free_stores);
}
