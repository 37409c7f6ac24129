/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From plans to the breakpoints of one module in one process, by what handles them. */
#ifndef MAAP_PROBE_SITES_H
#define MAAP_PROBE_SITES_H

#include "process_plan.h"

enum site_group {
	GROUP_CODE,	/* entries and exits in the code itself */
	GROUP_HARMLESS, /* entries with an armed return that nothing can unwind through */
	GROUP_ARMED,	/* entries with an armed return, as long as the process stays as it is */
	GROUP_EVIDENCE, /* what the runtime does to stacks */
	GROUPS,
};

struct site_list {
	unsigned long *offsets;
	uint64_t *cookies;
	size_t count;
	size_t room;
};

struct module_sites {
	struct site_list groups[GROUPS];
	size_t probes; /* breakpoints of traced functions: entries, returns, exits */
};

/*
 * The sites of the functions in `module`. With `before`, only of functions that were armed by that
 * plan and are not any more. Returns 0 or -ENOMEM; free with module_sites__free() in any case.
 */
int module_sites__make(const struct module *module, const struct plan_list *plans,
		       const struct process_plan *plan, const struct process_plan *before,
		       enum exit_wish wish, struct module_sites *sites);
void module_sites__free(struct module_sites *sites);

/* Adds the module's evidence sites, with `errors` those that tell of them. Returns 0 or a negative
 * errno. */
int module_sites__add_evidence(struct module_sites *sites, struct module *module,
			       const struct process_plan *plan, bool errors);

#endif
