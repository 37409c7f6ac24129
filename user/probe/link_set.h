/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The links that hold breakpoints, by process and group, to be taken away again. Used by attach.c.
 */
#ifndef MAAP_PROBE_LINK_SET_H
#define MAAP_PROBE_LINK_SET_H

#include "link.h"
#include "sites.h"

struct bpf_link;
struct bpf_program;

struct attached {
	int fd;		       /* uprobe_multi link, or -1 */
	struct bpf_link *perf; /* single link, or NULL */
	pid_t pid;	       /* of its process, 0: all */
	enum site_group group;
};

/* Begins as zeroes. */
struct link_set {
	struct attached *items;
	size_t count;
};

/*
 * Attaches the program to all the sites, with one link or, for LINK_SINGLE, one each. Returns 0 or
 * a negative errno; some of the single ones may be in then.
 */
int link_set__attach(struct link_set *set, enum link_kind kind, struct bpf_program *program,
		     bool on_return, const struct link_sites *sites, enum site_group group);

/* Takes away the links of a process's group. */
void link_set__drop(struct link_set *set, pid_t pid, enum site_group group);

/* Takes all away, in no particular order. */
void link_set__drop_all(struct link_set *set);

#endif
