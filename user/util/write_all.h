/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Writing a whole buffer to a file descriptor. */
#ifndef MAAP_UTIL_WRITE_ALL_H
#define MAAP_UTIL_WRITE_ALL_H

#include <stddef.h>

/*
 * Writes all `len` bytes, through interruptions, partial writes and a descriptor that is not
 * blocking (waits for it). A reader that has gone (-EPIPE) and the limit on file size (-EFBIG) come
 * back as errors: their signals, SIGPIPE and SIGXFSZ, are held back here, so that the program need
 * not ignore them, which a program it starts would inherit.
 * Returns 0 or a negative errno; *written, if wanted, is how far it came in either case.
 */
int write_all(int fd, const char *data, size_t len, size_t *written);

#endif
