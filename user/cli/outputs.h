/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the options to the sinks that a recording feeds. */
#ifndef MAAP_CLI_OUTPUTS_H
#define MAAP_CLI_OUTPUTS_H

#include <stdbool.h>

#include "../record/call.h"
#include "../util/safe_file.h"
#include "../sink/sink.h"
#include "../sink/summary.h"
#include "options.h"

struct outputs {
	struct output_dir *dir;
	struct output_dir *error_dir; /* where --error-log is, NULL: in dir */
	struct sink *all;	      /* fans out to those below */
	struct sink *log;	      /* NULL if not wanted */
	struct sink *csv;	      /* NULL if not wanted */
	struct sink *console;	      /* NULL if not wanted */
	struct sink *summary;
};

/* Opens the folder: early, so that a bad one is told before anything else is done. */
int outputs__open_folder(struct outputs *outputs, const struct options *options);

/* Opens the files and writes their beginnings. `run` must outlive them. */
int outputs__open_sinks(struct outputs *outputs, const struct options *options,
			const struct run *run);

/* Calls that were offered and could not be written to a file that should have them. */
uint64_t outputs__unwritten(const struct outputs *outputs);

/* Writes out what is buffered, prints the closing summary with what it does not know itself,
 * closes. Returns 0 or a negative errno.
 */
int outputs__finish(struct outputs *outputs, const struct options *options,
		    const struct summary_facts *facts);

/*
 * Closes and frees all; safe after a failure. Returns 0 or a negative errno: some file systems tell
 * only here that they lost what was written.
 */
int outputs__close(struct outputs *outputs);

#endif
