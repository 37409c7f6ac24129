// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../user/util/log.h"
#include "run.h"

/* --error-log may lie in another folder. */
static int read_errors(struct run *run, const char *error_log, const struct errors_wanted *wanted)
{
	const char *slash = error_log ? strrchr(error_log, '/') : NULL;
	char *folder;
	int fd, err;

	if (!error_log)
		return errors__read(run->dirfd, run->info.logdir, "error.log", wanted,
				    &run->errors);
	folder = slash ? strndup(error_log, slash + 1 - error_log) : strdup(".");
	if (!folder)
		return run__explain(-ENOMEM);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		err = -errno;
		log_error("cannot read the folder %s of --error-log: %s", folder, strerror(-err));
	} else {
		err = errors__read(fd, folder, slash ? slash + 1 : error_log, wanted, &run->errors);
		close(fd);
	}
	free(folder);
	return err;
}

/*
 * An error may be told a moment after the last line of its run: what lies in the gap behind it
 * belongs to no other run.
 */
static int take_errors(struct run *run, const struct options *options)
{
	int64_t slack = options->window.has_end ? 0 : options->window.gap_ns;
	struct errors_wanted wanted = { .run_id = run->by_id ? options->run_id : NULL,
					.start_ns = run->info.start_ns };
	int err;

	if (__builtin_add_overflow(run->info.end_ns, slack, &wanted.end_ns))
		wanted.end_ns = INT64_MAX;
	err = read_errors(run, options->error_log, &wanted);
	if (err)
		return err;
	run->info.errors = run->errors.total;
	run->info.errors_known = run->errors.found;
	return 0;
}

int run__aggregate(const struct run *run, enum aggregate_time time, struct aggregate *aggregate)
{
	int err = run__explain(aggregate__make(run->calls, time, aggregate));

	for (size_t i = 0; i < aggregate->count && !err; i++)
		aggregate->functions[i].errors =
			errors__of(&run->errors, aggregate->functions[i].name);
	return err;
}

int run__summarize(struct run *run, const struct options *options)
{
	int err = take_errors(run, options);

	return err ? err : run__aggregate(run, AGGREGATE_DURATION, &run->aggregate);
}
