// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Memory that only answers when somebody in user space brings it, and nobody does: whoever reads
 * there waits for ever. The program only hands out the address.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *kept;

__attribute__((noinline, noipa)) int keep(const char *text)
{
	kept = text;
	return text != NULL;
}

int main(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char line[64];

	setvbuf(stdout, NULL, _IOLBF, 0);
	range.range.start = (unsigned long)pages;
	range.range.len = 8192;
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &range)) {
		puts("unable");
		return 77;
	}
	printf("ready %d\n", getpid());
	if (!fgets(line, sizeof(line), stdin))
		return 1;
	keep(pages);
	puts("done");
	return 0;
}
