/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Two runs side by side: verdicts, their order, the gate, and what is written of them. */
#include <cjson/cJSON.h>
#include <fcntl.h>
#include <math.h>

#include "../../analysis/compare/compare.h"
#include "../../analysis/csv_reader.h"
#include "compared_runs.h"
#include "support.h"

#define HOSTILE "</script>\"x\",\n\xff%s\x1b[2J"

static const struct plan plans[] = {
	{ "same", 50, 50, 1 },	   { "slower", 60, 60, 1.5 },	   { "much slower", 60, 80, 3 },
	{ "faster", 60, 60, 0.6 }, { "much faster", 60, 60, 0.1 }, { "few", 6, 60, 4 },
	{ "few too", 1, 2, 100 },  { "gone", 30, 0, 1 },	   { "new", 0, 30, 1 },
	{ "new more", 0, 300, 1 }, { HOSTILE, 60, 60, 2 },
};

static struct runs runs;
static struct comparison comparison;
static struct output_dir *dir;

static int setup(void **state)
{
	if (make_folder_fixture(state) || output_dir_open(folder, "--outdir", NULL, &dir))
		return -1;
	make_runs(&runs, plans, ARRAY_LEN(plans));
	return comparison__make(&runs.sets[0], &runs.sets[1], &comparison);
}

static int teardown(void **state)
{
	comparison__free(&comparison);
	free_runs(&runs);
	output_dir_close(dir);
	return remove_folder_fixture(state);
}

static void test_verdicts(void **state)
{
	static const struct {
		const char *name;
		enum verdict verdict;
	} expected[] = {
		{ "much slower", VERDICT_SLOWER }, { HOSTILE, VERDICT_SLOWER },
		{ "slower", VERDICT_SLOWER },	   { "much faster", VERDICT_FASTER },
		{ "faster", VERDICT_FASTER },	   { "same", VERDICT_NO_CHANGE },
		{ "few too", VERDICT_TOO_FEW },	   { "few", VERDICT_TOO_FEW },
		{ "new more", VERDICT_NEW },	   { "new", VERDICT_NEW },
		{ "gone", VERDICT_GONE },
	};

	(void)state;
	assert_int_equal(comparison.count, ARRAY_LEN(expected));
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		const struct compared *function = &comparison.functions[i];

		assert_string_equal(function->name, expected[i].name);
		assert_string_equal(verdict_name(function->verdict),
				    verdict_name(expected[i].verdict));
		assert_int_equal(!function->before, function->verdict == VERDICT_NEW);
		assert_int_equal(!function->after, function->verdict == VERDICT_GONE);
		assert_int_equal(isnan(function->median.change.low),
				 function->verdict >= VERDICT_TOO_FEW);
	}
	assert_int_equal(comparison.verdicts[VERDICT_SLOWER], 3);
	assert_int_equal(comparison.verdicts[VERDICT_TOO_FEW], 2);
}

static void test_gate(void **state)
{
	(void)state;
	assert_true(comparison__exceeds(&comparison, 0));
	assert_true(comparison__exceeds(&comparison, 150));
	assert_false(comparison__exceeds(&comparison, 250));
	/* "few" is four times as slow, but who knows. */
	assert_true(compared__exceeds(&comparison.functions[2], 40));
	assert_false(compared__exceeds(&comparison.functions[2], 60));
	assert_false(compared__exceeds(&comparison.functions[3], -99));
	for (size_t i = 3; i < comparison.count; i++)
		assert_false(compared__exceeds(&comparison.functions[i], 0));
}

/* From 0 to anything is more than any percentage, and the largest effect of all. */
static void test_gate_from_zero(void **state)
{
	static const struct plan one[] = { { "slower", 60, 60, 9 }, { "f", 60, 60, 1 } };
	struct runs zero;
	struct comparison compared;

	(void)state;
	make_runs(&zero, one, 2);
	for (size_t i = 0; i < 60; i++)
		((double *)zero.samples[0][1].sorted)[i] = 0;
	zero.samples[0][1].sum = 0;
	assert_int_equal(comparison__make(&zero.sets[0], &zero.sets[1], &compared), 0);
	assert_string_equal(compared.functions[0].name, "f");
	assert_int_equal(compared.functions[0].verdict, VERDICT_SLOWER);
	assert_true(compared__exceeds(&compared.functions[0], 1e9));
	comparison__free(&compared);
	free_runs(&zero);
}

/* Ten functions, each with a p-value of 3 %: of one alone that would be enough. */
static void test_correction(void **state)
{
	const double low[] = { 1, 2, 3, 4, 5, 6, 7 }, high[] = { 8, 9, 10, 11, 12, 13, 14 };
	struct sample before[10], after[10];
	struct sample_set sets[2] = { { "old", before, 10, 70, 0 }, { "new", after, 10, 70, 0 } };
	char names[10][4];

	(void)state;
	for (size_t count = 1; count <= 10; count += 9) {
		struct comparison compared;

		for (size_t i = 0; i < count; i++) {
			snprintf(names[i], sizeof(names[i]), "f%zu", i);
			before[i] = (struct sample){ names[i], low, 7, 28, 0, 0 };
			after[i] = (struct sample){ names[i], high, 7, 77, 0, 0 };
		}
		sets[0].count = sets[1].count = count;
		assert_int_equal(comparison__make(&sets[0], &sets[1], &compared), 0);
		assert_int_equal(compared.verdicts[VERDICT_SLOWER], count == 1 ? 1 : 0);
		assert_int_equal(compared.verdicts[VERDICT_NO_CHANGE], count == 1 ? 0 : 10);
		assert_true(fabs(compared.functions[0].p_value - count / 32.0) < 1e-9);
		assert_true(compared.functions[0].median.change.low > 0);
		comparison__free(&compared);
	}
}

/* What the tracer cannot tell apart is not significant, however many calls say it. */
static void test_resolution(void **state)
{
	static const struct plan some[] = { { "few ns", 500, 500, 3 },
					    { "below", 500, 500, 1.9 },
					    { "same", 500, 500, 1 } };
	static const enum verdict expected[2][3] = {
		{ VERDICT_SLOWER, VERDICT_SLOWER, VERDICT_NO_CHANGE },
		{ VERDICT_SLOWER, VERDICT_NO_CHANGE, VERDICT_UNRESOLVED },
	};
	struct runs made;
	struct comparison compared;

	(void)state;
	make_runs(&made, some, 3);
	/* Medians of 1 second: to 3, and to 1.9. */
	for (int run = 0; run < 3; run++) {
		made.sets[0].resolution = run == 1 ? 1 : 0;
		made.sets[1].resolution = run == 2 ? 1 : 0;
		assert_int_equal(comparison__make(&made.sets[0], &made.sets[1], &compared), 0);
		for (size_t i = 0; i < 3; i++)
			assert_int_equal(compared.functions[i].verdict, expected[run > 0][i]);
		assert_int_equal(compared.verdicts[VERDICT_UNRESOLVED], run > 0);
		assert_int_equal(compared__exceeds(&compared.functions[1], 5), run == 0);
		if (run) {
			assert_string_equal(compared.functions[2].name, "below");
			assert_false(compared__exceeds(&compared.functions[2], 5));
			assert_true(compared.functions[2].median.change.low > 0);
		}
		comparison__free(&compared);
	}
	free_runs(&made);
}

static void test_nothing(void **state)
{
	const struct sample_set none = { "none", NULL, 0, 0, 0 };
	struct comparison empty;
	char *json;

	(void)state;
	assert_int_equal(comparison__make(&none, &none, &empty), 0);
	assert_int_equal(empty.count, 0);
	assert_false(comparison__exceeds(&empty, 0));
	json = comparison__json(&empty, NAN);
	assert_non_null(strstr(json, "\"functions\":[]}"));
	free(json);
	comparison__free(&empty);
}

/* The page has no room for any number of functions; how many there are it still tells. */
static void test_many_functions(void **state)
{
	enum { MANY = 20000 };
	const struct sample_set set = { .label = "run" };
	struct comparison many = { .before = &set, .after = &set, .count = MANY };
	cJSON *parsed;
	char *json;

	(void)state;
	many.functions = calloc(MANY, sizeof(*many.functions));
	many.verdicts[VERDICT_SLOWER] = MANY;
	for (int i = 0; i < MANY; i++)
		many.functions[i] = (struct compared){ .name = "a_function" };
	json = comparison__json(&many, NAN);
	assert_in_range(strlen(json), 400000, 600000);
	parsed = cJSON_Parse(json);
	assert_non_null(parsed);
	assert_int_equal(cJSON_GetObjectItem(parsed, "functions_total")->valuedouble, MANY);
	assert_int_equal(cJSON_GetObjectItem(parsed, "slower")->valuedouble, MANY);
	assert_in_range(cJSON_GetArraySize(cJSON_GetObjectItem(parsed, "functions")), 1000, MANY);
	cJSON_Delete(parsed);
	free(json);
	free(many.functions);
}

static void assert_field(const struct csv_field *field, double expected)
{
	if (isnan(expected))
		assert_int_equal(field->len, 0);
	else
		assert_true(field->len && strtod(field->text, NULL) == expected);
}

static void test_csv(void **state)
{
	static const char *const columns[] = {
		"Function",
		"Calls before",
		"Calls after",
		"Median before (s)",
		"Median after (s)",
		"Median change (%)",
		"Median change CI low (%)",
		"Median change CI high (%)",
		"Total before (s)",
		"Total after (s)",
		"Total change (%)",
		"Total change CI low (%)",
		"Total change CI high (%)",
		"Verdict",
	};
	struct csv_reader *reader;
	struct csv_field *fields;
	char path[8192];
	size_t count;
	int fd;

	(void)state;
	assert_int_equal(comparison__write_csv(&comparison, dir), 0);
	/* Over what was there. */
	assert_int_equal(comparison__write_csv(&comparison, dir), 0);
	snprintf(path, sizeof(path), "%s/comparison.csv", folder);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	reader = csv_reader__new(fd);
	assert_int_equal(csv_reader__header(reader), 0);
	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		assert_int_equal(csv_reader__column(reader, columns[i]), i);
	for (size_t i = 0; i < comparison.count; i++) {
		const struct compared *function = &comparison.functions[i];

		assert_int_equal(csv_reader__next(reader, &fields, &count), 1);
		if (strcmp(function->name, HOSTILE))
			assert_string_equal(fields[0].text, function->name);
		assert_field(&fields[1], function->before ? function->before->count : 0);
		assert_field(&fields[2], function->after ? function->after->count : 0);
		assert_field(&fields[3], function->median.before);
		assert_field(&fields[4], function->median.after);
		assert_field(&fields[5], function->median.change.percent);
		assert_field(&fields[6], function->median.change.low);
		assert_field(&fields[7], function->median.change.high);
		assert_field(&fields[8], function->before ? function->before->sum : 0);
		assert_field(&fields[9], function->after ? function->after->sum : 0);
		assert_field(&fields[10], function->total.percent);
		assert_field(&fields[11], function->total.low);
		assert_field(&fields[12], function->total.high);
		assert_string_equal(fields[13].text, verdict_name(function->verdict));
	}
	assert_int_equal(csv_reader__next(reader, &fields, &count), 0);
	csv_reader__free(reader);
	close(fd);
}

static void assert_change(const cJSON *function, const char *key, const struct change *change)
{
	const cJSON *json = cJSON_GetObjectItemCaseSensitive(function, key);

	assert_non_null(json);
	if (isnan(change->low)) {
		assert_true(cJSON_IsNull(json));
		return;
	}
	assert_true(cJSON_GetObjectItem(json, "percent")->valuedouble == change->percent);
	assert_true(cJSON_GetObjectItem(json, "low")->valuedouble == change->low);
	assert_true(cJSON_GetObjectItem(json, "high")->valuedouble == change->high);
}

/* NAN: null */
static void assert_number(const cJSON *function, const char *key, double expected)
{
	const cJSON *number = cJSON_GetObjectItem(function, key);

	if (isnan(expected))
		assert_true(cJSON_IsNull(number));
	else
		assert_true(number->valuedouble == expected);
}

static void test_json(void **state)
{
	char *text = comparison__json(&comparison, 12.5);
	cJSON *json = cJSON_Parse(text);
	const cJSON *functions, *function;
	size_t i = 0;

	(void)state;
	assert_non_null(json);
	assert_string_equal(cJSON_GetObjectItem(json, "after")->valuestring, "new \"<run>");
	assert_true(cJSON_GetObjectItem(json, "fail_above")->valuedouble == 12.5);
	functions = cJSON_GetObjectItem(json, "functions");
	cJSON_ArrayForEach(function, functions)
	{
		const struct compared *expected = &comparison.functions[i++];

		if (strcmp(expected->name, HOSTILE))
			assert_string_equal(cJSON_GetObjectItem(function, "name")->valuestring,
					    expected->name);
		assert_string_equal(cJSON_GetObjectItem(function, "verdict")->valuestring,
				    verdict_name(expected->verdict));
		assert_int_equal(cJSON_GetObjectItem(function, "calls_after")->valueint,
				 expected->after ? expected->after->count : 0);
		assert_number(function, "median_before",
			      expected->before ? expected->median.before : NAN);
		assert_number(function, "total_after",
			      expected->after ? expected->after->sum : NAN);
		assert_change(function, "median_change", &expected->median.change);
		assert_change(function, "total_change", &expected->total);
	}
	assert_int_equal(i, comparison.count);
	cJSON_Delete(json);
	free(text);
}

/* Within each verdict the largest change is first, significant or not. */
static void test_order(void **state)
{
	static const struct plan plan[] = {
		{ "a", 8, 8, 1 }, { "b", 8, 8, 1.02 }, { "c", 8, 8, 0.94 }, { "d", 3, 8, 2 },
		{ "e", 3, 8, 9 }, { "f", 8, 3, 5 },    { "g", 0, 8, 1 },    { "h", 0, 9, 2 },
	};
	struct runs made;
	struct comparison compared;
	double last = INFINITY;

	(void)state;
	make_runs(&made, plan, ARRAY_LEN(plan));
	assert_int_equal(comparison__make(&made.sets[0], &made.sets[1], &compared), 0);
	for (size_t i = 0; i < 6; i++) {
		double change = fabs(log1p(compared.functions[i].median.change.percent / 100));

		assert_int_equal(compared.functions[i].verdict,
				 i < 3 ? VERDICT_NO_CHANGE : VERDICT_TOO_FEW);
		assert_true(i == 3 || change <= last);
		last = change;
	}
	assert_string_equal(compared.functions[3].name, "e");
	assert_string_equal(compared.functions[6].name, "h");
	comparison__free(&compared);
	free_runs(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_verdicts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_gate, setup, teardown),
		cmocka_unit_test(test_gate_from_zero),
		cmocka_unit_test(test_correction),
		cmocka_unit_test(test_resolution),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test_setup_teardown(test_csv, setup, teardown),
		cmocka_unit_test_setup_teardown(test_json, setup, teardown),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_many_functions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
