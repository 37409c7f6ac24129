/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What may be wrong with gnuplot, and with what is around it. */
#include <errno.h>
#include <sys/stat.h>

#include "fake_figures.h"

/* With PATH leading only to the folder "bin". Returns the result; *said is valid until the next. */
static int draw_with_path(const char **said, size_t *drawn)
{
	char *before = strdup(getenv("PATH"));
	int err;

	setenv("PATH", path_of("bin"), 1);
	stderr_begin();
	err = draw(fake_calls__mixed(2, 5, 1), "figs", FIGURE_PNG, &no_info, drawn);
	*said = stderr_end();
	setenv("PATH", before, 1);
	free(before);
	return err;
}

static void test_without_gnuplot(void **state)
{
	const char *said;
	size_t drawn = 1;

	(void)state;
	assert_int_equal(draw_with_path(&said, &drawn), -ENOENT);
	assert_says(said, "install the Debian package gnuplot-nox");
	assert_int_equal(count_char(said, '\n'), 1);
	assert_int_equal(drawn, 0);
	assert_int_equal(files_in("figs"), 0);
}

static void make_gnuplot(const char *script)
{
	mkdir(path_of("bin"), 0700);
	write_file("bin/gnuplot", script);
	assert_int_equal(chmod(path_of("bin/gnuplot"), 0700), 0);
}

static void test_gnuplot_that_fails(void **state)
{
	const char *said;
	size_t drawn;

	(void)state;
	make_gnuplot("#!/bin/sh\necho 'no such\nfont' >&2\nexit 1\n");
	assert_int_equal(draw_with_path(&said, &drawn), -EIO);
	assert_says(said, "gnuplot failed (exit status 1): no such font");
	assert_int_equal(files_in("figs"), 0);

	make_gnuplot("#!/bin/sh\nkill -SEGV $$\n");
	assert_int_equal(draw_with_path(&said, &drawn), -EIO);
	assert_says(said, "signal 11");
	assert_int_equal(files_in("figs"), 0);
}

/* As on a full disk, of which gnuplot says nothing; older figures do not pass for new ones. */
static void test_half_drawn_figures_go(void **state)
{
	const char *said;
	size_t drawn;

	(void)state;
	draw(fake_calls__mixed(2, 5, 1), "figs", FIGURE_PNG, &no_info, &drawn);
	assert_int_equal(files_in("figs"), PLAIN + 2);
	make_gnuplot("#!/bin/sh\nexit 0\n");
	assert_int_equal(draw_with_path(&said, &drawn), -EIO);
	assert_says(said, "could not be drawn in full");
	assert_int_equal(drawn, 0);
	assert_int_equal(files_in("figs"), 0);
}

static size_t draw_with_fonts(const char *config, enum figure_format format, const char **said)
{
	size_t drawn;
	int err;

	if (config)
		setenv("FONTCONFIG_FILE", path_of(config), 1);
	stderr_begin();
	err = draw(fake_calls__mixed(2, 30, 5), "figs", format, &no_info, &drawn);
	*said = stderr_end();
	unsetenv("FONTCONFIG_FILE");
	assert_int_equal(err, 0);
	return drawn;
}

/* gnuplot leaves out all text then, and is content. */
static void test_without_fonts(void **state)
{
	const char *said;

	(void)state;
	write_file("fonts.conf", "<fontconfig><dir>/nonexistent</dir></fontconfig>\n");
	assert_int_equal(draw_with_fonts("fonts.conf", FIGURE_PNG, &said), PLAIN + 2);
	assert_says(said, "there are no fonts: install fonts-dejavu-core");
	assert_int_equal(count_char(said, '\n'), 1);
	/* The viewer's fonts count. */
	draw_with_fonts("fonts.conf", FIGURE_SVG, &said);
	assert_string_equal(said, "");
	draw_with_fonts(NULL, FIGURE_PNG, &said);
	assert_string_equal(said, "");
}

/* Nobody's settings change what is drawn. */
static void test_settings_of_the_user(void **state)
{
	char *home = strdup(getenv("HOME") ? getenv("HOME") : "/");

	(void)state;
	draw(fake_calls__mixed(2, 30, 5), "0", FIGURE_SVG, &no_info, NULL);
	write_file(".gnuplot", "set output\nset print '-'\nexit status 3\n");
	setenv("HOME", folder, 1);
	setenv("GNUTERM", "dumb", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	assert_int_equal(draw(fake_calls__mixed(2, 30, 5), "1", FIGURE_SVG, &no_info, NULL), 0);
	setenv("HOME", home, 1);
	unsetenv("GNUTERM");
	unsetenv("LC_ALL");
	free(home);
	for (size_t i = 0; i < PLAIN; i++)
		assert_same(plain[i], "svg");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_without_gnuplot),       in_folder(test_gnuplot_that_fails),
		in_folder(test_half_drawn_figures_go), in_folder(test_without_fonts),
		in_folder(test_settings_of_the_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
