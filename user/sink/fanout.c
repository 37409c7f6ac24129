/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <stdlib.h>

#include "../util/log.h"
#include "fanout.h"

struct fanout {
	struct sink sink; /* first: a sink is its fanout */
	size_t count;
	struct sink *sinks[FANOUT_MAX];
};

static int first_error(int before, int now)
{
	return before ? before : now;
}

static int fanout_call(struct sink *sink, const struct call *call)
{
	struct fanout *fanout = (struct fanout *)sink;
	int err = 0;

	for (size_t i = 0; i < fanout->count; i++) {
		struct sink *to = fanout->sinks[i];

		if (to->call)
			err = first_error(err, to->call(to, call));
	}
	return err;
}

static int fanout_loss(struct sink *sink, const struct loss *loss)
{
	struct fanout *fanout = (struct fanout *)sink;
	int err = 0;

	for (size_t i = 0; i < fanout->count; i++) {
		struct sink *to = fanout->sinks[i];

		if (to->loss)
			err = first_error(err, to->loss(to, loss));
	}
	return err;
}

static int fanout_functions(struct sink *sink, const struct later_functions *functions)
{
	struct fanout *fanout = (struct fanout *)sink;
	int err = 0;

	for (size_t i = 0; i < fanout->count; i++) {
		struct sink *to = fanout->sinks[i];

		if (to->functions)
			err = first_error(err, to->functions(to, functions));
	}
	return err;
}

static int fanout_error(struct sink *sink, const struct error_record *record)
{
	struct fanout *fanout = (struct fanout *)sink;
	int err = 0;

	for (size_t i = 0; i < fanout->count; i++) {
		struct sink *to = fanout->sinks[i];

		if (to->error)
			err = first_error(err, to->error(to, record));
	}
	return err;
}

static int fanout_flush(struct sink *sink)
{
	struct fanout *fanout = (struct fanout *)sink;
	int err = 0;

	for (size_t i = 0; i < fanout->count; i++) {
		struct sink *to = fanout->sinks[i];

		if (to->flush)
			err = first_error(err, to->flush(to));
	}
	return err;
}

static int fanout_close(struct sink *sink)
{
	struct fanout *fanout = (struct fanout *)sink;
	int err = 0;

	for (size_t i = 0; i < fanout->count; i++) {
		struct sink *to = fanout->sinks[i];

		if (to->close)
			err = first_error(err, to->close(to));
	}
	free(fanout);
	return err;
}

int fanout_open(struct sink **fanout)
{
	struct fanout *new_fanout = calloc(1, sizeof(*new_fanout));

	if (!new_fanout) {
		log_error("no memory for the outputs");
		return -ENOMEM;
	}
	new_fanout->sink = (struct sink){ .name = "fanout",
					  .call = fanout_call,
					  .loss = fanout_loss,
					  .flush = fanout_flush,
					  .close = fanout_close,
					  .functions = fanout_functions,
					  .error = fanout_error };
	*fanout = &new_fanout->sink;
	return 0;
}

int fanout_add(struct sink *fanout, struct sink *sink)
{
	struct fanout *all = (struct fanout *)fanout;

	if (all->count == FANOUT_MAX) {
		log_error("more than %d outputs at once", FANOUT_MAX);
		return -ENOSPC;
	}
	all->sinks[all->count++] = sink;
	return 0;
}
