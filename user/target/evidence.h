/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a process's modules tell of its runtime: what return probes could harm, what unwinds or
 * switches stacks and where that can be seen. */
#ifndef MAAP_TARGET_EVIDENCE_H
#define MAAP_TARGET_EVIDENCE_H

#include "../../bpf/event.h"
#include "process.h"

/*
 * What speaks against return probes in a process. A return probe replaces return addresses on the
 * stack. That breaks what reads or moves stacks, and the system call that ends it may be forbidden.
 */
struct exit_evidence {
	bool unwinds;  /* an unwinder or language runtime is mapped: harms all but leaf functions */
	bool switches; /* stacks are switched or moved: the same */
	bool forbids;  /* seccomp, or links that cannot spare a call: harms every function */
	char reason[192]; /* what was seen, for people */
};

/* A function of a runtime at which it can be seen what becomes of a stack. */
struct runtime_site {
	struct module *module;
	char *name;
	uint64_t address; /* in the module's file */
	uint64_t r_debug; /* MAAP_EVIDENCE_MAPPING: address of _r_debug, 0 if unknown */
	enum maap_evidence kind;
};

struct evidence {
	struct exit_evidence exit;
	bool strands; /* there are goroutines or fibers */
	bool fibers;
	struct runtime_site *sites;
	size_t site_count;
};

struct module_traits;
void module_traits__free(struct module_traits *traits);

/*
 * Gathers what the process's modules show now. `sessions`: the links are session links, which can
 * leave a single return alone, as is needed where signal handlers run on stacks of their own.
 * Without them a process is taken for one that
 * unwinds, since it may map what does at any time. Returns 0 or -ENOMEM; free with
 * evidence__free().
 */
int evidence__gather(const struct target *target, const struct process *process, bool sessions,
		     struct evidence *evidence);
void evidence__free(struct evidence *evidence);

/* Adds what `more` shows. Returns 0 or -ENOMEM. */
int evidence__join(struct evidence *evidence, const struct evidence *more);

#endif
