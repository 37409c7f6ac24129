// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "vdso.h"

#include <elf.h>
#include <errno.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../util/write_all.h"

int vdso_file(void)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)getauxval(AT_SYSINFO_EHDR);
	int fd, err;

	if (!header)
		return -ENOENT;
	fd = memfd_create("vdso", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Its sections' headers come last. */
	err = write_all(fd, (const char *)header,
			header->e_shoff + (size_t)header->e_shnum * header->e_shentsize, NULL);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}
