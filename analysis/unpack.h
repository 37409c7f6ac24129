/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files that logrotate and others have packed. */
#ifndef MAAP_ANALYSIS_UNPACK_H
#define MAAP_ANALYSIS_UNPACK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Unpacks a gzip file (several members are one text) into a file without a name in $TMPDIR, /tmp or
 * /var/tmp. *damaged: it ends too early or is corrupt, and what came before is there. Returns 0 or
 * a negative errno; the caller closes *unpacked.
 */
int unpack_gzip(int packed, int *unpacked, uint64_t *size, bool *damaged);

#endif
