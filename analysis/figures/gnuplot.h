/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A gnuplot that runs a script of ours. */
#ifndef MAAP_ANALYSIS_FIGURES_GNUPLOT_H
#define MAAP_ANALYSIS_FIGURES_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct gnuplot {
	pid_t pid; /* 0: none */
	int said;  /* what it writes to stderr */
};

/*
 * Starts gnuplot on `script` with the `count` descriptors of `fds` open, under their own numbers
 * (> 2). No start-up file, no shell, next to nothing of our environment. It ends when the calling
 * thread does. Returns 0 or a negative errno and has said why.
 */
int gnuplot__start(struct gnuplot *gnuplot, const char *script, size_t len, const int *fds,
		   size_t count);

/*
 * Waits for it. Returns 0 when it was content, -ENOENT when there is no gnuplot to run, another
 * negative errno when it failed; has said why if `tell`.
 */
int gnuplot__finish(struct gnuplot *gnuplot, bool tell);

#endif
