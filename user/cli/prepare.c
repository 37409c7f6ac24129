// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Everything before the first record. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "../probe/upload.h"
#include "../record/loop.h"
#include "../target/launch.h"
#include "../target/select.h"
#include "../util/log.h"
#include "run_info.h"
#include "session_state.h"

#define EXIT_USAGE 2

/* Returns an exit status. */
static int prepare_target(struct session *session)
{
	const struct options *options = session->options;
	int err = outputs__open_folder(&session->outputs, options);

	if (!err)
		err = targets__open(&session->targets, options);
	if (err)
		return EXIT_FAILURE;
	if (selection__make(&session->targets.target, options->selected,
			    options->function_count + options->error_return_count,
			    options->error_return_count, &session->selection))
		return EXIT_USAGE;
	session->functions = selection__list(session->selection);
	session->waits = selection__expects_more(session->selection);
	return 0;
}

/* Goroutines and fibers need room in the kernel. */
static int look_for_strands(const struct session *session, struct tracer_options *options)
{
	const struct target *target = &session->targets.target;

	for (size_t i = 0; i < target->process_count; i++) {
		struct evidence evidence;
		int err = evidence__gather(target, &target->processes[i], true, &evidence);

		if (err)
			return err;
		options->strands |= evidence.strands;
		options->fibers |= evidence.fibers;
		evidence__free(&evidence);
	}
	return 0;
}

static void sanitize_part(void *sanitizer, const char **text, size_t *len, bool cut)
{
	sanitizer__text(sanitizer, text, len, cut);
}

/* What is captured of each function's values. */
static int prepare_captures(struct session *session, struct tracer_options *options)
{
	struct text_filter filter = { .text = session->options->sanitize_rule_count ? sanitize_part
										    : NULL };
	int err = session__add_captures(session);

	options->plans = session->captures.plan_count + (session->waits ? LATER_PLANS : 0);
	if (!err)
		err = captured_store__new(&session->decoder.captured);
	if (!err)
		err = sanitizer__make(session->options->sanitize_rules,
				      session->options->sanitize_rule_count,
				      session->options->max_arg_characters, &session->sanitizer);
	filter.context = session->sanitizer;
	if (!err)
		err = values__new(&filter, &session->decoder.values);
	return err;
}

static int prepare_kernel(struct session *session)
{
	const struct options *options = session->options;
	struct tracer_options tracer_options = {
		.resources = options->resources,
		.args = options->args,
		.children = options->follow,
		.errors = options->errors,
		.backtrace_bytes = options->backtrace_bytes,
		.ring_bytes = options->ring_bytes,
		.link_forced = options->link_forced,
		.link = options->link,
	};
	const struct drain_handler nobody = { 0 };
	int err = look_for_strands(session, &tracer_options);

	tracer_options.functions =
		session->functions->count + (session->waits ? LATER_FUNCTIONS : 0);

	if (!err && options->args)
		err = prepare_captures(session, &tracer_options);
	if (!err)
		err = tracer__open(&tracer_options, &session->tracer);
	if (!err)
		err = session__plan(session,
				    tracer__features(session->tracer)->link == LINK_SESSION);
	if (!err && options->args)
		err = tracer__set_captures(session->tracer, &session->captures, 0, 0);
	if (!err)
		err = session__set_conditions(session, 0);
	if (!err)
		err = drain__new(session->tracer, &nobody, &session->drain);
	if (!err)
		err = bias__measure(session->tracer, session->drain, &session->bias);
	if (err)
		return err;
	tracer__set_bias(session->tracer, session->bias.bias_ns, session->bias.cost_ns);
	/* The calibration's own losses are nobody's. */
	tracer__read_losses(session->tracer, session->losses);
	tracer__set_min_duration(session->tracer, options->min_duration_ns);
	return 0;
}

static int prepare_records(struct session *session)
{
	const struct options *options = session->options;
	const struct target *target = &session->targets.target;
	uint64_t random;
	int err;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -EIO;
	run_clock__set(&session->clock);
	snprintf(session->run.id, sizeof(session->run.id), "%016lx", (unsigned long)random);
	session->metadata =
		run_metadata(options, tracer__features(session->tracer), &session->bias,
			     &session->clock, target, &session->plans, session->process_plans);
	session->pidfds = calloc(target->process_count, sizeof(*session->pidfds));
	if (!session->metadata || !session->pidfds)
		return -ENOMEM;
	for (size_t i = 0; i < target->process_count; i++) {
		session->pidfds[i] = target->processes[i].pidfd;
		if (process_table__add(&session->processes, target->processes[i].pid, true,
				       options->resources))
			return -ENOMEM;
	}
	session->run.start_epoch_ns = run_clock__epoch_ns(&session->clock, clock__monotonic_ns());
	session->run.physical_memory_bytes =
		(uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	session->run.functions = session->functions;
	session->run.metadata_json = session->metadata;
	session->decoder = (struct decoder){
		.captured = session->decoder.captured,
		.values = session->decoder.values,
		.functions = session->functions,
		.clock = session->clock,
		.run_key = random,
		.resources = options->resources,
		.args = options->args,
		.page_bytes = sysconf(_SC_PAGESIZE),
		.processes = &session->processes,
	};
	err = session__catch_errors(session);
	if (err)
		return err;
	session__listen(session);
	memcpy(session->decoder.bias_ns, session->bias.bias_ns, sizeof(session->bias.bias_ns));
	return outputs__open_sinks(&session->outputs, options, &session->run);
}

/* Returns the number of probes or a negative errno. */
static int attach_probes(struct session *session)
{
	const struct target *target = &session->targets.target;
	struct attachment what = { .target = target,
				   .plans = &session->plans,
				   .wish = session->options->exit_probe,
				   .errors = session->options->errors };
	int probes = 0;

	for (size_t i = 0; i < session->process_plan_count; i++) {
		int err;

		what.process = session->options->follow ? NULL : &target->processes[i];
		what.plan = &session->process_plans[i];
		err = tracer__attach(session->tracer, &what);
		if (err < 0)
			return err;
		if (!err && what.process && !session->waits)
			log_error("PID %d maps none of the files that hold the functions: no "
				  "probes in it",
				  what.process->pid);
		probes += err;
	}
	return probes;
}

/* Links for children hold for every process, as the kernel knows no others. */
static void warn_of_others(const struct session *session)
{
	const struct target *target = &session->targets.target;
	char names[256] = "";
	size_t len = 0;

	for (size_t i = 0; i < target->module_count && len < sizeof(names); i++) {
		bool used = false;

		for (size_t j = 0; j < session->functions->count && !used; j++)
			used = session->functions->items[j]->module == target->modules[i];
		if (used && target->modules[i]->soname)
			len += snprintf(names + len, sizeof(names) - len, "%s%s", len ? ", " : "",
					target->modules[i]->name);
	}
	if (len)
		log_info("--follow: every process that uses %s pays for the breakpoints there "
			 "while this runs",
			 names);
}

static int attach_all(struct session *session)
{
	const struct target *target = &session->targets.target;
	char pids[256] = "";
	size_t len = 0;
	int probes, err = 0;

	for (size_t i = 0; i < target->process_count && !err; i++) {
		err = tracer__watch(session->tracer, target->processes[i].pid);
		if (!err && session->options->errors)
			session__set_error_places(&target->processes[i], session);
		if (len < sizeof(pids))
			len += snprintf(pids + len, sizeof(pids) - len, "%s%d", i ? ", " : "",
					target->processes[i].pid);
	}
	if (err)
		return err;
	if (session->options->follow)
		warn_of_others(session);
	probes = attach_probes(session);
	if (probes < 0)
		return probes;
	tracer__hold_mappings(session->tracer, session__expects_more(session));
	target__go_offline(&session->targets.target);
	tracer__record(session->tracer, true);
	if (session->targets.launched) {
		session__expect_start(session);
		err = launch_release(session->targets.launched);
		if (err) {
			log_error("cannot let the program go: ptrace: %s", strerror(-err));
			return err;
		}
	}
	log_info("tracing %zu function%s (%d probes) in %s", session->functions->count,
		 session->functions->count == 1 ? "" : "s", probes, pids);
	return 0;
}

int session__prepare(const struct options *options, struct session **out)
{
	struct session *session = calloc(1, sizeof(*session));
	int status;

	if (!session)
		return EXIT_FAILURE;
	session->options = options;
	session->signal_fd = loop__open_signals();
	status = session->signal_fd < 0 ? EXIT_FAILURE : prepare_target(session);
	if (!status && (prepare_kernel(session) || prepare_records(session) || attach_all(session)))
		status = EXIT_FAILURE;
	if (status) {
		session__close(session);
		return status;
	}
	*out = session;
	return 0;
}
