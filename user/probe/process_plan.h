/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The plans of all functions, and what becomes of them in one process. */
#ifndef MAAP_PROBE_PROCESS_PLAN_H
#define MAAP_PROBE_PROCESS_PLAN_H

#include "../target/evidence.h"
#include "plan.h"

struct plan_list {
	struct probe_plan *items; /* by function id */
	size_t count;
};

/*
 * Plans every function that is not among them yet. `args`: argument registers are captured. All
 * zero to begin with. Returns 0 or a negative errno (logged).
 */
int plan_list__add(const struct function_list *functions, bool args, struct plan_list *plans);
void plan_list__free(struct plan_list *plans);

struct process_plan {
	struct evidence evidence;
	struct exit_choice *choices; /* by function id */
	size_t count;
	const struct module **modules; /* that the process mapped at that time */
	size_t module_count;
	bool changed; /* attached where another was: that one's probes are still in */
};

/*
 * How returns are observed in a process; NULL: one way for all processes of the target, as is
 * needed where children are followed: what they will run is not known, so returns are armed for
 * leaf functions alone. `against`: a reason to arm none whose exits are all known, NULL if there is
 * none. Returns 0 or -ENOMEM; free with process_plan__free().
 */
int process_plan__make(const struct target *target, const struct process *process,
		       const struct plan_list *plans, enum exit_wish wish, bool sessions,
		       const char *against, struct process_plan *plan);
void process_plan__free(struct process_plan *plan);

/* Whether the process mapped the module when this was planned. */
bool process_plan__covers(const struct process_plan *plan, const struct module *module);

/*
 * Tells what cannot be traced in the process, or is dangerous there, one line each; `where` names
 * it, such as "PID 7 (nginx)". Returns how many functions of modules that it maps can be traced.
 */
size_t process_plan__report(const struct process_plan *plan, const struct target *target,
			    const struct process *process, const struct plan_list *plans,
			    const char *where);

#endif
