// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Indirect jumps: into the function by a table, out of it, or unknown. */
#include "planned.h"

static const struct setting plain = { 0 };

/* The table of `table`: three cases, then what is not part of it. */
static bool read_table(void *context, uint64_t address, size_t size, uint64_t *value)
{
	static const uint64_t targets[] = { AT + 0x18, AT + 0x1e, AT + 0x24, AT + 0x19 };
	const uint64_t start = AT + 0x10c;

	(void)context;
	if (size != 4 || address < start || address >= start + 16)
		return false;
	*value = (uint32_t)(targets[(address - start) / 4] - start);
	return true;
}

static void test_jump_table(void **state)
{
	static const struct setting readable = { .source = { .read_word = read_table } };
	const struct setting *settings[] = { &readable, &plain };
	struct planned it;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		PLAN(&it, table, settings[i]);
		assert_null(it.plan.exits_unseen);
		assert_true(it.plan.leaf);
		assert_int_equal(it.plan.return_count, 3);
		assert_int_equal(it.plan.exit_count, 3);
		assert_int_equal(it.code.target_count, i ? 0 : 3);
		done(&it);
	}
}

static uint64_t table_value;

static bool read_address(void *context, uint64_t address, size_t size, uint64_t *value)
{
	(void)context;
	if (address != 0x5000 || size != 8)
		return false;
	*value = table_value;
	return true;
}

static void test_table_of_addresses(void **state)
{
	static const struct setting readable = { .source = { .read_word = read_address } };
	struct planned it;

	(void)state;
	table_value = AT + 9;
	PLAN(&it, abstable, &readable);
	assert_null(it.plan.exits_unseen);
	assert_true(it.plan.leaf);
	done(&it);
	/* A table of other functions: a tail call. */
	table_value = 0x9000;
	PLAN(&it, abstable, &readable);
	assert_null(it.plan.exits_unseen);
	assert_int_equal(it.plan.exit_count, 2);
	assert_int_equal(it.plan.exits[1].kind, SITE_TAIL_JUMP);
	assert_true(it.plan.exits[1].stepped);
	done(&it);
	PLAN(&it, abstable, &plain);
	assert_says(it.plan.exits_unseen, "unknown indirect jump at 0x1002");
	assert_false(it.plan.leaf);
	done(&it);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_jump_table),
		cmocka_unit_test(test_table_of_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
