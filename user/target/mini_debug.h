/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* .gnu_debugdata: the symbols that a distribution leaves in its stripped files, xz-compressed. */
#ifndef MAAP_TARGET_MINI_DEBUG_H
#define MAAP_TARGET_MINI_DEBUG_H

#include <libelf.h>

/*
 * Unpacks the section into a file in memory, an ELF file of its own. Returns its descriptor,
 * -ENOENT if there is no such section, or another negative errno; more than 256 MiB is -EFBIG.
 */
int mini_debug__open(Elf *elf);

#endif
