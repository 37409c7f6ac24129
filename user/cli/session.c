// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../probe/attach.h"
#include "../probe/plan.h"
#include "../record/bias.h"
#include "../record/decode_event.h"
#include "../record/drain.h"
#include "../record/loop.h"
#include "../target/launch.h"
#include "../target/select.h"
#include "../util/log.h"
#include "outputs.h"
#include "run_info.h"
#include "targets.h"

#define EXIT_USAGE     2
#define LOSS_PERIOD_NS 1000000000ull

struct session {
	const struct options *options;
	int signal_fd;
	struct targets targets;
	struct function_list functions;
	struct tracer *tracer;
	struct drain *drain;
	struct bias bias;
	struct run_clock clock;
	struct run run;
	char *metadata;
	struct outputs outputs;
	struct decoder decoder;
	struct process_stats **stats; /* by target.processes */
	pid_t *pids;		      /* by target.processes */
	int *pidfds;		      /* by target.processes */
	uint64_t calls;
	uint64_t calls_by_class[MAAP_COST_CLASSES];
	uint64_t losses[MAAP_LOSS_KERNEL_REASONS]; /* told to the sinks */
	uint64_t losses_read_ns;
	uint64_t sampled_ns;
	int write_error;
	bool command_ended;
	int command_status; /* as waitpid gives it */
};

static void on_call(const struct call_event *event, void *context)
{
	struct session *session = context;
	const struct options *options = session->options;
	const struct function *function;
	struct call call;
	int err;

	if (options->max_calls && session->calls >= options->max_calls)
		return;
	if (!decoder__decode(&session->decoder, event, &call))
		return;
	session->calls++;
	function = call.function;
	session->calls_by_class[probe_cost_class(function->code, sizeof(function->code))]++;
	/* Offered even when writing has failed: the sinks count what they could not write. */
	err = session->outputs.all->call(session->outputs.all, &call);
	if (err && !session->write_error)
		session->write_error = err;
}

static void on_exec(const struct exec_event *event, void *context)
{
	(void)context;
	log_info("PID %u executes another program: only functions of files that were probed in the "
		 "old one are seen in it",
		 event->tgid);
}

static void on_target_end(size_t index, void *context)
{
	struct session *session = context;

	log_verbose("PID %d has ended", session->pids[index]);
}

static void report_losses(struct session *session)
{
	uint64_t counts[MAAP_LOSS_KERNEL_REASONS];

	tracer__read_losses(session->tracer, counts);
	for (int reason = 0; reason < MAAP_LOSS_KERNEL_REASONS; reason++) {
		struct loss loss = {
			.reason = reason,
			.count = counts[reason] - session->losses[reason],
			.epoch_ns = run_clock__epoch_ns(&session->clock, clock__monotonic_ns()),
		};

		if (!loss.count)
			continue;
		session->losses[reason] = counts[reason];
		session->outputs.all->loss(session->outputs.all, &loss);
	}
}

static void take_samples(struct session *session)
{
	for (size_t i = 0; i < session->decoder.process_count; i++)
		process_stats__sample(session->stats[i]);
}

static bool on_tick(void *context)
{
	struct session *session = context;
	const struct options *options = session->options;
	uint64_t now = clock__monotonic_ns();
	int err;

	if (options->resources && now - session->sampled_ns >= PROCESS_SAMPLE_PERIOD_NS) {
		take_samples(session);
		session->sampled_ns = now;
	}
	if (now - session->losses_read_ns >= LOSS_PERIOD_NS) {
		report_losses(session);
		session->losses_read_ns = now;
	}
	if (session->targets.launched && !session->command_ended)
		session->command_ended =
			launch_has_ended(session->targets.launched, &session->command_status);
	err = session->outputs.all->flush(session->outputs.all);
	if (err && !session->write_error)
		session->write_error = err;
	return session->write_error || (options->max_calls && session->calls >= options->max_calls);
}

/* Returns an exit status. */
static int prepare_target(struct session *session)
{
	const struct options *options = session->options;
	int err = outputs__open_folder(&session->outputs, options);

	if (!err)
		err = targets__open(&session->targets, options);
	if (err)
		return EXIT_FAILURE;
	if (select_functions(&session->targets.target, options->functions, options->function_count,
			     &session->functions))
		return EXIT_USAGE;
	return 0;
}

static int prepare_kernel(struct session *session)
{
	const struct options *options = session->options;
	const struct tracer_options tracer_options = {
		.resources = options->resources,
		.args = options->args,
		.ring_bytes = options->ring_bytes,
		.link_forced = options->link_forced,
		.link = options->link,
	};
	const struct drain_handler handler = { .call = on_call,
					       .exec = on_exec,
					       .context = session };
	int err = tracer__open(&tracer_options, &session->tracer);

	if (!err)
		err = targets__check_hazards(&session->targets, options,
					     tracer__features(session->tracer)->link);
	if (!err)
		err = drain__new(session->tracer, &handler, &session->drain);
	if (!err)
		err = bias__measure(session->tracer, session->drain, &session->bias);
	if (err)
		return err;
	tracer__set_bias(session->tracer, session->bias.bias_ns, session->bias.cost_ns);
	tracer__set_min_duration(session->tracer, options->min_duration_ns);
	drain__set_handler(session->drain, &handler);
	return 0;
}

static int prepare_records(struct session *session)
{
	const struct options *options = session->options;
	const struct target *target = &session->targets.target;
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return -EIO;
	run_clock__set(&session->clock);
	snprintf(session->run.id, sizeof(session->run.id), "%016lx", (unsigned long)random);
	session->metadata = run_metadata(options, tracer__features(session->tracer), &session->bias,
					 &session->clock, target, &session->functions);
	session->stats = calloc(target->process_count, sizeof(*session->stats));
	session->pids = calloc(target->process_count, sizeof(*session->pids));
	session->pidfds = calloc(target->process_count, sizeof(*session->pidfds));
	if (!session->metadata || !session->stats || !session->pids || !session->pidfds)
		return -ENOMEM;
	for (size_t i = 0; i < target->process_count; i++) {
		session->pids[i] = target->processes[i].pid;
		session->pidfds[i] = target->processes[i].pidfd;
		session->stats[i] = process_stats__new(session->pids[i]);
		if (!session->stats[i])
			return -ENOMEM;
	}
	session->run.start_epoch_ns = run_clock__epoch_ns(&session->clock, clock__monotonic_ns());
	session->run.physical_memory_bytes =
		(uint64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	session->run.functions = &session->functions;
	session->run.metadata_json = session->metadata;
	session->decoder = (struct decoder){
		.functions = &session->functions,
		.clock = session->clock,
		.run_key = random,
		.resources = options->resources,
		.args = options->args,
		.page_bytes = sysconf(_SC_PAGESIZE),
		.stats = session->stats,
		.pids = session->pids,
		.process_count = target->process_count,
	};
	memcpy(session->decoder.bias_ns, session->bias.bias_ns, sizeof(session->bias.bias_ns));
	return outputs__open_sinks(&session->outputs, options, &session->run);
}

static int attach_all(struct session *session)
{
	const struct target *target = &session->targets.target;
	char pids[256] = "";
	size_t len = 0;
	int probes = 0;

	for (size_t i = 0; i < target->process_count; i++) {
		int err = tracer__watch(session->tracer, target->processes[i].pid);

		if (!err)
			err = tracer__attach(session->tracer, &target->processes[i],
					     &session->functions);
		if (err < 0)
			return err;
		probes += err;
		if (len < sizeof(pids))
			len += snprintf(pids + len, sizeof(pids) - len, "%s%d", i ? ", " : "",
					target->processes[i].pid);
	}
	tracer__record(session->tracer, true);
	if (session->targets.launched) {
		int err = launch_release(session->targets.launched);

		if (err) {
			log_error("cannot let the program go: ptrace: %s", strerror(-err));
			return err;
		}
	}
	log_info("tracing %zu function%s (%d probes) in %s", session->functions.count,
		 session->functions.count == 1 ? "" : "s", probes, pids);
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

void session__run(struct session *session)
{
	const struct loop loop = {
		.drain = session->drain,
		.pidfds = session->pidfds,
		.pidfd_count = session->targets.target.process_count,
		.signal_fd = session->signal_fd,
		.duration_ns = session->options->duration_ns,
		.tick = on_tick,
		.ended = on_target_end,
		.context = session,
	};

	loop__run(&loop);
}

/* What one traced call costs, by the kinds of calls that there were. */
static uint64_t overhead_per_call(const struct session *session)
{
	uint64_t calls = 0, cost = 0;

	for (int i = 0; i < MAAP_COST_CLASSES; i++) {
		calls += session->calls_by_class[i];
		cost += session->calls_by_class[i] * session->bias.cost_ns[i];
	}
	return calls ? cost / calls : session->bias.cost_ns[MAAP_COST_FAST];
}

/* The command has it from here: its end is awaited, a further Ctrl-C or SIGTERM is for it. */
static void await_command(struct session *session)
{
	pid_t pid = session->targets.launched;
	struct pollfd polled[] = {
		{ .fd = session->pidfds[session->targets.target.process_count - 1],
		  .events = POLLIN },
		{ .fd = session->signal_fd, .events = POLLIN },
	};

	while (!session->command_ended) {
		int sig;

		session->command_ended = launch_has_ended(pid, &session->command_status);
		if (session->command_ended || poll(polled, 2, 100) <= 0)
			continue;
		sig = loop__take_signal(session->signal_fd);
		if (sig)
			kill(-pid, sig);
	}
	launch_reclaim_terminal(pid);
}

int session__finish(struct session *session)
{
	int err;

	tracer__record(session->tracer, false);
	tracer__detach(session->tracer);
	while (drain__consume(session->drain) == -EAGAIN)
		;
	err = tracer__end_open_calls(session->tracer);
	if (err)
		log_error("calls that are still open could not be collected: %s", strerror(-err));
	while (drain__consume(session->drain) == -EAGAIN)
		;
	report_losses(session);
	log_verbose("real time moved by %ld ns against the monotonic clock",
		    (long)run_clock__drift_ns(&session->clock));
	err = outputs__finish(&session->outputs, session->options, overhead_per_call(session));
	if (err && !session->write_error)
		session->write_error = err;
	if (session->targets.launched) {
		await_command(session);
		session->targets.launched = 0;
		if (session->write_error)
			return 1;
		return WIFEXITED(session->command_status) ? WEXITSTATUS(session->command_status)
							  : 128 + WTERMSIG(session->command_status);
	}
	return session->write_error ? 1 : 0;
}

void session__close(struct session *session)
{
	drain__free(session->drain);
	tracer__close(session->tracer);
	outputs__close(&session->outputs);
	for (size_t i = 0; session->stats && i < session->targets.target.process_count; i++)
		process_stats__free(session->stats[i]);
	free(session->stats);
	free(session->pids);
	free(session->pidfds);
	free(session->metadata);
	function_list__free(&session->functions);
	targets__close(&session->targets);
	if (session->signal_fd >= 0)
		close(session->signal_fd);
	free(session);
}
