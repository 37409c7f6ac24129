// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../util/log.h"

/* Length of the path without what the kernel puts behind it when the file has no name any more. */
static size_t path_length(const struct proc_mapping *map)
{
	static const char deleted[] = " (deleted)";
	size_t len = strlen(map->path), more = sizeof(deleted) - 1;

	return len > more && !strcmp(map->path + len - more, deleted) ? len - more : len;
}

/*
 * How much of the path is above the process's root. Both are written as we see them, or, from a
 * mount namespace that is not ours, from its top.
 */
static size_t root_length(pid_t pid, const char *path)
{
	char link[64], root[PATH_MAX];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/%d/root", pid);
	len = readlink(link, root, sizeof(root));
	if (len <= 1 || len == sizeof(root) || strncmp(path, root, len) || path[len] != '/')
		return 0;
	return len;
}

char *mapped_file__path(pid_t pid, const struct proc_mapping *map)
{
	size_t above = root_length(pid, map->path);

	return strndup(map->path + above, path_length(map) - above);
}

char *mapped_file__outer_path(const struct proc_mapping *map)
{
	return strndup(map->path, path_length(map));
}

/* Opens nothing but regular files: a device's opening acts, and a pipe's waits. */
static int open_regular(const char *path, struct stat *info)
{
	int place = open(path, O_PATH | O_CLOEXEC), fd;
	char name[64];

	if (place < 0)
		return -errno;
	if (fstat(place, info) || !S_ISREG(info->st_mode)) {
		close(place);
		return -EINVAL;
	}
	snprintf(name, sizeof(name), "/proc/self/fd/%d", place);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fd = -errno;
	close(place);
	return fd;
}

/* By a path, where something else may lie meanwhile. */
static int open_same(const char *path, const struct proc_mapping *map)
{
	struct stat info;
	int fd = open_regular(path, &info);

	if (fd < 0)
		return fd;
	if (info.st_ino != map->ino) {
		close(fd);
		return -ESTALE;
	}
	/* btrfs and overlayfs have a number for each subvolume or layer that mappings do not show.
	 */
	if (info.st_dev != map->dev)
		log_verbose("%s: taken for the mapped file by its inode number alone, %lu", path,
			    (unsigned long)map->ino);
	return fd;
}

static int open_by_path(pid_t pid, const struct proc_mapping *map)
{
	size_t above = root_length(pid, map->path), len = path_length(map);
	char path[PATH_MAX + 32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/root%.*s", pid, (int)(len - above),
		 map->path + above);
	fd = open_same(path, map);
	if (fd >= 0)
		return fd;
	/* Mapped before the process has changed its root. */
	snprintf(path, sizeof(path), "%.*s", (int)len, map->path);
	return open_same(path, map);
}

int mapped_file__open(pid_t pid, const struct proc_mapping *map)
{
	char name[96];
	struct stat info;
	int fd;

	/* The mapped file itself: whatever has become of its name, and across mount namespaces. */
	snprintf(name, sizeof(name), "/proc/%d/map_files/%lx-%lx", pid, map->start, map->end);
	fd = open_regular(name, &info);
	if (fd >= 0 || fd == -EINVAL) {
		if (fd < 0)
			log_verbose("%s: not a regular file, left out", map->path);
		return fd;
	}
	fd = open_by_path(pid, map);
	if (fd == -ESTALE)
		log_verbose("%s: another file has its name by now, and the mapped one cannot be "
			    "opened: left out",
			    map->path);
	else if (fd < 0)
		log_verbose("%s: cannot be opened: %s", map->path, strerror(-fd));
	return fd;
}
