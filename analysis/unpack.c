// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "../user/util/write_all.h"

#define BLOCK_BYTES (256 << 10)

static int nameless_file(void)
{
	const char *const folders[] = { getenv("TMPDIR"), "/tmp", "/var/tmp" };
	int fd = -1;

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders) && fd < 0; i++)
		if (folders[i] && *folders[i])
			fd = open(folders[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

static int copy(gzFile gz, int to, uint64_t *size, bool *damaged)
{
	char *block = malloc(BLOCK_BYTES);
	int n, err = block ? 0 : -ENOMEM, zerr;

	*size = 0;
	while (!err && (n = gzread(gz, block, BLOCK_BYTES)) > 0) {
		err = write_all(to, block, n, NULL);
		*size += n;
	}
	free(block);
	gzerror(gz, &zerr);
	*damaged = zerr != Z_OK && zerr != Z_STREAM_END;
	return zerr == Z_ERRNO && !err ? -errno : err;
}

int unpack_gzip(int packed, int *unpacked, uint64_t *size, bool *damaged)
{
	int fd = nameless_file(), from, err;
	gzFile gz;

	if (fd < 0)
		return fd;
	from = dup(packed);
	gz = from < 0 ? NULL : gzdopen(from, "rb");
	if (!gz) {
		if (from >= 0)
			close(from);
		close(fd);
		return -ENOMEM;
	}
	gzbuffer(gz, BLOCK_BYTES);
	err = copy(gz, fd, size, damaged);
	gzclose_r(gz);
	if (err)
		close(fd);
	else
		*unpacked = fd;
	return err;
}
