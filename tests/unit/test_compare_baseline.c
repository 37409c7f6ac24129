/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The run to compare with, read from a folder of results. */
#include <errno.h>
#include <sys/stat.h>

#include "../../analysis/compare/baseline.h"
#include "support.h"

static void put_results(const char *text)
{
	char path[8192];
	FILE *file;

	snprintf(path, sizeof(path), "%s/results.csv", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static const struct sample *find(const struct sample_set *set, const char *name)
{
	for (size_t i = 0; i < set->count; i++) {
		if (!strcmp(set->samples[i].name, name))
			return &set->samples[i];
	}
	return NULL;
}

static void test_reads(void **state)
{
	struct baseline *baseline;
	const struct sample_set *set;
	const struct sample *sample;

	(void)state;
	put_results("Function,Call ID,Perf Duration (s),Other\r\n"
		    "f,1,0.5,\r\n"
		    "\"g(int, char)\",2,1e-05,\r\n"
		    "f,3,-0.25,\r\n"
		    "f,4,0.125,\"two\nlines\"\r\n"
		    "g\xc3\xa4,5,2.0,\r\n"
		    "f,6,,\r\n"
		    "f,7,nan,\r\n"
		    "f,8,inf,\r\n"
		    "f,9,1.5s,\r\n"
		    "f,10\r\n"
		    "f,11,\"1\"x,\r\n"
		    "f,12,3");
	assert_true(baseline__has_results(folder));
	assert_int_equal(baseline__read(folder, &baseline), 0);
	set = baseline__samples(baseline);
	assert_string_equal(set->label, folder);
	assert_int_equal(set->count, 3);
	assert_int_equal(set->calls, 5);
	sample = find(set, "f");
	assert_int_equal(sample->count, 3);
	assert_true(sample->sorted[0] == -0.25 && sample->sorted[1] == 0.125);
	assert_true(sample->sorted[2] == 0.5 && sample->sum == 0.375);
	sample = find(set, "g(int, char)");
	assert_int_equal(sample->count, 1);
	assert_true(sample->sorted[0] == 1e-05);
	assert_non_null(find(set, "g\xc3\xa4"));
	baseline__free(baseline);
	baseline__free(NULL);
}

/* More functions than a table starts with, more calls than its first room, not in order. */
static void test_many(void **state)
{
	struct baseline *baseline;
	const struct sample_set *set;
	char *text, *p;
	size_t calls = 0;

	(void)state;
	p = text = malloc(1 << 20);
	p = stpcpy(p, "Perf Duration (s),Function\n");
	for (int i = 0; i < 20000; i++)
		p += sprintf(p, "%d.0,f%d\n", i * 7919 % 20011, i % 300);
	put_results(text);
	free(text);
	assert_int_equal(baseline__read(folder, &baseline), 0);
	set = baseline__samples(baseline);
	assert_int_equal(set->count, 300);
	for (size_t i = 0; i < set->count; i++) {
		const struct sample *sample = &set->samples[i];

		for (size_t k = 1; k < sample->count; k++)
			assert_true(sample->sorted[k - 1] <= sample->sorted[k]);
		calls += sample->count;
	}
	assert_int_equal(calls, 20000);
	baseline__free(baseline);
}

/* Sums are those of the aggregate, to the last bit: ten tenths are 1. */
static void test_sum(void **state)
{
	struct baseline *baseline;

	(void)state;
	put_results("Function,Perf Duration (s)\nf,0.1\nf,0.1\nf,0.1\nf,0.1\nf,0.1\nf,0.1\nf,0.1\n"
		    "f,0.1\nf,0.1\nf,0.1\n");
	assert_int_equal(baseline__read(folder, &baseline), 0);
	assert_true(baseline__samples(baseline)->samples[0].sum == 1);
	baseline__free(baseline);
}

static void assert_resolution(const char *results, double expected)
{
	struct baseline *baseline;

	put_results(results);
	assert_int_equal(baseline__read(folder, &baseline), 0);
	assert_true(baseline__samples(baseline)->resolution == expected);
	baseline__free(baseline);
}

/* The rows of maap-trace tell an outcome; their durations are less a cost that is not exact. */
static void test_resolution(void **state)
{
	(void)state;
	assert_resolution("Function,Perf Duration (s),Outcome\nf,1,\n", 0);
	assert_resolution("Function,Perf Duration (s)\nf,1\n", 0);
	assert_resolution("Function,Perf Duration (s),Outcome\nf,1,\nf,1,returned\n",
			  TRACER_RESOLUTION_S);
}

/* The rows' order tells how much calls depend on each other. */
static void test_dependence(void **state)
{
	for (int alike = 0; alike < 2; alike++) {
		struct baseline *baseline;
		const struct sample *sample;
		char *text, *p;

		(void)state;
		p = text = malloc(1 << 20);
		p = stpcpy(p, "Perf Duration (s),Function\n");
		for (int i = 0; i < 1000; i++)
			p += sprintf(p, "%d,f\n%d,g\n", (alike ? i / 100 : i) % 2 + 1, i % 2);
		put_results(text);
		free(text);
		assert_int_equal(baseline__read(folder, &baseline), 0);
		sample = find(baseline__samples(baseline), "f");
		assert_true(sample->sorted[0] == 1 && sample->sorted[999] == 2);
		assert_true(alike ? sample->median_calls < 20 : sample->median_calls == 1000);
		assert_true(alike ? sample->mean_calls < 20 : sample->mean_calls == 1000);
		assert_int_equal(find(baseline__samples(baseline), "g")->median_calls, 1000);
		baseline__free(baseline);
	}
}

static void assert_refused(int err)
{
	struct baseline *baseline = NULL;

	assert_int_equal(baseline__read(folder, &baseline), err);
	assert_null(baseline);
}

static void test_refuses(void **state)
{
	char path[8192], nowhere[8192];
	struct baseline *baseline;

	(void)state;
	assert_false(baseline__has_results(folder));
	assert_refused(-ENOENT);
	snprintf(nowhere, sizeof(nowhere), "%s/nowhere", folder);
	assert_int_equal(baseline__read(nowhere, &baseline), -ENOENT);
	put_results("");
	assert_refused(-EINVAL);
	put_results("Function,Duration\nf,1\n");
	assert_refused(-EINVAL);
	put_results("Function,Perf Duration (s)\n");
	assert_refused(-ENODATA);
	put_results("Function,Perf Duration (s)\nf,x\n");
	assert_refused(-ENODATA);
	snprintf(path, sizeof(path), "%s/results.csv", folder);
	unlink(path);
	/* Would be waited for. */
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(baseline__has_results(folder));
	assert_refused(-EINVAL);
	unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_refused(-EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reads, make_folder_fixture,
						remove_folder_fixture),
		cmocka_unit_test_setup_teardown(test_many, make_folder_fixture,
						remove_folder_fixture),
		cmocka_unit_test_setup_teardown(test_sum, make_folder_fixture,
						remove_folder_fixture),
		cmocka_unit_test_setup_teardown(test_resolution, make_folder_fixture,
						remove_folder_fixture),
		cmocka_unit_test_setup_teardown(test_dependence, make_folder_fixture,
						remove_folder_fixture),
		cmocka_unit_test_setup_teardown(test_refuses, make_folder_fixture,
						remove_folder_fixture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
