/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Figures of made-up calls, drawn into the test's folder. */
#ifndef MAAP_TESTS_FAKE_FIGURES_H
#define MAAP_TESTS_FAKE_FIGURES_H

#include <dirent.h>

#include "../../analysis/aggregate.h"
#include "../../analysis/figures/figures.h"
#include "support.h"
#include "fake_calls.h"

#define PLAIN 6 /* figures that every run has */

static const char *const plain[PLAIN] = {
	"execution_time_per_function",
	"function_calls_over_time",
	"memory_change_per_function_call",
	"top10_functions_by_total_time",
	"rss_over_time",
	"cpu_by_function",
};

static const struct run_info no_info = { .subtitle = "a subtitle" };

/* Draws the calls, which it frees, into the folder `name`; returns what figures__draw() does. */
static inline int draw(struct calls *calls, const char *name, enum figure_format format,
		       const struct run_info *info, size_t *drawn)
{
	struct aggregate aggregate;
	struct figure_input input = { calls, &aggregate, info };
	struct output_dir *dir = NULL;
	int err;

	assert_int_equal(aggregate__make(calls, AGGREGATE_DURATION, &aggregate), 0);
	assert_int_equal(output_dir_open(path_of(name), "--outdir", NULL, &dir), 0);
	err = figures__draw(&input, dir, format, drawn);
	output_dir_close(dir);
	aggregate__free(&aggregate);
	fake_calls__free(calls);
	return err;
}

static inline size_t files_in(const char *name)
{
	DIR *dir = opendir(path_of(name));
	size_t count = 0;

	assert_non_null(dir);
	for (struct dirent *entry; (entry = readdir(dir));)
		count += entry->d_name[0] != '.';
	closedir(dir);
	return count;
}

static inline void assert_same(const char *name, const char *suffix)
{
	char path[2][256], *bytes[2];
	size_t len[2];

	for (int i = 0; i < 2; i++) {
		snprintf(path[i], sizeof(path[i]), "%d/%s.%s", i, name, suffix);
		bytes[i] = read_file(path[i], &len[i]);
	}
	assert_int_equal(len[0], len[1]);
	assert_memory_equal(bytes[0], bytes[1], len[0]);
	free(bytes[0]);
	free(bytes[1]);
}

#endif
