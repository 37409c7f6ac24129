/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the separate debug file of a module lies: in the target's file system and in our own. */
#ifndef MAAP_TARGET_DEBUG_LOOKUP_H
#define MAAP_TARGET_DEBUG_LOOKUP_H

#include <libelf.h>
#include <stddef.h>
#include <stdint.h>

struct module;

#define BUILD_ID_MAX 64 /* bytes; usual are 20 */

/* What makes sure that a file is the right one; both zero: nothing could. */
struct debug_proof {
	unsigned char build_id[BUILD_ID_MAX];
	size_t build_id_len; /* bytes, 0: none */
	uint32_t crc;	     /* of the whole file, as .gnu_debuglink has it; 0: none */
};

/* The build-id of the file, none if it has no such note or a strange one. */
void debug_proof__read(Elf *elf, struct debug_proof *proof);

/*
 * The common part that dwz has moved out of this file's debug information, by .gnu_debugaltlink.
 * *name is part of the ELF file. Returns 0, or -ENOENT: it has none.
 */
int debug_lookup__common_part(Elf *elf, const char **name, struct debug_proof *proof);

/*
 * Opens the debug file of the module: by build-id, then by name beside the module, in .debug there
 * and in /usr/lib/debug, each in the root of the process that maps it and then in ours. `name`: as
 * .gnu_debuglink or .gnu_debugaltlink has it, NULL: none. Nothing but a regular file that the proof
 * holds for is taken, whatever a target has put there. Returns its descriptor, and its path in
 * memory that the caller frees; or a negative errno.
 */
int debug_lookup__open(const struct module *module, const char *name,
		       const struct debug_proof *proof, char **path);

#endif
