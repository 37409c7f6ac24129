/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A folder in memory for the files that a target makes of its input. */
#ifndef MAAP_FUZZ_SCRATCH_H
#define MAAP_FUZZ_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

/* Made at first use, removed when the process exits; in TMPDIR, /dev/shm or /tmp. */
const char *scratch_path(void);
int scratch_fd(void);

void scratch_write(const char *name, const void *bytes, size_t len);
void scratch_write_packed(const char *name, const void *bytes, size_t len);

/* Of the folder's own or of another; to be freed. Terminated. */
char *scratch_read(int dirfd, const char *name, size_t *len);

/*
 * The input as files: each begins at a byte 0x1e and the letter that names it, the first with the
 * letter alone. Files of an earlier input go.
 *   0, 1, 2  timing.log, timing.log.1, timing.log.2
 *   z, g     timing.log.3.gz, packed here; timing.log.4.gz, the bytes as they are
 *   e, f     error.log, error.log.1
 *   c        timing_results.csv
 */
void scratch_fill(const char *data, size_t size);

#endif
