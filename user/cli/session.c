// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../record/loop.h"
#include "../target/launch.h"
#include "../target/proc_file.h"
#include "../target/select.h"
#include "../util/log.h"
#include "session_state.h"

#define LOSS_PERIOD_NS 1000000000ull

static void on_call(const struct call_event *event, void *context)
{
	struct session *session = context;
	const struct options *options = session->options;
	struct call call;
	int err;

	if (options->max_calls && session->calls >= options->max_calls)
		return;
	sanitizer__begin(session->sanitizer);
	if (!decoder__decode(&session->decoder, event, &call))
		return;
	session->calls++;
	session->calls_by_class[call.cost_class]++;
	session->capture_ns += call.capture_ns;
	session->captures_lost += (event->flags & MAAP_CAPTURE_LOST) != 0;
	/* Before anything of it gets anywhere. */
	sanitizer__values(session->sanitizer, call.arguments, call.argument_count);
	if (call.result)
		sanitizer__value(session->sanitizer, call.result);
	session__note_call(session, &call);
	/* Offered even when writing has failed: the sinks count what they could not write. */
	err = session->outputs.all->call(session->outputs.all, &call);
	if (err && !session->write_error)
		session->write_error = err;
}

static void on_exec(const struct exec_event *event, void *context)
{
	struct session *session = context;

	session__note_exec(session, event->tgid);
	/* Followed everywhere, it is seen whatever it executes. */
	if (session->options->follow)
		log_verbose("PID %u executes another program", event->tgid);
	else if (event->by_thread)
		log_error("PID %u executes another program, from a thread: its calls are not seen "
			  "any more",
			  event->tgid);
	else
		log_info("PID %u executes another program: only functions of files that were "
			 "probed in the "
			 "old one are seen in it",
			 event->tgid);
}

static void on_capture(const struct capture_event *event, void *context)
{
	struct session *session = context;

	/* Without memory the call says that its arguments are lost. */
	captured_store__add(session->decoder.captured, event);
}

static void on_process(const struct process_event *event, void *context)
{
	struct session *session = context;

	session__note_process(session, event);
	switch (event->type) {
	case MAAP_EVENT_FORK:
		log_verbose("PID %u has started PID %u", event->parent, event->tgid);
		if (process_table__add(&session->processes, event->tgid, false,
				       session->options->resources))
			log_error("no memory for what PID %u is like", event->tgid);
		break;
	case MAAP_EVENT_EXIT:
		process_table__remove_child(&session->processes, event->tgid);
		if (session->decoder.captured)
			captured_store__forget(session->decoder.captured, event->tgid);
		break;
	default: /* MAAP_EVENT_MAPPING: targets are looked at after this round of events */
		if (session->options->follow)
			session__note_child(session, event->tgid);
		break;
	}
}

static size_t count_children(void *context)
{
	const struct session *session = context;

	return session->processes.count - session->processes.target_count;
}

static void on_error(const struct error_event *event, void *context)
{
	struct session *session = context;

	errors__add(session->errors, event);
}

static void on_error_fork(const struct process_event *event, void *context)
{
	session__note_fork(context, event);
}

static void on_target_end(size_t index, void *context)
{
	struct session *session = context;

	log_verbose("PID %d has ended", session->processes.items[index].pid);
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

/*
 * A perf event stands for the main thread: when that ends before the others, the kernel takes the
 * probes away from a process that still calls.
 */
static void watch_main_threads(struct session *session)
{
	if (tracer__features(session->tracer)->link != LINK_SINGLE)
		return;
	for (size_t i = 0; i < session->processes.target_count; i++) {
		struct traced_process *process = &session->processes.items[i];
		struct proc_stat stat;

		if (process->blind || proc_stat__read(process->pid, &stat) || stat.state != 'Z' ||
		    proc_status_number(process->pid, "Threads") < 2)
			continue;
		process->blind = true;
		log_error("PID %d: its main thread has ended, single links do not see its other "
			  "threads' calls any more",
			  process->pid);
	}
}

static bool on_tick(void *context)
{
	struct session *session = context;
	const struct options *options = session->options;
	uint64_t now = clock__monotonic_ns();
	int err;

	session__check_mappings(session);
	address_spaces__refresh(session->spaces);
	if (options->resources && now - session->sampled_ns >= PROCESS_SAMPLE_PERIOD_NS) {
		process_table__sample(&session->processes);
		session->sampled_ns = now;
	}
	if (now - session->losses_read_ns >= LOSS_PERIOD_NS) {
		report_losses(session);
		watch_main_threads(session);
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

void session__listen(struct session *session)
{
	const struct drain_handler handler = {
		.call = on_call,
		.exec = on_exec,
		.process = on_process,
		.capture = session->options->args ? on_capture : NULL,
		.error = session->errors ? on_error : NULL,
		.fork = session->errors ? on_error_fork : NULL,
		.context = session,
	};

	drain__set_handler(session->drain, &handler);
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
		.children = session->options->follow ? count_children : NULL,
		.context = session,
	};

	loop__run(&loop);
}

/* What one traced call costs, by the kinds of calls that there were. */
static uint64_t overhead_per_call(const struct session *session)
{
	uint64_t calls = 0, cost = session->capture_ns;

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
			launch_signal(pid, sig);
	}
	launch_reclaim_terminal(pid);
}

int session__finish(struct session *session)
{
	struct summary_facts facts;
	int err;

	tracer__record(session->tracer, false);
	tracer__hold_mappings(session->tracer, false);
	tracer__detach(session->tracer);
	while (drain__consume(session->drain) == -EAGAIN)
		;
	err = tracer__end_open_calls(session->tracer);
	if (err)
		log_error("calls that are still open could not be collected: %s", strerror(-err));
	while (drain__consume(session->drain) == -EAGAIN)
		;
	if (session->errors)
		errors__finish(session->errors);
	report_losses(session);
	session__report_waiting(session);
	if (session->captures_lost)
		log_error(
			"of %lu calls not all values are known: the ring buffer was full, they say "
			"<lost>",
			(unsigned long)session->captures_lost);
	if (tracer__children_missed(session->tracer))
		log_error("%lu child processes were not traced: more than %d at once",
			  (unsigned long)tracer__children_missed(session->tracer),
			  MAAP_MAX_PROCESSES);
	facts = (struct summary_facts){
		.overhead_ns = overhead_per_call(session),
		.catches_errors = session->options->errors,
		.raised_outside = tracer__raised_outside(session->tracer),
		.errors_lost = tracer__errors_lost(session->tracer) +
			       (session->errors ? errors__unknown(session->errors) : 0),
	};
	log_verbose("real time moved by %ld ns against the monotonic clock",
		    (long)run_clock__drift_ns(&session->clock));
	err = outputs__finish(&session->outputs, session->options, &facts);
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

void session__run_id(const struct session *session, char id[SESSION_RUN_ID_BYTES])
{
	_Static_assert(sizeof(session->run.id) == SESSION_RUN_ID_BYTES, "16 digits");
	memcpy(id, session->run.id, SESSION_RUN_ID_BYTES);
}

void session__close(struct session *session)
{
	drain__free(session->drain);
	tracer__close(session->tracer);
	outputs__close(&session->outputs);
	process_table__clear(&session->processes);
	free(session->pidfds);
	for (size_t i = 0; i < session->process_plan_count; i++)
		process_plan__free(&session->process_plans[i]);
	free(session->process_plans);
	plan_list__free(&session->plans);
	capture_list__free(&session->captures);
	captured_store__free(session->decoder.captured);
	values__free(session->decoder.values);
	errors__free(session->errors);
	address_spaces__free(session->spaces);
	sanitizer__free(session->sanitizer);
	free(session->metadata);
	selection__free(session->selection);
	targets__close(&session->targets);
	if (session->signal_fd >= 0)
		close(session->signal_fd);
	free(session);
}
