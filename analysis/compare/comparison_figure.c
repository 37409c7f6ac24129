// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "comparison_figure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../user/util/log.h"
#include "../figures/gnuplot.h"

/* A descriptor that gnuplot can inherit under its own number. The file is empty, so that an old
 * figure is never taken for one just drawn. */
static int open_file(const struct output_dir *folder, const char *name)
{
	int fd = safe_file_open(folder, name), high;

	if (fd < 0)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (high < 0 || ftruncate(high, 0)) {
		int err = -errno;

		output_error(folder, name, err);
		if (high >= 0)
			close(high);
		close(fd);
		return err;
	}
	close(fd);
	return high;
}

/* gnuplot does not notice a disk that is full: what counts is how the file ends. */
static bool is_complete(int fd, enum figure_format format)
{
	const char *ending = format == FIGURE_PNG ? "IEND\xae\x42\x60\x82" : "</svg>\n\n";
	size_t len = strlen(ending);
	char found[16];
	struct stat st;

	return !fstat(fd, &st) && st.st_size > (off_t)len &&
	       pread(fd, found, len, st.st_size - len) == (ssize_t)len &&
	       !memcmp(found, ending, len);
}

static int run_script(const struct strbuf *script, int fd)
{
	struct gnuplot gnuplot = { 0 };
	int err = gnuplot__start(&gnuplot, script->bytes, script->len, &fd, 1);

	return err ? err : gnuplot__finish(&gnuplot, true);
}

/* Into the file open as `fd`. Returns 0 or a negative errno and has said why. */
static int draw_into(const struct comparison *comparison, int fd, enum figure_format format)
{
	struct strbuf script = { 0 };
	struct picture picture;
	int err = draw_comparison(&picture, comparison, format);

	if (!err) {
		err = picture__script(&picture, "comparison", fd, &script);
		picture__free(&picture);
	}
	if (err)
		log_error("no figure of the comparison: %s", strerror(-err));
	else
		err = run_script(&script, fd);
	free(script.bytes);
	return err;
}

int comparison__draw(const struct comparison *comparison, const struct output_dir *folder,
		     enum figure_format format)
{
	const char *name = format == FIGURE_PNG ? "comparison.png" : "comparison.svg";
	int fd = open_file(folder, name), err;

	if (fd < 0)
		return fd;
	err = draw_into(comparison, fd, format);
	if (!err && !is_complete(fd, format)) {
		log_error("%s/%s could not be drawn in full: is the disk full?", folder->path,
			  name);
		err = -EIO;
	}
	if (err)
		unlinkat(folder->fd, name, 0);
	close(fd);
	return err;
}
