/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel and the caller's rights must give before anything is attached. */
#ifndef MAAP_PROBE_PRIVILEGES_H
#define MAAP_PROBE_PRIVILEGES_H

/*
 * Checks rights, kernel type information and lockdown, and logs the first that is missing with what
 * to do about it. Returns 0 or a negative errno.
 */
int check_privileges(void);

#endif
