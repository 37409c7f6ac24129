// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* How each function is probed in each process: at the start, and when libraries come later. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../target/elf_file.h"
#include "../target/launch.h"
#include "../util/log.h"
#include "session_state.h"

static const struct process *process_of(const struct session *session, size_t index)
{
	return session->options->follow ? NULL : &session->targets.target.processes[index];
}

static void name_process(const struct process *process, char *text, size_t size)
{
	if (process)
		snprintf(text, size, "PID %d (%s)", process->pid, process->comm);
	else
		snprintf(text, size, "the traced processes");
}

int session__plan(struct session *session, bool sessions)
{
	const struct options *options = session->options;
	const struct target *target = &session->targets.target;
	size_t count = options->follow ? 1 : target->process_count, good = 0;
	int err = plan_list__add(session->functions, options->args, &session->plans);

	if (err)
		return err;
	session->process_plans = calloc(count, sizeof(*session->process_plans));
	if (!session->process_plans)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		const struct process *process = process_of(session, i);
		char where[128];

		err = process_plan__make(target, process, &session->plans, options->exit_probe,
					 sessions, NULL, &session->process_plans[i]);
		if (err)
			return err;
		session->process_plan_count++;
		if (options->dry_run)
			continue;
		name_process(process, where, sizeof(where));
		good += process_plan__report(&session->process_plans[i], target, process,
					     &session->plans, where);
	}
	if (!good && !options->dry_run && !session->waits) {
		log_error("none of the functions can be traced: nothing is attached");
		return -EINVAL;
	}
	return 0;
}

/* `from`: id of the first function that is new. */
static void report_later(const struct session *session, const struct process_plan *plan,
			 size_t from, const struct process *process, const char *where, int probes)
{
	size_t count = 0;

	process_plan__report(plan, &session->targets.target, process, &session->plans, where);
	for (size_t i = from; i < plan->count; i++)
		count += process_plan__covers(plan, session->functions->items[i]->module) &&
			 plan->choices[i].method != EXIT_REFUSED;
	if (count)
		log_info("%s: tracing %zu function%s more (%d probes)", where, count,
			 count == 1 ? "" : "s", probes);
}

/* What has come may make armed returns harmful. False if they are to be held back still. */
static bool plan_again(struct session *session, size_t index)
{
	struct target *target = &session->targets.target;
	const struct process *process = process_of(session, index);
	struct process_plan *before = &session->process_plans[index], after;
	const struct attachment what = { .target = target,
					 .process = process,
					 .plans = &session->plans,
					 .plan = &after,
					 .before = before,
					 .wish = session->options->exit_probe,
					 .errors = session->options->errors };
	bool sessions = tracer__features(session->tracer)->link == LINK_SESSION;
	size_t changed = 0;
	char where[128];
	int err;

	if (process_plan__make(target, process, &session->plans, what.wish, sessions,
			       session->against_arming, &after))
		return false;
	name_process(process, where, sizeof(where));
	for (size_t i = 0; i < before->count; i++)
		changed += after.choices[i].method != before->choices[i].method;
	err = tracer__attach(session->tracer, &what);
	if (err < 0) {
		process_plan__free(&after);
		/* It has ended meanwhile: no return of it is armed, and others may go on. */
		if (err == -ESRCH)
			return true;
		log_error("%s: could not be planned again: its returns are not armed any more",
			  where);
		return false;
	}
	if (changed) {
		const char *reason = session->against_arming	   ? session->against_arming
				     : *after.evidence.exit.reason ? after.evidence.exit.reason
								   : "another program runs there";

		log_info("%s: %s: %zu function%s observed at the return instructions from now on",
			 where, reason, changed, changed == 1 ? " is" : "s are");
		process_plan__report(&after, target, process, &session->plans, where);
	} else if (after.count > before->count) {
		report_later(session, &after, before->count, process, where, err);
	}
	process_plan__free(before);
	*before = after;
	before->changed = true;
	return true;
}

/* The threads that map go on; then what has no use any more is taken away, which waits for them. */
static void let_go(struct session *session, uint64_t seen)
{
	tracer__release_mappings(session->tracer, seen);
	for (size_t i = 0; i < session->process_plan_count; i++) {
		struct process_plan *plan = &session->process_plans[i];
		const struct attachment what = { .target = &session->targets.target,
						 .process = process_of(session, i),
						 .plans = &session->plans,
						 .plan = plan };

		if (plan->changed)
			tracer__drop_unused(session->tracer, &what);
		plan->changed = false;
	}
}

void session__expect_start(struct session *session)
{
	const struct target *target = &session->targets.target;
	const struct process *command = &target->processes[target->process_count - 1];
	uint64_t address = launch_address(session->targets.launched);
	const struct evidence *evidence =
		&session->process_plans[session->process_plan_count - 1].evidence;

	for (size_t i = 0; i < evidence->site_count; i++) {
		const struct runtime_site *site = &evidence->sites[i];
		uint64_t offset;

		if (site->kind != MAAP_EVIDENCE_MAPPING ||
		    !elf_file__offset_of(site->module->elf, site->address, true, &offset) ||
		    process__address_of(command, site->module, offset) != address)
			continue;
		session->mappings_checked = tracer__mappings_seen(session->tracer) + 1;
		tracer__set_mappings_checked(session->tracer, session->mappings_checked);
	}
}

/*
 * Calls were lost because the kernel cannot arm returns where the program makes them: too deep, or
 * on stacks that nobody told of. Their return instructions can be probed.
 */
static void give_up_arming(struct session *session)
{
	if (session->against_arming || session->options->exit_probe != EXIT_WISH_AUTO ||
	    !tracer__unarmed(session->tracer))
		return;
	session->against_arming = "calls were lost to return probes";
	tracer__hold_arming(session->tracer);
	for (size_t i = 0; i < session->process_plan_count; i++)
		if (!plan_again(session, i))
			session->arming_held = true;
	let_go(session, session->mappings_checked);
}

void session__check_mappings(struct session *session)
{
	struct target *target = &session->targets.target;
	uint64_t seen;
	size_t more = session->child_modules;

	give_up_arming(session);
	seen = tracer__mappings_seen(session->tracer);
	if (seen <= session->mappings_checked)
		return;
	for (size_t i = 0; i < target->process_count; i++) {
		struct process *process = &target->processes[i];
		int count = process__refresh(target, process);
		bool gone = count < 0 && kill(process->pid, 0) && errno == ESRCH;

		session->arming_held |= count < 0 && !gone;
		process->changed = count > 0;
		more += count > 0;
	}
	session->child_modules = 0;
	if (more && session->waits)
		session__take_later(session);
	for (size_t i = 0; i < session->process_plan_count && more; i++)
		if ((session->options->follow || target->processes[i].changed) &&
		    !plan_again(session, i))
			session->arming_held = true;
	session->mappings_checked = seen;
	/* Probes are in; who maps is not held again when nothing is waited for. */
	let_go(session, seen);
	if (!session->arming_held)
		tracer__set_mappings_checked(session->tracer, seen);
	tracer__hold_mappings(session->tracer, session__expects_more(session));
}
