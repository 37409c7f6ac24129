// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "proc_namespace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../util/log.h"

/*
 * In how many PID namespaces we have a number, counted from that of /proc inwards: field NSpid of
 * proc(5). 0: /proc does not show us.
 */
static int count_namespaces(void)
{
	static const char field[] = "NSpid:";
	FILE *file = fopen("/proc/self/status", "re");
	/* Namespaces nest up to 32 deep. */
	char line[512];
	int count = 0;

	if (!file)
		return 0;
	while (!count && fgets(line, sizeof(line), file)) {
		char *rest = line + strlen(field);

		if (strncmp(line, field, strlen(field)))
			continue;
		while (strtok_r(NULL, " \t\n", &rest))
			count++;
	}
	fclose(file);
	return count;
}

int check_proc_namespace(void)
{
	int count = count_namespaces();

	if (count == 1)
		return 0;
	if (count)
		log_error("/proc is that of an outer PID namespace and has other PIDs than this "
			  "one: give this one its own (unshare --mount-proc, or mount -t proc proc "
			  "/proc), or run maap-trace outside");
	else
		log_error("/proc does not show maap-trace itself: mount the one of its PID "
			  "namespace (mount -t proc proc /proc)");
	return -ENOENT;
}
