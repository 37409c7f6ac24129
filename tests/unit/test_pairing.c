/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>

#include "../../analysis/calls.h"
#include "../../analysis/pairing.h"
#include "../../analysis/run_window.h"
#include "logs.h"

#define TEXT_MAX 65536

static char text[TEXT_MAX], *end;
static struct log log_read;
static struct pairing pairing;

static int setup(void **state)
{
	end = text;
	*end = '\0';
	return make_folder_fixture(state);
}

static int teardown(void **state)
{
	pairing__free(&pairing);
	log__close(&log_read);
	return remove_folder_fixture(state);
}

/*
 * A line of "f" for each character: s a start, e an end, each with a time of its own; S and E
 * repeat the first of their kind byte for byte.
 */
static void put_events(const char *events, const char *id)
{
	int firsts[2] = { -1, -1 };

	for (int ms = 0; events[ms]; ms++) {
		bool start = events[ms] == 's' || events[ms] == 'S';
		bool again = events[ms] == 'S' || events[ms] == 'E';

		if (firsts[start] < 0)
			firsts[start] = ms;
		end = put_line(end, again ? firsts[start] : ms, start ? "start" : "end", "f", id);
	}
}

static void pair_text(void)
{
	read_text(text, &log_read);
	assert_int_equal(pairing__make(&log_read, &pairing), 0);
}

/* Pairs as "start-end " by number of line, ascending. */
static void assert_pairs(const char *expected)
{
	char found[256] = "", *p = found;

	for (size_t event = 0; event < log_read.event_count; event++)
		for (size_t i = 0; i < pairing.count; i++)
			if (pairing.pairs[i].start == event)
				p += sprintf(p, "%u-%u ", pairing.pairs[i].start,
					     pairing.pairs[i].end);
	assert_string_equal(found, expected);
}

static void assert_states(const char *expected)
{
	char found[64] = "";

	for (size_t i = 0; i < log_read.event_count; i++)
		found[i] = "-pr"[pairing.states[i]];
	assert_string_equal(found, expected);
}

static void test_groups(void **state)
{
	static const struct {
		const char *events, *pairs, *states;
	} cases[] = {
		{ "s", "", "-" },
		{ "e", "", "-" },
		{ "se", "0-1 ", "pp" },
		{ "es", "1-0 ", "pp" }, /* just one of each: in any order */
		{ "ss", "", "--" },
		{ "ee", "", "--" },
		{ "sese", "0-1 2-3 ", "pppp" },
		{ "ssee", "0-3 1-2 ", "pppp" }, /* the latest start that is open */
		{ "sse", "1-2 ", "-pp" },
		{ "see", "0-1 ", "pp-" },
		{ "ese", "1-2 ", "-pp" },
		{ "esse", "2-3 ", "--pp" },
		{ "sees", "0-1 ", "pp--" },
		/* Repeated lines. */
		{ "sS", "", "-r" },
		{ "sSe", "0-2 ", "prp" },
		{ "seSE", "0-1 ", "pprr" },
		{ "sSSeEE", "0-3 ", "prrprr" },
		{ "eEs", "2-0 ", "prp" }, /* one of each is left: in any order */
		{ "sseES", "1-2 ", "-pprr" },
	};
	static const char *const ids[] = { "0a", "019a0000-1234-7abc-8000-fedcba987654" };
	void *none = NULL;

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(cases); i++) {
		setup(&none);
		put_events(cases[i / 2].events, ids[i % 2]);
		pair_text();
		assert_pairs(cases[i / 2].pairs);
		assert_states(cases[i / 2].states);
		teardown(&none);
	}
}

/* Name and id are the key, both of them; an id is its characters. */
static void test_keys(void **state)
{
	(void)state;
	end = put_line(end, 0, "start", "f", "0a");
	end = put_line(end, 1, "end", "g", "0a");
	end = put_line(end, 2, "end", "f", "0b");
	end = put_our_line(end, 3, "start", "h", "x\\\"y", "");
	end = put_our_line(end, 4, "end", "h", "x\\u0022y", "");
	end = put_our_line(end, 5, "start", "h", "019a0000-0000-7000-8000-000000000001", "");
	end = put_our_line(end, 6, "end", "h", "\\u003019a0000-0000-7000-8000-000000000001", "");
	pair_text();
	assert_pairs("3-4 5-6 ");
	assert_states("---pppp");
}

/* So many of one id that their places in the table meet. */
static void test_many_names(void **state)
{
	enum { NAMES = 150 };
	char name[16];

	(void)state;
	for (int i = 0; i < 2 * NAMES; i++) {
		sprintf(name, "n%d", i % NAMES);
		end = put_line(end, i, i < NAMES ? "start" : "end", name, "0a");
	}
	pair_text();
	assert_int_equal(pairing.count, NAMES);
	for (size_t i = 0; i < pairing.count; i++)
		assert_int_equal(pairing.pairs[i].end, pairing.pairs[i].start + NAMES);
}

/* Three lines may be equal, and are compared; but they cannot be read any more. */
static void test_cut_meanwhile(void **state)
{
	(void)state;
	put_events("sse", "0a");
	read_text(text, &log_read);
	assert_int_equal(truncate(path_of("timing.log"), 10), 0);
	assert_int_equal(pairing__make(&log_read, &pairing), -EIO);
}

static void test_nothing(void **state)
{
	(void)state;
	pair_text();
	assert_int_equal(pairing.count, 0);
}

static void make_calls(int64_t start_ms, int64_t end_ms, struct calls **calls,
		       struct calls_left_out *left_out)
{
	struct run_window window = { .start_ns = NOON_NS + start_ms * 1000000,
				     .end_ns = NOON_NS + end_ms * 1000000 };

	pair_text();
	assert_int_equal(calls__make(&log_read, &pairing, &window, calls, left_out), 0);
}

/* Edges belong to the window. */
static void test_calls_of_window(void **state)
{
	struct calls_left_out left_out;
	struct calls *calls;
	struct call call;

	(void)state;
	end = put_line(end, 0, "start", "f", "01");
	end = put_line(end, 15, "end", "f", "01"); /* begins before */
	end = put_line(end, 10, "start", "g", "02");
	end = put_line(end, 20, "end", "g", "02"); /* just inside */
	end = put_line(end, 18, "start", "f", "03");
	end = put_line(end, 21, "end", "f", "03"); /* ends after */
	end = put_line(end, 12, "start", "f", "04");
	end = put_line(end, 13, "end", "f", "05");
	end = put_line(end, 99, "end", "f", "06"); /* outside */
	end = put_line(end, 10, "start", "f", "07");
	end = put_our_line(end, 11, "unfinished", "f", "07", "");
	end = put_line(end, 12, "start", "f", "04"); /* a line that was there */
	end = put_our_line(end, 14, "unfinished", "f", "08", "");
	make_calls(10, 20, &calls, &left_out);
	assert_int_equal(calls__count(calls), 1);
	assert_int_equal(left_out.straddling, 2);
	assert_int_equal(left_out.lone_starts, 1);
	assert_int_equal(left_out.lone_ends, 1);
	assert_int_equal(left_out.unfinished, 2);
	assert_int_equal(left_out.repeated, 1);
	calls__get(calls, 0, &call);
	assert_string_equal(calls__function(calls, call.function), "g");
	assert_string_equal(call.id, "02");
	assert_string_equal(call.parent, "");
	assert_true(call.perf_s == 0.01 && call.wall_s == 0.01 && isnan(call.logged_s));
	assert_int_equal(call.pid, NUMBER_UNKNOWN);
	assert_int_equal(call.start_rss, 4096);
	assert_null(calls__arguments(calls, &call));
	calls__free(calls);
}

/* By start time, equal ones in reading order; functions are numbered by first appearance there. */
static void test_order_of_calls(void **state)
{
	static const char *const names[] = { "late", "a", "b", "a" };
	static const int starts[] = { 9, 5, 5, 4 };
	struct calls_left_out left_out;
	struct calls *calls;
	char found[512] = "";
	struct call call;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char id[2] = { '0' + i, '\0' };

		end = put_line(end, starts[i], "start", names[i], id);
		end = put_line(end, 10, "end", names[i], id);
	}
	make_calls(0, 100, &calls, &left_out);
	assert_int_equal(calls__functions(calls), 3);
	for (size_t i = 0; i < calls__count(calls); i++) {
		calls__get(calls, i, &call);
		sprintf(found + strlen(found), "%s%u%s ", call.id, call.function,
			calls__function(calls, call.function));
		assert_int_equal(calls__function_of(calls, i), call.function);
	}
	assert_string_equal(found, "30a 10a 21b 02late ");
	calls__free(calls);
}

static void test_details_of_call(void **state)
{
	struct calls_left_out left_out;
	struct calls *calls;
	struct call call;
	char *arguments;

	(void)state;
	end = put_our_line(end, 0, "start", "f", "019a0000-0000-7000-8000-000000000002",
			   ",\"pid\":1,\"tid\":2,\"depth\":0,\"module\":\"m\",\"parent\":"
			   "\"019a0000-0000-7000-8000-000000000001\",\"args\":{\"args\":[1]}");
	end = put_our_line(end, 1, "end", "f", "019a0000-0000-7000-8000-000000000002",
			   ",\"outcome\":\"tail-called\",\"duration_ns\":5,\"self_ns\":4,"
			   "\"thread_cpu_ns\":0");
	make_calls(0, 1, &calls, &left_out);
	assert_int_equal(calls__count(calls), 1);
	calls__get(calls, 0, &call);
	assert_string_equal(call.id, "019a0000-0000-7000-8000-000000000002");
	assert_string_equal(call.parent, "019a0000-0000-7000-8000-000000000001");
	assert_string_equal(calls__module(calls, call.module), "m");
	assert_int_equal(call.pid, 1);
	assert_int_equal(call.tid, 2);
	assert_int_equal(call.depth, 0);
	assert_int_equal(call.outcome, OUTCOME_TAIL_CALLED);
	assert_true(call.logged_s == 5e-9 && call.self_s == 4e-9 && call.thread_cpu_s == 0);
	arguments = calls__arguments(calls, &call);
	assert_string_equal(arguments, "{\"args\":[1]}");
	free(arguments);
	calls__free(calls);
}

/* An id that is longer than is kept is cut. */
static void test_long_id(void **state)
{
	char id[200];
	struct calls_left_out left_out;
	struct calls *calls;
	struct call call;

	(void)state;
	memset(id, 'a', sizeof(id) - 1);
	id[sizeof(id) - 1] = '\0';
	end = put_line(end, 0, "start", "f", id);
	end = put_line(end, 1, "end", "f", id);
	make_calls(0, 1, &calls, &left_out);
	calls__get(calls, 0, &call);
	assert_int_equal(strlen(call.id), CALL_ID_MAX - 1);
	assert_int_equal(strspn(call.id, "a"), CALL_ID_MAX - 1);
	calls__free(calls);
}

#define WITH_LOG(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups), WITH_LOG(test_keys),
		WITH_LOG(test_many_names),     WITH_LOG(test_cut_meanwhile),
		WITH_LOG(test_nothing),	       WITH_LOG(test_calls_of_window),
		WITH_LOG(test_order_of_calls), WITH_LOG(test_details_of_call),
		WITH_LOG(test_long_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
