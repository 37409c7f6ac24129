// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "process_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../target/go_module.h"
#include "../util/log.h"

/* Code that cannot be read is its own function's misfortune. */
static int refuse(const struct function *function, const char *why, struct probe_plan *plan)
{
	*plan = (struct probe_plan){ .function = function };
	if (asprintf(&plan->refusal, "its code cannot be read: %s", why) >= 0)
		return 0;
	plan->refusal = NULL;
	return -ENOMEM;
}

int plan_list__add(const struct function_list *functions, bool args, struct plan_list *plans)
{
	struct probe_plan *grown;
	int err = 0;

	if (plans->count == functions->count)
		return 0;
	grown = reallocarray(plans->items, functions->count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	plans->items = grown;
	while (plans->count < functions->count && !err) {
		const struct function *function = functions->items[plans->count];
		struct code_map *code = module__code(function->module);

		err = code ? probe_plan__make(code, function, args, &grown[plans->count]) : -ENOMEM;
		if (err && err != -ENOMEM)
			err = refuse(function, strerror(-err), &grown[plans->count]);
		if (err)
			log_error("cannot read the code of %s in %s: %s", function->name,
				  function->module_name, strerror(-err));
		else
			plans->count++;
	}
	return err;
}

void plan_list__free(struct plan_list *plans)
{
	for (size_t i = 0; i < plans->count; i++)
		probe_plan__free(&plans->items[i]);
	free(plans->items);
	*plans = (struct plan_list){ 0 };
}

static int gather(const struct target *target, const struct process *process, bool sessions,
		  struct evidence *evidence)
{
	int err = 0;

	if (process)
		return evidence__gather(target, process, sessions, evidence);
	*evidence = (struct evidence){ 0 };
	for (size_t i = 0; i < target->process_count && !err; i++) {
		struct evidence one;

		err = evidence__gather(target, &target->processes[i], sessions, &one);
		if (!err)
			err = evidence__join(evidence, &one);
		evidence__free(&one);
	}
	return err;
}

/* Whose call it is, is found by way of the thread pointer: a site's cookie has 16 bits for that. */
static void refuse_unknown_goroutines(const struct function *function, struct exit_choice *choice)
{
	const struct go_module *go = function->go ? function->module->go : NULL;

	if (!go || (go->tls_g && go->tls_g == (int16_t)go->tls_g))
		return;
	choice->method = EXIT_REFUSED;
	if (go->tls_g) {
		snprintf(choice->reason, sizeof(choice->reason),
			 "%s keeps its goroutines beyond 32 KiB of thread-local data",
			 function->module_name);
		return;
	}
	snprintf(choice->reason, sizeof(choice->reason),
		 "where the Go library %s keeps its goroutines is known inside the process alone",
		 function->module_name);
}

/* What is only better seen at the return instructions stays armed where they are not all known. */
static void choose_exit(const struct probe_plan *plan, const struct exit_evidence *evidence,
			enum exit_wish wish, const char *against, struct exit_choice *choice)
{
	struct exit_evidence more = { .forbids = true };

	probe_plan__choose_exit(plan, evidence, wish, choice);
	if (against && choice->method == EXIT_RETURN_PROBE && plan->decoded &&
	    !plan->exits_unseen) {
		snprintf(more.reason, sizeof(more.reason), "%s", against);
		probe_plan__choose_exit(plan, &more, wish, choice);
	}
	refuse_unknown_goroutines(plan->function, choice);
}

static int note_modules(const struct target *target, const struct process *process,
			struct process_plan *plan)
{
	plan->modules = calloc(target->module_count, sizeof(*plan->modules));
	if (!plan->modules && target->module_count)
		return -ENOMEM;
	for (size_t i = 0; i < target->module_count; i++) {
		const struct module *module = target->modules[i];

		if (process ? process__maps(process, module) : target__maps(target, module))
			plan->modules[plan->module_count++] = module;
	}
	return 0;
}

bool process_plan__covers(const struct process_plan *plan, const struct module *module)
{
	for (size_t i = 0; i < plan->module_count; i++)
		if (plan->modules[i] == module)
			return true;
	return false;
}

int process_plan__make(const struct target *target, const struct process *process,
		       const struct plan_list *plans, enum exit_wish wish, bool sessions,
		       const char *against, struct process_plan *plan)
{
	int err;

	*plan = (struct process_plan){ .count = plans->count };
	plan->choices = calloc(plans->count, sizeof(*plan->choices));
	if (!plan->choices && plans->count)
		return -ENOMEM;
	err = gather(target, process, sessions, &plan->evidence);
	if (err) {
		process_plan__free(plan);
		return err;
	}
	if (!process && !plan->evidence.exit.unwinds && !plan->evidence.exit.switches) {
		plan->evidence.exit.unwinds = true;
		snprintf(plan->evidence.exit.reason, sizeof(plan->evidence.exit.reason),
			 "children are followed, who may run programs that unwind their stack");
	}
	err = note_modules(target, process, plan);
	if (err) {
		process_plan__free(plan);
		return err;
	}
	for (size_t i = 0; i < plans->count; i++)
		choose_exit(&plans->items[i], &plan->evidence.exit, wish, against,
			    &plan->choices[i]);
	return 0;
}

void process_plan__free(struct process_plan *plan)
{
	evidence__free(&plan->evidence);
	free(plan->choices);
	free(plan->modules);
	*plan = (struct process_plan){ 0 };
}

/* Names functions that may be left unseen: where a return is not armed, that costs exactness. */
static void report_unseen(const struct process_plan *plan, const struct plan_list *plans)
{
	char names[256] = "";
	size_t count = 0, len = 0;

	for (size_t i = 0; i < plan->count; i++) {
		if (plan->choices[i].method != EXIT_INSTRUCTIONS || !plans->items[i].exits_unseen)
			continue;
		if (len < sizeof(names))
			len += snprintf(names + len, sizeof(names) - len, "%s%s", count ? ", " : "",
					plans->items[i].function->name);
		count++;
	}
	if (count)
		log_info("not every exit of %s%s can be seen: calls that leave there end at the "
			 "next traced one (--dry-run tells where)",
			 names, len < sizeof(names) ? "" : "…");
}

size_t process_plan__report(const struct process_plan *plan, const struct target *target,
			    const struct process *process, const struct plan_list *plans,
			    const char *where)
{
	size_t good = 0, dangerous = 0, first = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct function *function = plans->items[i].function;
		const struct exit_choice *choice = &plan->choices[i];

		if (process ? !process__maps(process, function->module)
			    : !target__maps(target, function->module))
			continue;
		if (choice->method == EXIT_REFUSED) {
			log_error("%s in %s is left out: %s", function->name, function->module_name,
				  choice->reason);
			continue;
		}
		if (choice->dangerous && !dangerous++)
			first = i;
		good++;
	}
	report_unseen(plan, plans);
	if (dangerous)
		log_error("warning: return probes could kill %s: %s", where,
			  plan->choices[first].reason);
	return good;
}
