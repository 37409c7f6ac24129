// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "comparison_figure.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../user/util/log.h"
#include "../figures/figure_file.h"
#include "../figures/gnuplot.h"

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
	int fd = figure_file__open(folder, name), err;

	if (fd < 0)
		return fd;
	err = draw_into(comparison, fd, format);
	if (!err && !figure_file__is_complete(fd, format)) {
		log_error("%s/%s could not be drawn in full: is the disk full?", folder->path,
			  name);
		err = -EIO;
	}
	if (err)
		unlinkat(folder->fd, name, 0);
	close(fd);
	return err;
}
