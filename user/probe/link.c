// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link.h"

#include <errno.h>
#include <linux/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define UPROBE_MULTI_RETURN 1 /* BPF_F_UPROBE_MULTI_RETURN */

static const char *const names[LINK_KINDS] = { "session", "multi", "single" };

const char *link_kind_name(enum link_kind kind)
{
	return names[kind];
}

bool link_kind_from_name(const char *name, enum link_kind *kind)
{
	for (size_t i = 0; i < LINK_KINDS; i++)
		if (!strcmp(names[i], name)) {
			*kind = i;
			return true;
		}
	return false;
}

/*
 * The link_create part of union bpf_attr with its uprobe_multi member, which the headers of older
 * systems lack (include/uapi/linux/bpf.h of Linux 6.6).
 */
struct link_create_uprobe_multi {
	uint32_t program_fd;
	uint32_t target_fd;
	uint32_t attach_type;
	uint32_t flags;
	uint64_t path;
	uint64_t offsets;
	uint64_t ref_ctr_offsets;
	uint64_t cookies;
	uint32_t count;
	uint32_t multi_flags;
	uint32_t pid;
	uint32_t pad;
};

int link_create_multi(int program_fd, int attach_type, bool on_return,
		      const struct link_sites *sites)
{
	struct link_create_uprobe_multi attr = {
		.program_fd = program_fd,
		.attach_type = attach_type,
		.path = (uintptr_t)sites->path,
		.offsets = (uintptr_t)sites->offsets,
		.cookies = (uintptr_t)sites->cookies,
		.count = sites->count,
		.multi_flags = on_return ? UPROBE_MULTI_RETURN : 0,
		.pid = sites->pid,
	};
	int fd = syscall(__NR_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));

	return fd >= 0 ? fd : -errno;
}
