/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The comparison as a figure. */

/* clang-format off: cmocka.h needs these before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../analysis/compare/comparison_figure.h"
#include "samples.h"

#define HOSTILE	  "f`touch x`\n'; !sh $HOME @m {/=99 x} <b>&amp;"
#define FUNCTIONS 60

static char folder[] = "/tmp/maap-unit-XXXXXX";
static struct output_dir *dir;
static char names[FUNCTIONS][64];
static struct sample before[FUNCTIONS], after[FUNCTIONS];
static struct sample_set sets[2];
static struct comparison comparison;

/* `count` functions, of which the first got slower by so much. */
static void compare(size_t count, size_t calls, double scale)
{
	uint64_t seed = 1;

	for (size_t i = 0; i < count; i++) {
		snprintf(names[i], sizeof(names[i]), i ? "f%zu" : HOSTILE, i);
		before[i] = make_sample(names[i], SHAPE_NORMAL, calls, 1e-3, &seed);
		after[i] =
			make_sample(names[i], SHAPE_NORMAL, calls, i ? 1e-3 : 1e-3 * scale, &seed);
	}
	sets[0] = (struct sample_set){ "old " HOSTILE, before, count, count * calls, 0 };
	sets[1] = (struct sample_set){ "new", after, count, count * calls, 0 };
	assert_int_equal(comparison__make(&sets[0], &sets[1], &comparison), 0);
}

static void done_comparing(void)
{
	for (size_t i = 0; i < sets[0].count; i++) {
		free_sample(&before[i]);
		free_sample(&after[i]);
	}
	comparison__free(&comparison);
}

/* How often `what` is in the figure's script, where nothing of a name may command. */
static size_t count_in_script(const char *what)
{
	struct picture picture;
	struct strbuf script = { 0 };
	size_t count = 0;

	assert_int_equal(draw_comparison(&picture, &comparison, FIGURE_SVG), 0);
	assert_int_equal(picture__script(&picture, "comparison", 9, &script), 0);
	strbuf__put(&script, "", 1);
	assert_null(strstr(script.bytes, "$HOME"));
	assert_null(strstr(script.bytes, "`"));
	for (const char *p = script.bytes; (p = strstr(p, what)); p++)
		count++;
	picture__free(&picture);
	free(script.bytes);
	return count;
}

static void test_axes(void **state)
{
	(void)state;
	compare(3, 50, 1.2);
	assert_int_equal(count_in_script("Change of the median"), 1);
	assert_int_equal(count_in_script("Change of the total"), 1);
	done_comparing();
	/* What is ten times as slow would press the others together. */
	compare(3, 50, 10);
	assert_int_equal(count_in_script("as a multiple"), 2);
	done_comparing();
}

static void test_rows(void **state)
{
	(void)state;
	compare(FUNCTIONS, 20, 1.5);
	assert_int_equal(count_in_script(" functions\\072 the significant ones first"), 1);
	done_comparing();
	compare(2, 6, 1);
	assert_int_equal(count_in_script("No data"), 1);
	done_comparing();
	compare(0, 6, 1);
	assert_int_equal(count_in_script("No data"), 1);
	done_comparing();
}

static void assert_drawn(const char *name, const char *magic)
{
	char head[8] = "";
	int fd = openat(dir->fd, name, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_true(read(fd, head, sizeof(head)) == sizeof(head));
	assert_memory_equal(head, magic, strlen(magic));
	close(fd);
	unlinkat(dir->fd, name, 0);
}

/* A longer file of an earlier run. */
static void put_old_figure(const char *name)
{
	static const char old[1 << 20];
	int fd = openat(dir->fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, old, sizeof(old)), sizeof(old));
	close(fd);
}

static void test_files(void **state)
{
	int err;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(output_dir_open(folder, "--outdir", NULL, &dir), 0);
	compare(12, 50, 1.2);
	put_old_figure("comparison.png");
	err = comparison__draw(&comparison, dir, FIGURE_PNG);
	if (err != -ENOENT) {
		assert_int_equal(err, 0);
		assert_drawn("comparison.png", "\x89PNG");
		assert_int_equal(comparison__draw(&comparison, dir, FIGURE_SVG), 0);
		assert_drawn("comparison.svg", "<?xml");
	}
	/* Nothing else, no half of a figure either. */
	assert_int_equal(faccessat(dir->fd, "comparison.png", F_OK, 0), -1);
	done_comparing();
	output_dir_close(dir);
	assert_int_equal(rmdir(folder), 0);
	if (err == -ENOENT)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_axes),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
