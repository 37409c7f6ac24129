// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "figures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../user/util/log.h"
#include "data.h"
#include "draw.h"
#include "figure_file.h"
#include "font_check.h"
#include "gnuplot.h"
#include "picture.h"

#define BATCHES	   2  /* gnuplots at work side by side */
#define HISTOGRAMS 50 /* the contract's */
#define PLAIN	   6  /* figures of other kinds */
#define FILES_MAX  (PLAIN + HISTOGRAMS)
#define NAME_BYTES (FILE_NAME_BYTES + 64)

/* The files that one gnuplot draws. */
struct batch {
	struct strbuf script;
	int fds[FILES_MAX + FONT_CHECK_FDS];
	char names[FILES_MAX][NAME_BYTES];
	size_t count;
	struct gnuplot gnuplot;
};

struct drawing {
	const struct output_dir *folder;
	struct figure_data data;
	struct batch batches[BATCHES];
	struct font_check fonts; /* in the first batch */
	size_t next;		 /* batch */
};

/* Takes the picture over: it is in the script then, and freed. */
static int add_figure(struct drawing *drawing, const char *name, struct picture *picture)
{
	struct batch *batch = &drawing->batches[drawing->next++ % BATCHES];
	char *file = batch->names[batch->count];
	int fd, err;

	snprintf(file, NAME_BYTES, "%s.%s", name,
		 drawing->data.format == FIGURE_PNG ? "png" : "svg");
	fd = figure_file__open(drawing->folder, file);
	if (fd < 0) {
		picture__free(picture);
		return fd;
	}
	batch->fds[batch->count++] = fd;
	err = picture__script(picture, name, fd, &batch->script);
	if (err)
		log_error("no figures: %s", strerror(-err));
	picture__free(picture);
	return err;
}

static int add_plain_figures(struct drawing *drawing)
{
	static const struct {
		const char *name;
		void (*draw)(struct picture *picture, const struct figure_data *data);
	} figures[PLAIN] = {
		{ "function_calls_over_time", draw_calls_over_time },
		{ "execution_time_per_function", draw_execution_time },
		{ "memory_change_per_function_call", draw_memory_change },
		{ "top10_functions_by_total_time", draw_top10 },
		{ "rss_over_time", draw_rss_over_time },
		{ "cpu_by_function", draw_cpu },
	};
	struct picture picture;
	int err = 0;

	for (size_t i = 0; i < PLAIN && !err; i++) {
		figures[i].draw(&picture, &drawing->data);
		err = add_figure(drawing, figures[i].name, &picture);
	}
	return err;
}

/* By total time, so that the first are the ones to have. */
static int add_histograms(struct drawing *drawing)
{
	const struct aggregate *aggregate = drawing->data.input->aggregate;
	struct picture picture;
	size_t added = 0;
	int err = 0;

	for (size_t i = 0; i < aggregate->count && added < HISTOGRAMS && !err; i++) {
		const struct function_stats *stats = &aggregate->functions[i];
		char name[NAME_BYTES - 8], function[FILE_NAME_BYTES + 1];

		if (!stats->count)
			continue;
		label__file_name(function, stats->name);
		snprintf(name, sizeof(name), "hist_%u_%s_perf_duration", stats->function + 1,
			 function);
		draw_histogram(&picture, &drawing->data, stats);
		err = add_figure(drawing, name, &picture);
		added++;
	}
	return err;
}

static void add_font_check(struct drawing *drawing)
{
	struct batch *batch = &drawing->batches[0];

	if (drawing->data.format != FIGURE_PNG)
		return;
	font_check__begin(&drawing->fonts, &batch->script);
	for (size_t i = 0; i < FONT_CHECK_FDS; i++)
		batch->fds[batch->count + i] = drawing->fonts.fds[i];
}

static void tell_fonts(const struct drawing *drawing)
{
	if (font_check__finds_none(&drawing->fonts))
		log_error("the figures have no text, since there are no fonts: install "
			  "fonts-dejavu-core (and fonts-noto-cjk, fonts-noto-color-emoji for such "
			  "names)");
}

/* How many descriptors it draws into: behind the figures' are those of the check. */
static size_t descriptors(const struct drawing *drawing, const struct batch *batch)
{
	bool checks = batch == drawing->batches && drawing->fonts.fds[0] >= 0;

	return batch->count + (checks ? FONT_CHECK_FDS : 0);
}

static int run_batches(struct drawing *drawing)
{
	int err = 0;

	for (size_t i = 0; i < BATCHES && !err; i++) {
		struct batch *batch = &drawing->batches[i];

		if (batch->count)
			err = gnuplot__start(&batch->gnuplot, batch->script.bytes,
					     batch->script.len, batch->fds,
					     descriptors(drawing, batch));
	}
	for (size_t i = 0; i < BATCHES; i++) {
		struct batch *batch = &drawing->batches[i];
		int failed;

		if (!batch->gnuplot.pid)
			continue;
		failed = gnuplot__finish(&batch->gnuplot, !err);
		err = err ? err : failed;
	}
	return err;
}

/* Half a figure is worse than none. Returns `err`, or what is wrong with the files if that is 0. */
static int keep_complete(struct drawing *drawing, int err, size_t *drawn)
{
	*drawn = 0;
	for (size_t i = 0; i < BATCHES; i++) {
		struct batch *batch = &drawing->batches[i];

		for (size_t k = 0; k < batch->count; k++) {
			if (figure_file__is_complete(batch->fds[k], drawing->data.format)) {
				(*drawn)++;
				continue;
			}
			unlinkat(drawing->folder->fd, batch->names[k], 0);
			if (!err) {
				err = -EIO;
				log_error("%s/%s could not be drawn in full: is the disk full?",
					  drawing->folder->path, batch->names[k]);
			}
		}
	}
	return err;
}

static void free_drawing(struct drawing *drawing)
{
	for (size_t i = 0; i < BATCHES; i++) {
		struct batch *batch = &drawing->batches[i];

		for (size_t k = 0; k < batch->count; k++)
			close(batch->fds[k]);
		free(batch->script.bytes);
	}
	font_check__free(&drawing->fonts);
	data__free(&drawing->data);
	free(drawing);
}

int figures__draw(const struct figure_input *input, const struct output_dir *folder,
		  enum figure_format format, size_t *drawn)
{
	struct drawing *drawing = calloc(1, sizeof(*drawing));
	size_t count;
	int err;

	if (drawn)
		*drawn = 0;
	if (!drawing) {
		log_error("no figures: %s", strerror(ENOMEM));
		return -ENOMEM;
	}
	drawing->folder = folder;
	drawing->fonts = (struct font_check){ { -1, -1 } };
	err = data__collect(&drawing->data, input, format);
	if (err)
		log_error("no figures: %s", strerror(-err));
	if (!err)
		err = add_plain_figures(drawing);
	if (!err)
		err = add_histograms(drawing);
	if (!err) {
		add_font_check(drawing);
		err = run_batches(drawing);
	}
	if (!err)
		tell_fonts(drawing);
	err = keep_complete(drawing, err, drawn ? drawn : &count);
	free_drawing(drawing);
	return err;
}
