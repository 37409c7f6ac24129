/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"
#include "safe_file.h"
#include "safe_walk.h"

#define OPEN_ATTEMPTS 16 /* someone may replace the file between our look and our open */

void output_error(const struct output_dir *dir, const char *name, int err)
{
	const char *advice = "choose another folder with ";
	const char *option = dir->option;

	if (err == -ENOSPC || err == -EDQUOT)
		advice = "make room there or choose another folder with ";
	else if (err == -EFBIG)
		advice = "raise the limit on file size (ulimit -f)", option = "";
	if (name)
		log_error("cannot write %s/%s: %s; %s%s", dir->path, name, strerror(-err), advice,
			  option);
	else
		log_error("cannot write in %s: %s; %s%s", dir->path, strerror(-err), advice,
			  option);
}

static bool id_from_environment(const char *name, unsigned int *id)
{
	const char *text = getenv(name);
	char *end;
	unsigned long value;

	if (!text || !*text || text[strspn(text, "0123456789")])
		return false;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || value >= UINT32_MAX)
		return false;
	*id = value;
	return true;
}

void sudo_caller(struct file_owner *caller)
{
	*caller = (struct file_owner){ 0 };
	/* Only root may give files away; anybody may set variables. */
	caller->set = !geteuid() && id_from_environment("SUDO_UID", &caller->uid) &&
		      id_from_environment("SUDO_GID", &caller->gid);
}

static int open_folder(struct output_dir *dir)
{
	struct safe_walk walk;
	int err = safe_walk_begin(&walk, AT_FDCWD, dir->path, dir->option, &dir->owner);

	if (!err)
		err = safe_walk_folder(&walk);
	if (!err) {
		dir->fd = walk.dir;
		walk.dir = -1;
	}
	safe_walk_end(&walk);
	return err;
}

int output_dir_open(const char *path, const char *option, const struct file_owner *owner,
		    struct output_dir **dir)
{
	struct output_dir *new_dir = calloc(1, sizeof(*new_dir));
	int err = -ENOMEM;

	if (!new_dir)
		return err;
	new_dir->fd = -1;
	new_dir->option = option;
	if (owner)
		new_dir->owner = *owner;
	new_dir->path = strdup(path);
	if (new_dir->path)
		err = open_folder(new_dir);
	if (!err) {
		*dir = new_dir;
		return 0;
	}
	if (err == -ENOTDIR)
		log_error("%s is not a folder; choose another with %s", path, option);
	else if (err != -ELOOP) /* a refused link has been explained */
		log_error("cannot write in %s: %s; choose another folder with %s", path,
			  strerror(-err), option);
	output_dir_close(new_dir);
	return err;
}

void output_dir_close(struct output_dir *dir)
{
	if (!dir)
		return;
	if (dir->fd >= 0)
		close(dir->fd);
	free(dir->path);
	free(dir);
}

/* Only a file that did not exist gets its mode and owner from us. */
static int create_file(int folder, const char *name, const struct file_owner *owner)
{
	int flags = O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(folder, name, flags, OUTPUT_FILE_MODE);

	if (fd < 0)
		return errno == EEXIST ? -EAGAIN : -errno;
	if (fchmod(fd, OUTPUT_FILE_MODE))
		log_error("cannot set the mode of %s: %s", name, strerror(errno));
	safe_give_to(fd, name, owner);
	return fd;
}

/* O_NONBLOCK: should it have become a FIFO since we looked, opening it must not wait for anyone. */
static int open_existing(int folder, const char *name)
{
	int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	struct stat st;
	int fd = openat(folder, name, flags);

	if (fd < 0)
		return errno == ENOENT || errno == ELOOP ? -EAGAIN : -errno;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return -EBADF;
	}
	return fd;
}

/* One look and one open. -EAGAIN: the file was replaced in between. */
static int open_once(const struct output_dir *dir, const char *name, bool *exists)
{
	struct safe_walk walk;
	struct stat st;
	int result = safe_walk_begin(&walk, dir->fd, name, dir->option, &dir->owner);

	if (!result)
		result = safe_walk_file(&walk, &st);
	*exists = result == 0;
	if (result == -ENOENT)
		result = create_file(walk.dir, walk.last, &dir->owner);
	else if (!result)
		result = S_ISREG(st.st_mode) ? open_existing(walk.dir, walk.last) : -EBADF;
	safe_walk_end(&walk);
	return result;
}

int safe_file_open(const struct output_dir *dir, const char *name)
{
	bool exists = false;
	int fd = -EAGAIN;

	for (int i = 0; i < OPEN_ATTEMPTS && fd == -EAGAIN; i++)
		fd = open_once(dir, name, &exists);
	if (fd == -EBADF)
		log_error("%s/%s is not a regular file; move it away or choose another folder "
			  "with %s",
			  dir->path, name, dir->option);
	else if (fd < 0 && fd != -ELOOP) /* a refused link has been explained */
		output_error(dir, exists ? name : NULL, fd);
	return fd;
}
