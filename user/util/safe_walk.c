/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "safe_walk.h"

#define MAX_LINKS 8

int safe_walk_begin(struct safe_walk *walk, int base, const char *path, const char *option,
		    const struct file_owner *owner)
{
	walk->owner = owner;
	walk->option = option;
	walk->links = 0;
	walk->dir = -1;
	if (!*path)
		return -ENOENT;
	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	strcpy(walk->rest, path);
	walk->dir = openat(base, *path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return walk->dir < 0 ? -errno : 0;
}

void safe_walk_end(struct safe_walk *walk)
{
	if (walk->dir >= 0)
		close(walk->dir);
	walk->dir = -1;
}

/* Moves the next component from walk->rest to walk->last. 1: there is one, 0: the path has ended.
 */
static int next_component(struct safe_walk *walk)
{
	char *name = walk->rest + strspn(walk->rest, "/");
	size_t len = strcspn(name, "/");
	char *rest = name + len + strspn(name + len, "/");

	if (!len)
		return 0;
	if (len > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(walk->last, name, len);
	walk->last[len] = '\0';
	memmove(walk->rest, rest, strlen(rest) + 1);
	return 1;
}

static void descend(struct safe_walk *walk, int fd)
{
	close(walk->dir);
	walk->dir = fd;
}

/*
 * Root's links are fair on the way (/var/run), for root can lead us anywhere without them; but the
 * last component is where others may have been faster.
 */
static bool may_follow(const struct safe_walk *walk, uid_t link_owner)
{
	if (link_owner == geteuid() || (walk->owner->set && link_owner == walk->owner->uid))
		return true;
	return walk->rest[0] && link_owner == 0;
}

/* Puts the target of the link `fd` in front of what is still to walk. */
static int follow(struct safe_walk *walk, int fd, const struct stat *link)
{
	char target[PATH_MAX];
	size_t rest_len = strlen(walk->rest);
	ssize_t len;

	if (!may_follow(walk, link->st_uid)) {
		log_error("refusing to write through the symbolic link %s: it belongs to another "
			  "user (%u); remove it or choose another folder with %s",
			  walk->last, (unsigned int)link->st_uid, walk->option);
		return -ELOOP;
	}
	if (++walk->links > MAX_LINKS) {
		log_error("too many symbolic links at %s; choose another folder with %s",
			  walk->last, walk->option);
		return -ELOOP;
	}
	len = readlinkat(fd, "", target, sizeof(target));
	if (len < 0)
		return -errno;
	if (len == 0 || (size_t)len + rest_len + 2 > sizeof(walk->rest))
		return -ENAMETOOLONG;
	memmove(walk->rest + len + 1, walk->rest, rest_len + 1);
	memcpy(walk->rest, target, len);
	walk->rest[len] = rest_len ? '/' : '\0';
	if (target[0] == '/') {
		int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

		if (root < 0)
			return -errno;
		descend(walk, root);
	}
	return 0;
}

void safe_give_to(int fd, const char *name, const struct file_owner *owner)
{
	if (!owner->set || (owner->uid == geteuid() && owner->gid == getegid()))
		return;
	if (fchown(fd, owner->uid, owner->gid))
		log_error("cannot give %s to user %u: %s; it stays with user %u", name,
			  (unsigned int)owner->uid, strerror(errno), (unsigned int)geteuid());
}

static int make_folder(struct safe_walk *walk)
{
	struct stat st;
	int fd;

	if (mkdirat(walk->dir, walk->last, OUTPUT_DIR_MODE))
		return errno == EEXIST ? 0 : -errno;
	fd = openat(walk->dir, walk->last, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Only if it is still ours: others may be able to rename things here. */
	if (!fstat(fd, &st) && st.st_uid == geteuid()) {
		if (fchmod(fd, OUTPUT_DIR_MODE))
			log_error("cannot set the mode of %s: %s", walk->last, strerror(errno));
		safe_give_to(fd, walk->last, walk->owner);
	}
	close(fd);
	return 0;
}

/* Opens walk->last itself, whatever it is. */
static int look(struct safe_walk *walk, struct stat *st)
{
	int fd = openat(walk->dir, walk->last, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (fstat(fd, st)) {
		close(fd);
		return -EIO;
	}
	return fd;
}

static int look_or_make(struct safe_walk *walk, struct stat *st)
{
	int fd = look(walk, st);

	if (fd == -ENOENT) {
		int err = make_folder(walk);

		if (err)
			return err;
		fd = look(walk, st);
	}
	return fd;
}

int safe_walk_folder(struct safe_walk *walk)
{
	int more;

	while ((more = next_component(walk)) > 0) {
		struct stat st;
		int fd = look_or_make(walk, &st);
		int err;

		if (fd < 0)
			return fd;
		if (S_ISDIR(st.st_mode)) {
			descend(walk, fd);
			continue;
		}
		err = S_ISLNK(st.st_mode) ? follow(walk, fd, &st) : -ENOTDIR;
		close(fd);
		if (err)
			return err;
	}
	return more;
}

int safe_walk_file(struct safe_walk *walk, struct stat *st)
{
	int more;

	while ((more = next_component(walk)) > 0) {
		int fd = look(walk, st);
		int err = 0;

		if (fd < 0)
			return fd == -ENOENT && walk->rest[0] ? -ENOTDIR : fd;
		if (S_ISDIR(st->st_mode) && walk->rest[0]) {
			descend(walk, fd);
			continue;
		}
		if (S_ISLNK(st->st_mode))
			err = follow(walk, fd, st);
		else if (walk->rest[0])
			err = -ENOTDIR;
		close(fd);
		if (err || !S_ISLNK(st->st_mode))
			return err;
	}
	return more ? more : -EISDIR;
}
