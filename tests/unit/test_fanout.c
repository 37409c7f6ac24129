/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>

#include "../../user/sink/fanout.h"
#include "made_up_call.h"
#include "support.h"

/* A sink that counts what it is given and fails on demand. */
struct counter {
	struct sink sink;
	int calls, losses, flushes, closes;
	int result;
};

static int count_call(struct sink *sink, const struct call *call)
{
	(void)call;
	((struct counter *)sink)->calls++;
	return ((struct counter *)sink)->result;
}

static int count_loss(struct sink *sink, const struct loss *loss)
{
	(void)loss;
	((struct counter *)sink)->losses++;
	return ((struct counter *)sink)->result;
}

static int count_flush(struct sink *sink)
{
	((struct counter *)sink)->flushes++;
	return ((struct counter *)sink)->result;
}

static int count_close(struct sink *sink)
{
	((struct counter *)sink)->closes++;
	return ((struct counter *)sink)->result;
}

static struct counter counter(int result)
{
	return (struct counter){
		.sink = {"counter", count_call, count_loss, count_flush, count_close},
		.result = result,
	};
}

static void test_all_are_offered_all(void **state)
{
	struct counter counters[] = {counter(0), counter(-ENOSPC), counter(-EIO), counter(0)};
	struct sink silent = {.name = "silent"};
	struct function item = {.name = "f"};
	struct call call = made_up_call(&item, 1);
	struct loss loss = {0};
	struct sink *fanout = NULL;

	(void)state;
	assert_int_equal(fanout_open(&fanout), 0);
	assert_int_equal(fanout_add(fanout, &silent), 0);
	for (size_t i = 0; i < ARRAY_LEN(counters); i++)
		assert_int_equal(fanout_add(fanout, &counters[i].sink), 0);
	assert_int_equal(fanout->call(fanout, &call), -ENOSPC); /* the first error */
	assert_int_equal(fanout->loss(fanout, &loss), -ENOSPC);
	assert_int_equal(fanout->flush(fanout), -ENOSPC);
	assert_int_equal(fanout->close(fanout), -ENOSPC);
	for (size_t i = 0; i < ARRAY_LEN(counters); i++) {
		assert_int_equal(counters[i].calls, 1);
		assert_int_equal(counters[i].losses, 1);
		assert_int_equal(counters[i].flushes, 1);
		assert_int_equal(counters[i].closes, 1);
	}
}

static void test_limit(void **state)
{
	struct sink silent = {.name = "silent"};
	struct call call = {0};
	struct sink *fanout = NULL;

	(void)state;
	assert_int_equal(fanout_open(&fanout), 0);
	for (int i = 0; i < FANOUT_MAX; i++)
		assert_int_equal(fanout_add(fanout, &silent), 0);
	stderr_begin();
	assert_int_equal(fanout_add(fanout, &silent), -ENOSPC);
	stderr_end();
	assert_int_equal(fanout->call(fanout, &call), 0);
	assert_int_equal(fanout->close(fanout), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_are_offered_all),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
