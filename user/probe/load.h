/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Loading the kernel side, with the best kind of links that this kernel has. Used by attach.c. */
#ifndef MAAP_PROBE_LOAD_H
#define MAAP_PROBE_LOAD_H

#include "attach.h"

/*
 * Loads and sets up the skeleton, nothing attached; `cpus` is the highest number of an online CPU
 * + 1. Kinds of links are tried from the best down, or only the forced one. *skel is the caller's
 * to destroy. Returns 0 or a negative errno; why a kind did not do is said with -v.
 */
int load_kernel_side(const struct tracer_options *options, int cpus, struct maap **skel,
		     struct tracer_features *features);

/* The highest number of an online CPU + 1. */
int read_online_cpus(void);

#endif
