/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The code that the kernel maps into every process, vdso(7). */
#ifndef MAAP_RECORD_VDSO_H
#define MAAP_RECORD_VDSO_H

/*
 * A file with it, of this kernel: the same in every process of 64 bits. The caller closes it.
 * Returns a file descriptor or a negative errno.
 */
int vdso_file(void);

#endif
