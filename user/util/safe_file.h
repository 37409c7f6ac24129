/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The folder that output goes to, and files in it. The tracer runs as root in folders that others
 * may write in: a link that someone else put there must not lead it to a file of their choice.
 *
 * Paths are walked one component at a time, each opened without following it: a symlink is followed
 * only when it belongs to us (the effective user or the owner below), at most 8 of them; on the way
 * to the last component also when it belongs to root (/var/run). There is no moment between look
 * and use: what was looked at is what is used.
 */
#ifndef MAAP_UTIL_SAFE_FILE_H
#define MAAP_UTIL_SAFE_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#define OUTPUT_DIR_MODE	 0750
#define OUTPUT_FILE_MODE 0640

/* Whom new files and folders belong to: the user who called sudo. Not set: whoever runs us. */
struct file_owner {
	bool set;
	uid_t uid;
	gid_t gid;
};

/* The user who called sudo, if one did and we are root. */
void sudo_caller(struct file_owner *caller);

struct output_dir {
	int fd;			 /* O_PATH, for *at() calls */
	char *path;		 /* as the user gave it, for messages */
	const char *option;	 /* that chooses it, for messages */
	struct file_owner owner; /* of what is created */
};

/*
 * Opens the folder `path`; makes it and its missing parents (mode 0750, given to `owner`). `owner`
 * may be NULL; `option`, static, is what chooses another folder. The caller closes *dir. Returns 0
 * or a negative errno and has said what to do.
 */
int output_dir_open(const char *path, const char *option, const struct file_owner *owner,
		    struct output_dir **dir);
void output_dir_close(struct output_dir *dir);

/*
 * Opens the file `name` in `dir` for appending (readable too), or creates it: mode 0640 exactly,
 * whatever the umask, given to the folder's owner. Anything but a regular file is refused and never
 * waited for. Returns the descriptor or a negative errno and has said what to do.
 */
int safe_file_open(const struct output_dir *dir, const char *name);

/* The one message for output that cannot be written: what happened and what to do about it. */
void output_error(const struct output_dir *dir, const char *name, int err);

#endif
