/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads of /proc/PID, see proc(5). */
#ifndef MAAP_TARGET_PROC_FILE_H
#define MAAP_TARGET_PROC_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct proc_stat {
	char comm[64];
	char state;
	unsigned int flags; /* PF_* */
};

struct proc_mapping {
	uint64_t start;
	uint64_t end;
	uint64_t offset;
	bool executable;
	dev_t dev;
	ino_t ino;
	char path[PATH_MAX]; /* may end in " (deleted)" */
};

/* Returns 0 or a negative errno. */
int proc_stat__read(pid_t pid, struct proc_stat *stat);

/* A number of /proc/PID/status by its field's name, -1 if there is none. */
long proc_status_number(pid_t pid, const char *field);

/*
 * The mappings of files, in order of address; the caller frees *maps. Returns their number or a
 * negative errno.
 */
ssize_t proc_mappings__read(pid_t pid, struct proc_mapping **maps);

/* A value of /proc/PID/auxv (AT_BASE, AT_ENTRY, …), 0 if there is none. */
uint64_t proc_auxv_value(pid_t pid, uint64_t type);

#endif
