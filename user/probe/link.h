/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Kernel links that hold breakpoints, in the three kinds that kernels know. */
#ifndef MAAP_PROBE_LINK_H
#define MAAP_PROBE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum link_kind {
	LINK_SESSION, /* one program and one link for entry and return, kernel 6.13 */
	LINK_MULTI,   /* many places a link, one link for entry and one for return, kernel 6.6 */
	LINK_SINGLE,  /* a perf event a place, kernel 5.15 for cookies */
	LINK_KINDS,
};

/* enum bpf_attach_type of kernels newer than our libbpf. */
#define ATTACH_UPROBE_MULTI   48
#define ATTACH_UPROBE_SESSION 57

/* "session", "multi", "single". Static storage. */
const char *link_kind_name(enum link_kind kind);

/* The kind of that name; false if there is none. */
bool link_kind_from_name(const char *name, enum link_kind *kind);

/* Places in one file, for one process. */
struct link_sites {
	const char *path;
	pid_t pid;
	const unsigned long *offsets;
	const uint64_t *cookies;
	size_t count;
};

/*
 * Attaches a program to all the sites with one uprobe_multi link: `attach_type` is
 * ATTACH_UPROBE_MULTI or ATTACH_UPROBE_SESSION, `on_return` for the former only. Returns the link's
 * file descriptor or a negative errno.
 */
int link_create_multi(int program_fd, int attach_type, bool on_return,
		      const struct link_sites *sites);

#endif
