/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The file behind a mapping of a process, which may have another root, or other mounts, than ours.
 */
#ifndef MAAP_TARGET_MAPPED_FILE_H
#define MAAP_TARGET_MAPPED_FILE_H

#include <sys/types.h>

#include "proc_file.h"

/*
 * Opens the file that is mapped, read only: never another one that has its path by now. Returns a
 * file descriptor that is the caller's, or a negative errno (said with -v): -ESTALE where the path
 * holds another file, -EINVAL where no regular file is mapped.
 */
int mapped_file__open(pid_t pid, const struct proc_mapping *map);

/*
 * The file's path as the process sees it, and as we do, which differs where it has another root.
 * " (deleted)" is taken off. The caller frees them; NULL: no memory.
 */
char *mapped_file__path(pid_t pid, const struct proc_mapping *map);
char *mapped_file__outer_path(const struct proc_mapping *map);

#endif
