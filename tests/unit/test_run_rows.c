/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls of a recording from timing_results.csv. */
#include <time.h>

#include "../../analysis/run_rows.h"
#include "logs.h"

#define HEADER                                                                                     \
	"Timestamp,Process ID,Thread Count,UUID,Function Name,Execution Time (s),"                 \
	"CPU Time (sec),Memory Change (MB),Final Memory Usage (MB),Arguments,Log Message,"         \
	"Thread ID,Parent UUID,Depth,Self Time (s),Thread CPU Time (sec),Off-CPU Time (s),"        \
	"Minor Faults,Major Faults,Return Value,Outcome,Start (ns),Module,Run\n"
#define UUID(digit) "019a0000-0000-7000-8000-00000000000" digit

struct row {
	const char *id, *duration, *memory, *rss, *outcome, *start, *run;
};

static const struct row plain = { UUID("1"),  "0.000012345",	     "1.0", "4096",
				  "returned", "1795521600000000000", RUN_ID };

static char *put_row(char *p, const struct row *row)
{
	return p + sprintf(p,
			   "2026-11-24 12:00:01.000001,7,3,%s,\"f,\"\"x\"\"\",%s,0.1,%s,1.0,{},"
			   "f: end: wall=1.5 perf=1.5 id=0a cpu=1.5%% rss=%s vms=5 mem%%=0.3 "
			   "threads=3 fds=4,8," UUID("0") ",2,0.000002,,,1,0,0x5,%s,%s,m.so,%s\n",
			   row->id, row->duration, row->memory, row->rss, row->outcome, row->start,
			   row->run);
}

struct made {
	struct log log;
	struct pairing pairing;
	struct run_rows rows;
};

/* The log of `log_text` with the rows of `csv`. */
static void add_rows(const char *log_text, const char *csv, struct made *made)
{
	int dirfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	setenv("TZ", "UTC0", 1);
	tzset();
	write_file("timing.log", log_text);
	write_file("timing_results.csv", csv);
	assert_int_equal(read_folder(RUN_ID, &made->log), 0);
	assert_int_equal(pairing__make(&made->log, &made->pairing), 0);
	assert_int_equal(
		run_rows__add(dirfd, folder, RUN_ID, &made->log, &made->pairing, &made->rows), 0);
	close(dirfd);
}

static void drop(struct made *made)
{
	pairing__free(&made->pairing);
	log__close(&made->log);
}

static void test_row(void **state)
{
	char csv[4096], *p = stpcpy(csv, HEADER);
	const struct event *start, *end;
	struct made made;

	(void)state;
	put_row(p, &plain);
	add_rows("", csv, &made);
	assert_int_equal(made.rows.expected, 1);
	assert_int_equal(made.rows.in_log, 0);
	assert_int_equal(made.pairing.count, 1);
	start = &made.log.events[made.pairing.pairs[0].start];
	end = &made.log.events[made.pairing.pairs[0].end];
	assert_string_equal(string_table__get(made.log.names, start->name), "f,\"x\"");
	assert_string_equal(string_table__get(made.log.names, end->module), "m.so");
	assert_int_equal(start->stamp_ns, NOON_NS);
	assert_int_equal(end->stamp_ns, NOON_NS + 1000001000);
	assert_int_equal(start->wall_ns, 1795521600000000000);
	assert_int_equal(end->wall_ns - start->wall_ns, 12345);
	assert_int_equal(end->perf_ns - start->perf_ns, 12345);
	assert_int_equal(start->id.low, 0x8000000000000001);
	assert_true(start->has_parent && start->parent.low == 0x8000000000000000);
	assert_int_equal(start->pid, 7);
	assert_int_equal(start->tid, 8);
	assert_int_equal(start->depth, 2);
	assert_int_equal(end->rss, 4096);
	assert_int_equal(start->rss, 4096 - 1024 * 1024);
	assert_true(end->cpu == 1.5 && isnan(start->cpu));
	assert_int_equal(end->self_ns, 2000);
	assert_int_equal(end->thread_cpu_ns, INT64_MIN);
	assert_int_equal(end->outcome, OUTCOME_RETURNED);
	assert_int_equal(start->kind, LINE_START);
	assert_int_equal(end->kind, LINE_END);
	assert_true(line_ref_wanted(start->line) && line_ref_wanted(end->line));
	drop(&made);
}

/* What is no call's row counts as expected and is left out; other runs' and ids' rows are none. */
static void test_other_rows(void **state)
{
	char csv[16384], *p = stpcpy(csv, HEADER);
	struct row row = plain;
	struct made made;

	(void)state;
	row.run = "other";
	p = put_row(p, &row);
	row = plain, row.id = "x";
	p = put_row(p, &row);
	row = plain, row.duration = "";
	p = put_row(p, &row);
	row = plain, row.duration = "1e300";
	p = put_row(p, &row);
	row = plain, row.duration = "nan";
	p = put_row(p, &row);
	row = plain, row.duration = "-1";
	p = put_row(p, &row);
	row = plain, row.start = "-5";
	p = put_row(p, &row);
	row = plain, row.start = "9223372036854775807";
	p = put_row(p, &row);
	row = plain, row.start = "1795521600000000000x";
	p = put_row(p, &row);
	row = plain, row.outcome = "unfinished";
	put_row(p, &row);
	add_rows("", csv, &made);
	assert_int_equal(made.rows.expected, 8);
	assert_int_equal(made.pairing.count, 1);
	assert_int_equal(made.log.events[made.pairing.pairs[0].end].kind, LINE_UNFINISHED);
	drop(&made);
}

static void test_memory(void **state)
{
	static const struct {
		const char *change, *rss;
		int64_t start_rss;
	} cases[] = {
		{ "", "4096", BYTES_UNKNOWN },
		{ "-0.00390625", "4096", 8192 },
		{ "1e300", "4096", BYTES_UNKNOWN },
		{ "-1", "9223372036854775807", BYTES_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char csv[4096], *p = stpcpy(csv, HEADER);
		struct row row = plain;
		struct made made;

		row.memory = cases[i].change;
		row.rss = cases[i].rss;
		put_row(p, &row);
		add_rows("", csv, &made);
		assert_int_equal(made.log.events[made.pairing.pairs[0].start].rss,
				 cases[i].start_rss);
		drop(&made);
	}
}

/* Ids that have one half or the other in common are different ones. */
static void test_known(void **state)
{
	static const char *const ids[] = { UUID("1"), UUID("2"),
					   "f19a0000-0000-7000-8000-000000000001",
					   "019a0000-0000-7000-0000-000000000001" };
	char text[8192], csv[8192], *p = text, *q = stpcpy(csv, HEADER);
	struct row row = plain;
	struct made made;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		if (i % 2 == 0) {
			p = put_our_line(p, 0, "start", "f", ids[i], ",\"run\":\"" RUN_ID "\"");
			p = put_our_line(p, 1, "end", "f", ids[i], ",\"run\":\"" RUN_ID "\"");
		}
		row.id = ids[i];
		q = put_row(q, &row);
	}
	add_rows(text, csv, &made);
	assert_int_equal(made.rows.expected, 4);
	assert_int_equal(made.rows.in_log, 2);
	assert_int_equal(made.pairing.count, 4);
	drop(&made);
}

static void test_foreign_files(void **state)
{
	struct made made;

	(void)state;
	add_rows("", "", &made);
	assert_int_equal(made.rows.expected, 0);
	drop(&made);
	add_rows("", "a,b\n1,2\n", &made);
	assert_int_equal(made.rows.expected, 0);
	drop(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_row),   in_folder(test_other_rows),    in_folder(test_memory),
		in_folder(test_known), in_folder(test_foreign_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
