// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "result_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "time_stamp.h"

static bool ends_in(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len >= end_len && !strcmp(name + len - end_len, end);
}

/* A figure, or a file that only some passes write: it would be taken for this pass's. */
static bool is_leftover(const char *name)
{
	static const char *const figures[] = {
		"execution_time_per_function",
		"function_calls_over_time",
		"memory_change_per_function_call",
		"top10_functions_by_total_time",
		"rss_over_time",
		"cpu_by_function",
		"comparison",
	};

	if (!strcmp(name, "comparison.csv"))
		return true;
	if (!ends_in(name, ".png") && !ends_in(name, ".svg"))
		return false;
	if (!strncmp(name, "hist_", 5))
		return ends_in(name, "_perf_duration.png") || ends_in(name, "_perf_duration.svg");
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++)
		if (strlen(name) == strlen(figures[i]) + 4 &&
		    !strncmp(name, figures[i], strlen(figures[i])))
			return true;
	return false;
}

static void remove_leftovers(const struct output_dir *folder)
{
	int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)))
		if (is_leftover(entry->d_name))
			unlinkat(folder->fd, entry->d_name, 0);
	closedir(dir);
}

/* "2026-11-24_12-00-05" */
static void put_name(char name[static 20], int64_t end_ns)
{
	struct time_text text = time_stamp_text(end_ns);

	memcpy(name, text.text, 19);
	name[10] = '_';
	name[13] = name[16] = '-';
	name[19] = '\0';
}

int result_folder__open(const char *outdir, const char *tag, int64_t end_ns,
			struct output_dir **folder)
{
	struct file_owner owner;
	char name[20], *path;
	int err;

	put_name(name, end_ns);
	if (asprintf(&path, "%s/%s_%s", outdir, name, tag) < 0)
		return -ENOMEM;
	sudo_caller(&owner);
	err = output_dir_open(path, "--outdir", &owner, folder);
	free(path);
	if (!err)
		remove_leftovers(*folder);
	return err;
}
