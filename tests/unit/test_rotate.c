/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The rotation against a model of Python's RotatingFileHandler that works on strings. */
#include <errno.h>
#include <sys/stat.h>

#include "../../user/sink/rotate.h"
#include "support.h"

#define MAX_FILES 8
#define MAX_TEXT  (1 << 20)
#define MAX_CALLS 5000

static struct output_dir *dir;

/* files[0] is the log, files[i] backup i; NULL: not there. */
struct model {
	char *files[MAX_FILES];
	size_t max_bytes;
	int backup_count;
};

static int setup(void **state)
{
	if (make_folder_fixture(state))
		return -1;
	return output_dir_open(folder, "--logdir", NULL, &dir);
}

static int teardown(void **state)
{
	output_dir_close(dir);
	return remove_folder_fixture(state);
}

static const char *name_of(int generation)
{
	static char name[16];

	snprintf(name, sizeof(name), generation ? "t.log.%d" : "t.log", generation);
	return name;
}

/* doRollover() of Python's logging/handlers.py, line by line. */
static void model_roll_over(struct model *model)
{
	for (int i = model->backup_count - 1; i > 0; i--) {
		if (model->files[i]) {
			free(model->files[i + 1]);
			model->files[i + 1] = model->files[i];
			model->files[i] = NULL;
		}
	}
	free(model->files[1]);
	model->files[1] = model->files[0];
	model->files[0] = strdup("");
}

/* shouldRollover() and emit(). */
static void model_line(struct model *model, const char *line)
{
	size_t size = strlen(model->files[0]), len = strlen(line);

	if (model->max_bytes && model->backup_count && size && size + len >= model->max_bytes)
		model_roll_over(model);
	model->files[0] = realloc(model->files[0], strlen(model->files[0]) + len + 1);
	strcat(model->files[0], line);
}

static void compare_with_model(const struct model *model)
{
	for (int i = 0; i < MAX_FILES; i++) {
		if (model->files[i])
			assert_file_is(name_of(i), model->files[i]);
		else
			assert_false(exists(name_of(i)));
	}
}

/* Calls of which both lines are still somewhere. */
static int calls_left(const struct model *model, int calls)
{
	int left = 0;

	for (int call = 0; call < calls; call++) {
		char start[32], end[32];
		bool has_start = false, has_end = false;

		snprintf(start, sizeof(start), "start %d.", call);
		snprintf(end, sizeof(end), "end %d.", call);
		for (int i = 0; i < MAX_FILES; i++) {
			if (!model->files[i])
				continue;
			has_start |= strstr(model->files[i], start) != NULL;
			has_end |= strstr(model->files[i], end) != NULL;
		}
		left += has_start && has_end;
	}
	return left;
}

static size_t put_line(char *p, const char *what, int call)
{
	int n = sprintf(p, "%s %d.", what, call);
	int pad = rand() % 40;

	memset(p + n, '-', pad);
	p[n + pad] = '\n';
	p[n + pad + 1] = '\0';
	return n + pad + 1;
}

static void run_against_model(const char *before, size_t max_bytes, int backups, int calls)
{
	struct model model = {.max_bytes = max_bytes, .backup_count = backups};
	struct rotate *log = NULL;

	write_file("t.log", before);
	model.files[0] = strdup(before);
	assert_int_equal(rotate_open(dir, "t.log", max_bytes, backups, &log), 0);
	for (int call = 0; call < calls; call++) {
		char text[256], start[128], end[128];
		size_t first = put_line(start, "start", call), second = put_line(end, "end", call);
		char *p = rotate_reserve(log, sizeof(text));

		memcpy(p, start, first);
		memcpy(p + first, end, second);
		assert_int_equal(rotate_commit(log, first, second, 1), 0);
		model_line(&model, start);
		model_line(&model, end);
		if (call % 7 == 0) { /* lines that are no calls, and flushes at odd moments */
			p = rotate_reserve(log, 5);
			memcpy(p, "lost\n", 5);
			assert_int_equal(rotate_commit(log, 5, 0, 0), 0);
			model_line(&model, "lost\n");
			assert_int_equal(rotate_flush(log), 0);
		}
	}
	assert_int_equal(rotate_flush(log), 0);
	compare_with_model(&model);
	assert_int_equal(rotate_gone(log), calls - calls_left(&model, calls));
	assert_int_equal(rotate_unwritten(log), 0);
	assert_int_equal(rotate_close(log), 0);
	for (int i = 0; i < MAX_FILES; i++) {
		free(model.files[i]);
		unlink(path_of(name_of(i)));
	}
}

static void test_as_python(void **state)
{
	(void)state;
	run_against_model("", 200, 5, 100);
	run_against_model("", 1000, 2, 300);
	run_against_model("", 1, 5, 1);	  /* an empty file does not rotate */
	run_against_model("", 1, 3, 20);  /* every line is too long */
	run_against_model("", 60, 1, 50); /* about a line a file */
	run_against_model("old\n", 10, 5, 3);
	run_against_model("an older line\n", 300, 5, 5);
	run_against_model("", 100000, 5, 300);
	for (int i = 0; i < 40; i++)
		run_against_model(i % 2 ? "x\n" : "", 30 + rand() % 300, 1 + rand() % 6,
				  rand() % 120);
}

static void test_never(void **state)
{
	(void)state;
	run_against_model("", 0, 5, 100);
	run_against_model("", 100, 0, 100);
}

/* The limit itself: a line that makes the file exactly max_bytes long rotates before. */
static void test_exact_limit(void **state)
{
	struct rotate *log = NULL;

	(void)state;
	assert_int_equal(rotate_open(dir, "t.log", 20, 5, &log), 0);
	memcpy(rotate_reserve(log, 19), "123456789\n12345678\n", 19);
	assert_int_equal(rotate_commit(log, 10, 9, 1), 0);
	assert_int_equal(rotate_flush(log), 0);
	assert_false(exists("t.log.1"));
	assert_int_equal(rotate_close(log), 0);
	unlink(path_of("t.log"));
	assert_int_equal(rotate_open(dir, "t.log", 20, 5, &log), 0);
	memcpy(rotate_reserve(log, 20), "123456789\n123456789\n", 20);
	assert_int_equal(rotate_commit(log, 10, 10, 1), 0);
	assert_int_equal(rotate_close(log), 0);
	assert_file_is("t.log.1", "123456789\n");
	assert_file_is("t.log", "123456789\n");
}

/* Python renames only what is there: behind a gap the older ones stay. */
static void test_gap_and_new_file(void **state)
{
	struct rotate *log = NULL;
	struct stat st;

	(void)state;
	write_file("t.log", "full\n");
	write_file("t.log.2", "two\n");
	write_file("t.log.5", "five\n");
	assert_int_equal(rotate_open(dir, "t.log", 8, 5, &log), 0);
	memcpy(rotate_reserve(log, 4), "new\n", 4);
	assert_int_equal(rotate_commit(log, 4, 0, 1), 0);
	assert_int_equal(rotate_close(log), 0);
	assert_file_is("t.log", "new\n");
	assert_file_is("t.log.1", "full\n");
	assert_false(exists("t.log.2"));
	assert_file_is("t.log.3", "two\n");
	assert_file_is("t.log.5", "five\n");
	assert_int_equal(stat(path_of("t.log"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void test_cannot_rename(void **state)
{
	struct rotate *log = NULL;

	(void)state;
	mkdir(path_of("t.log.1"), 0700);
	assert_int_equal(rotate_open(dir, "t.log", 12, 1, &log), 0);
	memcpy(rotate_reserve(log, 18), "12345678\n12345678\n", 18);
	stderr_begin();
	assert_true(rotate_commit(log, 9, 9, 1) < 0);
	assert_says(stderr_end(), "cannot rename");
	assert_int_equal(rotate_unwritten(log), 1);
	assert_true(rotate_close(log) < 0);
	assert_file_is("t.log", "12345678\n");
}

/* The disk is full in the middle of the run: written, thrown away and lost calls add up. */
static void test_full_disk(void **state)
{
	struct rotate *log = NULL;
	char *text;
	int calls = 0, err = 0;

	(void)state;
	assert_int_equal(rotate_open(dir, "t.log", 1 << 20, 2, &log), 0);
	limit_file_size(103); /* a start line more than 8 calls */
	stderr_begin();
	for (; !err && calls < MAX_CALLS; calls++) {
		memcpy(rotate_reserve(log, 12), "start\nended\n", 12);
		err = rotate_commit(log, 6, 6, 1);
		if (calls == 50)
			err = rotate_flush(log);
	}
	limit_file_size(NO_LIMIT);
	assert_says(stderr_end(), "cannot write");
	assert_int_equal(err, -EFBIG);
	text = read_file("t.log", NULL);
	assert_int_equal(strlen(text), 96); /* 8 whole calls, no start without its end */
	assert_int_equal(rotate_unwritten(log), calls - 8);
	assert_int_equal(rotate_gone(log), 0);
	free(text);
	rotate_close(log);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_as_python),	     test(test_never),	       test(test_exact_limit),
		test(test_gap_and_new_file), test(test_cannot_rename), test(test_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
