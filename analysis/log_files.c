// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "log_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../user/util/grow_table.h"
#include "../user/util/log.h"
#include "unpack.h"

#define FILES_ELSEWHERE 64 /* that the process may have open apart from these */

struct found {
	char *name;
	unsigned long number; /* 0: the newest, without a number */
	bool packed;
	int fd;
	struct stat st;
};

struct listing {
	struct found *items;
	size_t count, room;
};

/* NAME, NAME.<number>, and each with ".gz". */
static bool is_part(const char *entry, const char *name, struct found *found)
{
	size_t len = strlen(name), digits;
	const char *rest = entry + len;

	if (strncmp(entry, name, len))
		return false;
	found->number = 0;
	if (*rest == '.' && rest[1] >= '0' && rest[1] <= '9') {
		digits = strspn(rest + 1, "0123456789");
		if (digits > 9)
			return false;
		found->number = strtoul(rest + 1, NULL, 10);
		rest += 1 + digits;
	}
	found->packed = !strcmp(rest, ".gz");
	return found->packed || !*rest;
}

static int list(int dirfd, const char *name, struct listing *listing)
{
	int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int err = 0;

	if (!dir) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		return err;
	}
	while (!err && (entry = readdir(dir))) {
		struct found found = { .fd = -1 };

		if (!is_part(entry->d_name, name, &found))
			continue;
		err = grow_table((void **)&listing->items, &listing->room, sizeof(found),
				 listing->count);
		found.name = err ? NULL : strdup(entry->d_name);
		if (!found.name)
			err = -ENOMEM;
		else
			listing->items[listing->count++] = found;
	}
	closedir(dir);
	return err;
}

/* The newest first; of one number the unpacked file. */
static int by_age(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (x->packed != y->packed)
		return x->packed - y->packed;
	return strcmp(x->name, y->name); /* .1 and .01 */
}

/* Every file stays open; a limit of 1024 is usual, and more are allowed to whoever asks. */
static void allow_files(size_t count)
{
	rlim_t needed = count + FILES_ELSEWHERE;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= needed)
		return;
	limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit); /* if it fails, open() tells */
}

static void close_found(struct found *found)
{
	if (found->fd >= 0)
		close(found->fd);
	found->fd = -1;
}

/* O_NONBLOCK: a FIFO must not be waited for. */
static int open_part(int dirfd, const char *path, struct found *found)
{
	int err = 0;

	found->fd = openat(dirfd, found->name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (found->fd < 0 && errno == ENOENT)
		return 0; /* rotated away just now */
	if (found->fd < 0 || fstat(found->fd, &found->st))
		err = -errno;
	if (err == -ENXIO || (!err && !S_ISREG(found->st.st_mode))) { /* ENXIO: a socket */
		log_error("%s/%s is not a regular file and is not read", path, found->name);
		close_found(found);
		return 0;
	}
	if (err)
		log_error("cannot read %s/%s: %s%s", path, found->name, strerror(-err),
			  err == -EMFILE ? "; raise the limit with ulimit -n" : "");
	return err;
}

/* By file, and of one file the newest name first. */
static int by_inode(const void *a, const void *b)
{
	const struct found *x = *(struct found *const *)a, *y = *(struct found *const *)b;

	if (x->st.st_ino != y->st.st_ino)
		return x->st.st_ino < y->st.st_ino ? -1 : 1;
	if (x->st.st_dev != y->st.st_dev)
		return x->st.st_dev < y->st.st_dev ? -1 : 1;
	return x < y ? -1 : 1;
}

/* Closes what is open under a newer name too. Returns 0 or -ENOMEM. */
static int drop_known(struct listing *listing)
{
	struct found **open = malloc(listing->count * sizeof(struct found *));
	size_t count = 0, kept = 0;

	if (!open)
		return -ENOMEM;
	for (size_t i = 0; i < listing->count; i++)
		if (listing->items[i].fd >= 0)
			open[count++] = &listing->items[i];
	qsort(open, count, sizeof(*open), by_inode);
	for (size_t i = 1; i < count; i++) {
		if (open[i]->st.st_ino == open[kept]->st.st_ino &&
		    open[i]->st.st_dev == open[kept]->st.st_dev)
			close_found(open[i]);
		else
			kept = i;
	}
	free(open);
	return 0;
}

/* Replaces the packed file by its content. */
static int unpack_part(const char *path, struct found *found, struct log_file *file)
{
	int err = unpack_gzip(found->fd, &file->fd, &file->size, &file->damaged);

	if (err)
		log_error("cannot unpack %s/%s: %s%s", path, found->name, strerror(-err),
			  err == -ENOSPC ? "; make room or set TMPDIR to another folder" : "");
	else if (file->damaged)
		log_error("%s/%s is damaged: read as far as it could be unpacked", path,
			  found->name);
	return err;
}

static int add_file(const char *path, struct found *found, struct log_files *files)
{
	struct log_file *file = &files->files[files->count];
	int err = 0;

	*file = (struct log_file){ .name = found->name, .fd = found->fd, .base = files->size };
	if (found->packed) {
		err = unpack_part(path, found, file);
		if (err)
			return err;
		close(found->fd);
	} else {
		file->size = found->st.st_size;
	}
	found->name = NULL;
	found->fd = -1;
	files->size += file->size;
	files->count++;
	return 0;
}

static int open_listed(int dirfd, const char *path, struct listing *listing,
		       struct log_files *files)
{
	int err = 0;

	allow_files(listing->count);
	for (size_t i = 0; i < listing->count && !err; i++)
		err = open_part(dirfd, path, &listing->items[i]);
	if (err)
		return err;
	files->files = calloc(listing->count, sizeof(*files->files));
	if (!files->files || drop_known(listing)) {
		log_error("not enough memory for the files in %s", path);
		return -ENOMEM;
	}
	for (size_t i = listing->count; i-- > 0 && !err;)
		if (listing->items[i].fd >= 0)
			err = add_file(path, &listing->items[i], files);
	return err;
}

int log_files__open(int dirfd, const char *path, const char *name, struct log_files *files)
{
	struct listing listing = { .items = NULL };
	int err;

	*files = (struct log_files){ .files = NULL };
	err = list(dirfd, name, &listing);
	if (err) {
		log_error("cannot read the folder %s: %s", path, strerror(-err));
	} else if (listing.count) {
		qsort(listing.items, listing.count, sizeof(*listing.items), by_age);
		err = open_listed(dirfd, path, &listing, files);
	}
	for (size_t i = 0; i < listing.count; i++) {
		free(listing.items[i].name);
		close_found(&listing.items[i]);
	}
	free(listing.items);
	return err;
}

void log_files__close(struct log_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->files[i].name);
		close(files->files[i].fd);
	}
	free(files->files);
	*files = (struct log_files){ .files = NULL };
}

const struct log_file *log_files__at(const struct log_files *files, uint64_t place)
{
	size_t low = 0, high = files->count;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (files->files[middle].base <= place)
			low = middle;
		else
			high = middle;
	}
	return &files->files[low];
}

ssize_t log_files__read(const struct log_files *files, uint64_t place, char *buffer, size_t len)
{
	const struct log_file *file = log_files__at(files, place);
	uint64_t offset = place - file->base;
	size_t done = 0;
	ssize_t n;

	if (len > file->size - offset)
		len = file->size - offset;
	while (done < len) {
		n = pread(file->fd, buffer + done, len - done, offset + done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		done += n;
	}
	return done;
}
