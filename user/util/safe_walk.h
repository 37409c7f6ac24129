/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Walking a path without being led astray; see safe_file.h for the rules. */
#ifndef MAAP_UTIL_SAFE_WALK_H
#define MAAP_UTIL_SAFE_WALK_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "safe_file.h"

struct safe_walk {
	int dir;			/* O_PATH, the folder reached */
	char last[NAME_MAX + 1];	/* the component looked at; in the end no symlink */
	char rest[2 * PATH_MAX];	/* what is still to walk */
	const struct file_owner *owner; /* whose links are followed besides ours */
	const char *option;		/* that chooses another folder, for messages */
	unsigned int links;		/* followed so far */
};

/*
 * Begins a walk from the folder `base` (AT_FDCWD: the current one). `owner` must outlive the walk,
 * and `option` is static.
 * Whatever these return, the caller ends the walk. -ELOOP: a link was refused, which has been said.
 */
int safe_walk_begin(struct safe_walk *walk, int base, const char *path, const char *option,
		    const struct file_owner *owner);
void safe_walk_end(struct safe_walk *walk);

/* Walks all of the path and makes missing folders: then walk->dir is the folder. */
int safe_walk_folder(struct safe_walk *walk);

/*
 * Walks up to the last component, which is no symlink: walk->dir is its folder, walk->last its name
 * and *st what it is now; -ENOENT: it does not exist there yet.
 */
int safe_walk_file(struct safe_walk *walk, struct stat *st);

/* Gives what we have just created to the owner. Where a file system refuses that, says so. */
void safe_give_to(int fd, const char *name, const struct file_owner *owner);

#endif
