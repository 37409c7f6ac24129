// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "task_iter.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <unistd.h>

/* The programs write nothing to read; reading is what drives them. */
static int read_to_end(int fd)
{
	char unused[64];
	ssize_t len;

	do
		len = read(fd, unused, sizeof(unused));
	while (len > 0 || (len < 0 && (errno == EAGAIN || errno == EINTR)));
	return len < 0 ? -errno : 0;
}

int task_iter__run(struct bpf_program *program)
{
	struct bpf_link *link = bpf_program__attach_iter(program, NULL);
	int fd, err;

	if (!link)
		return -errno;
	fd = bpf_iter_create(bpf_link__fd(link));
	if (fd < 0) {
		err = -errno;
	} else {
		err = read_to_end(fd);
		close(fd);
	}
	bpf_link__destroy(link);
	return err;
}
