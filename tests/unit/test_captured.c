/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What was captured at entries waits for its calls; what a record holds by its plan. */
#include "../../user/record/captured.h"
#include "../../user/record/captured_ops.h"
#include "support.h"

struct record {
	struct capture_event event;
	char bytes[256];
};

static struct record make_record(uint64_t call, uint32_t tid, uint32_t index, const char *text)
{
	struct record record = {
		.event = {.type = MAAP_EVENT_CAPTURE, .tgid = 7, .tid = tid, .call = call,
			  .index = index, .bytes = strlen(text) + 1},
	};

	strcpy(record.bytes, text);
	return record;
}

static void add(struct captured_store *store, uint64_t call, uint32_t tid, uint32_t index,
		const char *text)
{
	struct record record = make_record(call, tid, index, text);

	assert_int_equal(captured_store__add(store, &record.event), 0);
}

static const char *kept(const struct captured_store *store, uint64_t call)
{
	const struct call_event event = {.call = call};
	const struct capture_event *found = captured_store__find(store, &event, false);

	return found ? (const char *)(found + 1) : NULL;
}

static void test_found_by_call(void **state)
{
	struct captured_store *store;

	(void)state;
	assert_int_equal(captured_store__new(&store), 0);
	add(store, 1, 10, 0, "outer");
	add(store, 2, 10, 1, "inner");
	add(store, 3, 11, 0, "other thread");
	assert_string_equal(kept(store, 1), "outer");
	assert_string_equal(kept(store, 2), "inner");
	assert_string_equal(kept(store, 3), "other thread");
	assert_null(kept(store, 4));
	captured_store__release(store, &(struct call_event){.call = 2});
	assert_null(kept(store, 2));
	assert_string_equal(kept(store, 1), "outer");
	captured_store__free(store);
}

/* A call that was dropped in the kernel leaves its record behind: the next at its place ends that. */
static void test_dropped_calls_do_not_pile_up(void **state)
{
	struct captured_store *store;

	(void)state;
	assert_int_equal(captured_store__new(&store), 0);
	add(store, 1, 10, 0, "outer");
	for (uint64_t call = 2; call < 100000; call++) {
		add(store, call, 10, 1, "inner");
		assert_null(kept(store, call - 1 == 1 ? 0 : call - 1));
	}
	assert_string_equal(kept(store, 1), "outer");
	captured_store__free(store);
}

static void test_strands_have_places_of_their_own(void **state)
{
	struct captured_store *store;
	struct record record = make_record(5, 10, 0, "goroutine");

	(void)state;
	assert_int_equal(captured_store__new(&store), 0);
	add(store, 1, 10, 0, "thread");
	record.event.strand = 0xc000001000;
	assert_int_equal(captured_store__add(store, &record.event), 0);
	assert_string_equal(kept(store, 1), "thread");
	assert_string_equal(kept(store, 5), "goroutine");
	/* It has changed threads since: the same place all the same. */
	record.event.tid = 11;
	record.event.call = 6;
	assert_int_equal(captured_store__add(store, &record.event), 0);
	assert_null(kept(store, 5));
	captured_store__forget(store, 7);
	assert_null(kept(store, 1));
	assert_null(kept(store, 6));
	captured_store__free(store);
}

/* Threads that come and go, each with a call that was dropped. */
static void test_bounded(void **state)
{
	static struct {
		struct capture_event event;
		char bytes[16384];
	} record = {.event = {.tgid = 7, .bytes = 16384}};
	struct captured_store *store;

	(void)state;
	assert_int_equal(captured_store__new(&store), 0);
	for (uint32_t i = 1; i <= 5000; i++) {
		record.event.tid = record.event.call = i;
		assert_int_equal(captured_store__add(store, &record.event), 0);
	}
	assert_null(kept(store, 1));
	assert_non_null(kept(store, 5000));
	assert_non_null(kept(store, 4000));
	captured_store__free(store);
}

static void test_results(void **state)
{
	struct captured_store *store;
	struct record record = make_record(9, 10, 0, "result");
	struct call_event call = {.call = 9}, other = {.call = 10};

	(void)state;
	assert_int_equal(captured_store__new(&store), 0);
	record.event.at_return = 1;
	assert_int_equal(captured_store__add(store, &record.event), 0);
	assert_non_null(captured_store__find(store, &call, true));
	assert_null(captured_store__find(store, &other, true));
	assert_null(captured_store__find(store, &call, false));
	captured_store__free(store);
}

/* A record that says more than it holds is read as far as it goes. */
static void test_damaged_records(void **state)
{
	static const struct capture_plan plan = {
		.count = 3,
		.ops = {{.kind = MAAP_CAPTURE_TEXT}, {.kind = MAAP_CAPTURE_WORD}, {.kind = MAAP_CAPTURE_TEXT}},
	};
	struct record record = {.event = {.bytes = sizeof(record.bytes)}};
	struct captured *head = (struct captured *)record.bytes;
	const __u64 registers[1] = {5};
	struct captured_ops ops;

	(void)state;
	head->bytes = 5;
	captured_ops__read(&ops, &plan, &record.event, false, registers, 1);
	assert_int_equal(ops.count, 3);
	assert_int_equal(captured_ops__head(&ops, 0)->bytes, 5);
	assert_null(captured_ops__head(&ops, 3));
	assert_null(captured_ops__head(&ops, -1));
	head->bytes = UINT32_MAX;
	captured_ops__read(&ops, &plan, &record.event, false, registers, 1);
	assert_int_equal(ops.count, 0);
	head->bytes = 5;
	record.event.bytes = sizeof(*head) + 4;
	captured_ops__read(&ops, &plan, &record.event, false, registers, 1);
	assert_int_equal(ops.count, 0);
	captured_ops__read(&ops, &plan, NULL, false, registers, 1);
	assert_true(ops.lost);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_found_by_call),
		cmocka_unit_test(test_dropped_calls_do_not_pile_up),
		cmocka_unit_test(test_strands_have_places_of_their_own),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_damaged_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
