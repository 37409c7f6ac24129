// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "privileges.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../util/log.h"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#endif
#ifndef CAP_BPF
#define CAP_BPF 39
#endif

#define BTF_FILE      "/sys/kernel/btf/vmlinux"
#define LOCKDOWN_FILE "/sys/kernel/security/lockdown"
#define USER_NS_FILE  "/proc/self/ns/user"

/* The first user namespace, always: include/uapi/linux/nsfs.h, USER_NS_INIT_INO. */
#define FIRST_USER_NS 0xEFFFFFFDu

static bool have(cap_t caps, cap_value_t cap)
{
	cap_flag_value_t value;

	return !cap_get_flag(caps, cap, CAP_EFFECTIVE, &value) && value == CAP_SET;
}

/* Capabilities of other user namespaces hold within them, and the kernel is not within them. */
static int check_user_namespace(void)
{
	struct stat info;

	if (stat(USER_NS_FILE, &info) || info.st_ino == FIRST_USER_NS)
		return 0;
	log_error("this is a user namespace of its own (a rootless container, unshare --user), "
		  "whose root may not load BPF programs: run maap-trace outside, as the host's "
		  "root, with the PID that the program has there");
	return -EPERM;
}

static int check_capabilities(void)
{
	static const struct {
		cap_value_t cap;
		const char *name, *need;
	} needed[] = {
		{ CAP_BPF, "CAP_BPF", "to load its kernel side" },
		{ CAP_PERFMON, "CAP_PERFMON", "to attach probes" },
		{ CAP_SYS_PTRACE, "CAP_SYS_PTRACE", "to look into other programs" },
		{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN", "to open the files that a program has mapped" },
	};
	cap_t caps = cap_get_proc();
	int err = 0;

	if (!caps)
		return -errno;
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed) && !err; i++) {
		if (have(caps, needed[i].cap))
			continue;
		err = -EPERM;
		if (geteuid())
			log_error("needs root, or the capability %s %s: run it with sudo",
				  needed[i].name, needed[i].need);
		else
			log_error("root here lacks the capability %s, needed %s: run it outside of "
				  "the container or service that dropped it",
				  needed[i].name, needed[i].need);
	}
	cap_free(caps);
	return err;
}

static int check_btf(void)
{
	if (!access(BTF_FILE, R_OK))
		return 0;
	log_error("this kernel has no type information (" BTF_FILE
		  "): run a kernel built with CONFIG_DEBUG_INFO_BTF=y, as Debian 11, Ubuntu 20.10, "
		  "Fedora 31 and later have");
	return -ENOENT;
}

static int check_lockdown(void)
{
	char line[128] = "";
	FILE *file = fopen(LOCKDOWN_FILE, "re");
	bool refused;

	if (!file)
		return 0;
	refused = fgets(line, sizeof(line), file) && strstr(line, "[confidentiality]");
	fclose(file);
	if (!refused)
		return 0;
	log_error("the kernel is locked down (confidentiality) and lets no BPF program read its "
		  "memory: boot with lockdown=integrity or none to trace");
	return -EPERM;
}

int check_privileges(void)
{
	int err = check_user_namespace();

	if (!err)
		err = check_capabilities();
	if (!err)
		err = check_btf();
	if (!err)
		err = check_lockdown();
	return err;
}
