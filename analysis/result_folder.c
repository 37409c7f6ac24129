// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "result_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../user/util/log.h"
#include "cleanup.h"
#include "result_names.h"
#include "time_stamp.h"

#define MARK_NAME    ".maap-run" /* which run the results in a folder are of */
#define MARK_BYTES   256
#define SUFFIXES_MAX 1000

struct result_folder {
	const char *outdir;
	char *base; /* the name without a suffix */
	char mark[MARK_BYTES];
	struct file_owner owner;
	struct output_dir *staging;
	struct output_dir *final; /* NULL: not published yet */
};

/* A run is known by its first moment and, of a recording, its id: a log that goes on is the same.
 */
static void put_mark(const struct run_info *info, char mark[static MARK_BYTES])
{
	snprintf(mark, MARK_BYTES, "%s %.200s\n", time_stamp_text(info->start_ns).text,
		 info->run_id ? info->run_id : "");
}

/* "2026-11-26_12-00-05" */
static void put_name(char name[static 20], int64_t end_ns)
{
	struct time_text text = time_stamp_text(end_ns);

	memcpy(name, text.text, 19);
	name[10] = '_';
	name[13] = name[16] = '-';
	name[19] = '\0';
}

static int open_staging(struct result_folder *folder)
{
	char *path;
	int err;

	if (asprintf(&path, "%s/.%s.%d", folder->outdir, folder->base, (int)getpid()) < 0)
		return -ENOMEM;
	err = output_dir_open(path, "--outdir", &folder->owner, &folder->staging);
	free(path);
	return err;
}

int result_folder__open(const char *outdir, const char *tag, const struct run_info *info,
			struct result_folder **folder)
{
	struct result_folder *made = calloc(1, sizeof(*made));
	char name[20];
	int err = -ENOMEM;

	if (!made)
		return err;
	made->outdir = outdir;
	sudo_caller(&made->owner);
	put_mark(info, made->mark);
	put_name(name, info->end_ns);
	if (asprintf(&made->base, "%s_%s", name, tag) >= 0)
		err = open_staging(made);
	else
		made->base = NULL;
	if (!err)
		err = cleanup__watch(made->staging);
	if (err) {
		result_folder__close(made);
		return err;
	}
	*folder = made;
	return 0;
}

struct output_dir *result_folder__dir(const struct result_folder *folder)
{
	return folder->staging;
}

/* Whether the folder holds results of another run. */
static bool is_taken(const struct result_folder *folder, const struct output_dir *dir)
{
	char found[MARK_BYTES] = "";
	int fd = openat(dir->fd, MARK_NAME, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, found, sizeof(found) - 1);

	if (fd >= 0)
		close(fd);
	return n > 0 && strcmp(found, folder->mark) != 0;
}

static int write_mark(const struct result_folder *folder)
{
	int fd = safe_file_open(folder->staging, MARK_NAME), err = 0;
	size_t len = strlen(folder->mark);

	if (fd < 0)
		return fd;
	if (ftruncate(fd, 0) || write(fd, folder->mark, len) != (ssize_t)len)
		err = errno ? -errno : -EIO;
	close(fd);
	if (err)
		output_error(folder->staging, MARK_NAME, err);
	return err;
}

/* Opens and locks the folder of this name. 1: it has another run's results. */
static int try_final(const struct result_folder *folder, unsigned int number,
		     struct output_dir **dir, int *lock)
{
	char *path;
	int err = number > 1 ? asprintf(&path, "%s/%s_%u", folder->outdir, folder->base, number)
			     : asprintf(&path, "%s/%s", folder->outdir, folder->base);

	if (err < 0)
		return -ENOMEM;
	err = output_dir_open(path, "--outdir", &folder->owner, dir);
	free(path);
	if (err)
		return err;
	*lock = openat((*dir)->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*lock >= 0)
		flock(*lock, LOCK_EX);
	if (!is_taken(folder, *dir))
		return 0;
	if (*lock >= 0)
		close(*lock);
	output_dir_close(*dir);
	return 1;
}

typedef int (*name_fn)(const struct result_folder *folder, const struct output_dir *final,
		       const char *name);

static int remove_old(const struct result_folder *folder, const struct output_dir *final,
		      const char *name)
{
	(void)folder;
	if (is_result_name(name))
		unlinkat(final->fd, name, 0);
	return 0;
}

/* Before anything is removed: what is in the way and cannot be replaced. */
static int check_place(const struct result_folder *folder, const struct output_dir *final,
		       const char *name)
{
	struct stat st;

	(void)folder;
	if (fstatat(final->fd, name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISDIR(st.st_mode))
		return 0;
	output_error(final, name, -EISDIR);
	return -EISDIR;
}

static int move_new(const struct result_folder *folder, const struct output_dir *final,
		    const char *name)
{
	int err = renameat(folder->staging->fd, name, final->fd, name) ? -errno : 0;

	if (err)
		output_error(final, name, err);
	return err;
}

static int each_name(const struct result_folder *folder, const struct output_dir *final, int dirfd,
		     name_fn each)
{
	int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), err = 0;
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		err = -errno;
		if (fd >= 0)
			close(fd);
		output_error(final, NULL, err);
		return err;
	}
	while (!err && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			err = each(folder, final, entry->d_name);
	closedir(dir);
	return err;
}

static int move_all(struct result_folder *folder, struct output_dir *final)
{
	int err = each_name(folder, final, folder->staging->fd, check_place);

	if (!err)
		err = each_name(folder, final, final->fd, remove_old);
	if (!err)
		err = each_name(folder, final, folder->staging->fd, move_new);
	return err;
}

int result_folder__publish(struct result_folder *folder)
{
	struct output_dir *final = NULL;
	unsigned int number = 1;
	int err = write_mark(folder), lock = -1;

	if (err)
		return err;
	do
		err = try_final(folder, number, &final, &lock);
	while (err == 1 && number++ < SUFFIXES_MAX);
	if (err == 1) {
		log_error("%s/%s_2 and so on are all taken; choose another folder with --outdir",
			  folder->outdir, folder->base);
		return -EEXIST;
	}
	if (err)
		return err;
	cleanup__hold();
	err = move_all(folder, final);
	folder->final = final;
	cleanup__release();
	if (lock >= 0)
		close(lock);
	return err;
}

const char *result_folder__path(const struct result_folder *folder)
{
	return folder->final ? folder->final->path : folder->staging->path;
}

void result_folder__close(struct result_folder *folder)
{
	if (!folder)
		return;
	if (folder->staging) {
		cleanup__run();
		output_dir_close(folder->staging);
	}
	output_dir_close(folder->final);
	free(folder->base);
	free(folder);
}
