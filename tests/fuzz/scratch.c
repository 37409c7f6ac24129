// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "support.h"

#define SEPARATOR 0x1e

static const struct {
	char letter;
	const char *name;
} file_names[] = {
	{ '0', "timing.log" },	    { '1', "timing.log.1" },	   { '2', "timing.log.2" },
	{ 'z', "timing.log.3.gz" }, { 'g', "timing.log.4.gz" },	   { 'e', "error.log" },
	{ 'f', "error.log.1" },	    { 'c', "timing_results.csv" },
};

static char path[4096];
static int folder_fd = -1;

static void remove_folder(void)
{
	char command[sizeof(path) + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	if (system(command))
		fprintf(stderr, "%s stays\n", path);
}

static void make_folder(void)
{
	const char *base = getenv("TMPDIR");

	if (!base)
		base = access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
	snprintf(path, sizeof(path), "%s/maap-fuzz-XXXXXX", base);
	CHECK(mkdtemp(path));
	folder_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CHECK(folder_fd >= 0);
	atexit(remove_folder);
}

const char *scratch_path(void)
{
	if (folder_fd < 0)
		make_folder();
	return path;
}

int scratch_fd(void)
{
	scratch_path();
	return folder_fd;
}

void scratch_write(const char *name, const void *bytes, size_t len)
{
	int fd = openat(scratch_fd(), name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	CHECK(fd >= 0);
	CHECK(write(fd, bytes, len) == (ssize_t)len);
	close(fd);
}

void scratch_write_packed(const char *name, const void *bytes, size_t len)
{
	int fd = openat(scratch_fd(), name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	gzFile gz = gzdopen(fd, "wb1");

	CHECK(gz);
	CHECK(gzwrite(gz, bytes, len) == (int)len);
	gzclose(gz);
}

char *scratch_read(int dirfd, const char *name, size_t *len)
{
	int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *text;

	CHECK(fd >= 0 && !fstat(fd, &st));
	text = malloc(st.st_size + 1);
	CHECK(read(fd, text, st.st_size) == st.st_size);
	text[st.st_size] = '\0';
	close(fd);
	*len = st.st_size;
	return text;
}

static void write_part(char letter, const char *bytes, size_t len)
{
	for (size_t i = 0; i < ARRAY_LEN(file_names); i++) {
		if (file_names[i].letter != letter)
			continue;
		if (letter == 'z')
			scratch_write_packed(file_names[i].name, bytes, len);
		else
			scratch_write(file_names[i].name, bytes, len);
	}
}

void scratch_fill(const char *data, size_t size)
{
	const char *end = data + size, *next;

	for (size_t i = 0; i < ARRAY_LEN(file_names); i++)
		unlinkat(scratch_fd(), file_names[i].name, 0);
	for (; data < end; data = next ? next + 1 : end) {
		next = memchr(data, SEPARATOR, end - data);
		write_part(*data, data + 1,
			   next && next > data ? next - data - 1
			   : next	       ? 0
					       : end - data - 1);
	}
}
