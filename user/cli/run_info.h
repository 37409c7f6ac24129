/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the log's first line says of a recording. */
#ifndef MAAP_CLI_RUN_INFO_H
#define MAAP_CLI_RUN_INFO_H

#include "../probe/attach.h"
#include "../record/bias.h"
#include "../record/clock.h"
#include "options.h"

/*
 * The metadata as members of a JSON object, without its braces: version, kernel, features, bias,
 * settings, targets, functions and how they
 * are probed in the first process. The caller frees it; NULL without memory.
 */
char *run_metadata(const struct options *options, const struct tracer_features *features,
		   const struct bias *bias, const struct run_clock *clock,
		   const struct target *target, const struct plan_list *plans,
		   const struct process_plan *first);

/* The functions from the one with id `from` on, in the same form. */
char *functions_metadata(const struct plan_list *plans, size_t from);

#endif
