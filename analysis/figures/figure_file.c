// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "figure_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int figure_file__inheritable(int fd)
{
	int high;

	if (fd < 0 || fd > STDERR_FILENO)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	close(fd);
	return high;
}

int figure_file__open(const struct output_dir *folder, const char *name)
{
	int fd = safe_file_open(folder, name);

	if (fd < 0)
		return fd;
	fd = figure_file__inheritable(fd);
	if (fd < 0 || ftruncate(fd, 0)) {
		int err = -errno;

		output_error(folder, name, err);
		if (fd >= 0)
			close(fd);
		return err;
	}
	return fd;
}

bool figure_file__is_complete(int fd, enum figure_format format)
{
	static const char png[] = "IEND\xae\x42\x60\x82", svg[] = "</svg>\n\n";
	const char *ending = format == FIGURE_PNG ? png : svg;
	size_t len = strlen(ending);
	char found[16];
	struct stat st;

	return !fstat(fd, &st) && st.st_size > (off_t)len &&
	       pread(fd, found, len, st.st_size - len) == (ssize_t)len &&
	       !memcmp(found, ending, len);
}
