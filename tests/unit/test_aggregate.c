/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <math.h>

#include "../../analysis/aggregate.h"
#include "../../analysis/pairing.h"
#include "../../analysis/run_window.h"
#include "logs.h"

#define TEXT_MAX 65536

static void test_quantiles(void **state)
{
	const double one[] = { 7 }, four[] = { 1, 2, 4, 8 },
		     eleven[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

	(void)state;
	assert_true(quantile(one, 1, 0) == 7 && quantile(one, 1, 0.5) == 7 &&
		    quantile(one, 1, 1) == 7);
	assert_true(quantile(four, 4, 0) == 1 && quantile(four, 4, 1) == 8);
	assert_true(quantile(four, 4, 0.5) == 3);
	assert_true(fabs(quantile(four, 4, 0.9) - 6.8) < 1e-12);
	assert_true(quantile(eleven, 11, 0.9) == 9);
	assert_true(fabs(quantile(eleven, 11, 0.99) - 9.9) < 1e-12);
}

struct tables {
	struct log log;
	struct pairing pairing;
	struct calls *calls;
	struct aggregate aggregate;
};

static void make(const char *text, struct tables *tables)
{
	const struct run_window window = { .start_ns = INT64_MIN, .end_ns = INT64_MAX };
	struct calls_left_out left_out;

	read_text(text, &tables->log);
	assert_int_equal(pairing__make(&tables->log, &tables->pairing), 0);
	assert_int_equal(
		calls__make(&tables->log, &tables->pairing, &window, &tables->calls, &left_out), 0);
	assert_int_equal(aggregate__make(tables->calls, AGGREGATE_PERF, &tables->aggregate), 0);
}

static void drop(struct tables *tables)
{
	aggregate__free(&tables->aggregate);
	calls__free(tables->calls);
	pairing__free(&tables->pairing);
	log__close(&tables->log);
}

static char *put_call(char *p, const char *name, int number, int start_ms, int end_ms,
		      const char *keys)
{
	char id[16];

	sprintf(id, "%08x", number);
	p = put_our_line(p, start_ms, "start", name, id, "");
	return put_our_line(p, end_ms, "end", name, id, keys);
}

static void assert_near(double found, double expected)
{
	if (!(fabs(found - expected) < 1e-12))
		fail_msg("%.17g is not %.17g", found, expected);
}

static void test_functions(void **state)
{
	char text[TEXT_MAX], *p = text;
	const struct function_stats *f, *g, *h;
	struct tables tables;

	(void)state;
	p = put_call(p, "g", 1, 0, 10, "");
	p = put_call(p, "f", 2, 1, 101, ",\"self_ns\":5,\"thread_cpu_ns\":0");
	p = put_call(p, "f", 3, 2, 302, ",\"self_ns\":7");
	p = put_call(p, "f", 4, 9, 8, ""); /* its clock went back */
	p = put_call(p, "h", 5, 20, 30, "");
	make(text, &tables);
	assert_int_equal(tables.aggregate.count, 3);
	f = &tables.aggregate.functions[0];
	g = &tables.aggregate.functions[1]; /* as much as h, and there first */
	h = &tables.aggregate.functions[2];
	assert_string_equal(f->name, "f");
	assert_string_equal(g->name, "g");
	assert_string_equal(h->name, "h");
	assert_int_equal(f->function, 1);
	assert_int_equal(f->count, 3);
	assert_near(f->sum, 0.399);
	assert_near(f->mean, 0.133);
	assert_near(f->min, -0.001);
	assert_near(f->max, 0.3);
	assert_near(f->p50, 0.1);
	assert_near(f->p90, 0.26);
	assert_near(f->std, sqrt((0.033 * 0.033 + 0.167 * 0.167 + 0.134 * 0.134) / 2));
	assert_near(f->self_sum, 12e-9);
	assert_near(f->thread_cpu_sum, 0);
	assert_near(f->cpu_delta_mean, 0);
	assert_near(f->memory_sum, 0);
	assert_near(f->sorted[0], -0.001);
	assert_near(f->sorted[2], 0.3);
	assert_int_equal(g->count, 1);
	assert_near(g->p99, 0.01);
	assert_true(isnan(g->std) && isnan(g->self_sum) && isnan(g->thread_cpu_sum));
	assert_near(tables.aggregate.total, 0.419);
	drop(&tables);
}

static void test_nothing(void **state)
{
	struct tables tables;

	(void)state;
	make("", &tables);
	assert_int_equal(tables.aggregate.count, 0);
	assert_true(tables.aggregate.total == 0);
	drop(&tables);
}

/* One log may hold both tools' runs: what is said of a run goes by its own lines. */
static void test_whose_lines(void **state)
{
	const struct run_window first = { .start_ns = INT64_MIN, .end_ns = NOON_NS + 1000000000 },
				second = { .start_ns = first.end_ns, .end_ns = INT64_MAX };
	char text[8192], *p = text;
	struct calls_left_out left_out;
	struct pairing pairing;
	struct calls *calls;
	struct log log;

	(void)state;
	p = put_line(p, 0, "start", "f", "a1");
	p = put_line(p, 10, "end", "f", "a1");
	p = put_our_line(p, 60000, "start", "g", "a2", ", \"depth\":0");
	p = put_our_line(p, 60010, "end", "g", "a2", ", \"depth\":0");
	*p = '\0';
	read_text(text, &log);
	assert_int_equal(pairing__make(&log, &pairing), 0);
	assert_int_equal(calls__make(&log, &pairing, &first, &calls, &left_out), 0);
	assert_int_equal(calls__count(calls), 1);
	assert_false(left_out.ours);
	calls__free(calls);
	assert_int_equal(calls__make(&log, &pairing, &second, &calls, &left_out), 0);
	assert_int_equal(calls__count(calls), 1);
	assert_true(left_out.ours);
	calls__free(calls);
	pairing__free(&pairing);
	log__close(&log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quantiles),
		in_folder(test_functions),
		in_folder(test_nothing),
		in_folder(test_whose_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
