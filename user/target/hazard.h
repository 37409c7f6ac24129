/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Programs that a return probe could kill. */
#ifndef MAAP_TARGET_HAZARD_H
#define MAAP_TARGET_HAZARD_H

#include "process.h"

/*
 * A return probe replaces return addresses on the stack. That breaks what reads or moves stacks: an
 * unwinder (C++ and Rust exceptions, pthread_cancel, pthread_exit), Go, stacks switched by hand;
 * and the system call that ends it may be forbidden by a seccomp filter. Signal handlers on stacks
 * of their own are a hazard but for session links (`sessions`), whose program can leave a single
 * return alone.
 *
 * Writes the reason into `reason` if the process shows such evidence. Returns whether it does.
 */
bool process__returns_are_hazardous(const struct target *target, const struct process *process,
				    bool sessions, char *reason, size_t size);

#endif
