/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef MAAP_TARGET_PROC_NAMESPACE_H
#define MAAP_TARGET_PROC_NAMESPACE_H

/*
 * Whether /proc shows processes by the numbers that they have here: those of our own PID namespace.
 * Else refused, with a line that says what to do. Returns 0 or a negative errno.
 */
int check_proc_namespace(void);

#endif
