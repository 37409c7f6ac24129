/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The files that gnuplot draws into. */
#ifndef MAAP_ANALYSIS_FIGURES_FIGURE_FILE_H
#define MAAP_ANALYSIS_FIGURES_FIGURE_FILE_H

#include <stdbool.h>

#include "figures.h"

/*
 * Opens and empties a file under a descriptor that a child can inherit under its own number (> 2).
 * The caller closes it. A negative errno: it has said what to do.
 */
int figure_file__open(const struct output_dir *folder, const char *name);

/* `fd` or, if that is one of the standard descriptors, which a child needs, another one of the same
 * file in its place. Negative: -1, as `fd` was, or there is none left. */
int figure_file__inheritable(int fd);

/* gnuplot does not notice a disk that is full: what counts is how the file ends. */
bool figure_file__is_complete(int fd, enum figure_format format);

#endif
