// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dry_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "../probe/plan_text.h"
#include "../probe/process_plan.h"
#include "../target/select.h"
#include "../util/log.h"
#include "targets.h"

#define EXIT_USAGE 2

static void print_header(const struct process *process, const struct evidence *evidence)
{
	printf("PID %d (%s)", process->pid, process->comm);
	if (*evidence->exit.reason)
		printf(": %s", evidence->exit.reason);
	putchar('\n');
}

static int print_process(const struct target *target, const struct process *process,
			 const struct plan_list *plans, enum exit_wish wish, bool sessions,
			 bool follow)
{
	struct process_plan plan;
	char where[128];
	int err = process_plan__make(target, follow ? NULL : process, plans, wish, sessions, NULL,
				     &plan);

	if (err)
		return err;
	print_header(process, &plan.evidence);
	snprintf(where, sizeof(where), "PID %d (%s)", process->pid, process->comm);
	process_plan__report(&plan, target, process, plans, where);
	for (size_t i = 0; i < plans->count && !err; i++)
		if (process__maps(process, plans->items[i].function->module))
			err = plan_text__print(stdout, &plans->items[i], &plan.choices[i]);
	process_plan__free(&plan);
	return err;
}

static int print_all(const struct options *options, const struct target *target,
		     const struct function_list *functions)
{
	/* What session links are for is to leave single returns alone: assumed unless asked. */
	bool sessions = !options->link_forced || options->link == LINK_SESSION;
	struct plan_list plans = { 0 };
	int err = plan_list__add(functions, options->args, &plans);

	for (size_t i = 0; i < target->process_count && !err; i++)
		err = print_process(target, &target->processes[i], &plans, options->exit_probe,
				    sessions, options->follow);
	plan_list__free(&plans);
	if (!err && fflush(stdout))
		err = -1;
	return err ? EXIT_FAILURE : 0;
}

int dry_run(const struct options *options)
{
	struct targets targets;
	struct function_list functions;
	int status = EXIT_FAILURE;

	if (targets__open(&targets, options))
		return status;
	if (select_functions(&targets.target, options->selected,
			     options->function_count + options->error_return_count,
			     options->error_return_count, &functions)) {
		status = EXIT_USAGE;
	} else {
		status = print_all(options, &targets.target, &functions);
		function_list__free(&functions);
	}
	targets__close(&targets);
	return status;
}
