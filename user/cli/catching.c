// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Errors of a recording: from the kernel side to the sinks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../probe/upload.h"
#include "../util/log.h"
#include "session_state.h"

/* A copy as it may be seen. NULL without memory. */
static char *sanitized(struct session *session, const char *text)
{
	size_t len = strlen(text);

	sanitizer__text(session->sanitizer, &text, &len, false);
	return strndup(text, len);
}

/* Nothing of it goes anywhere before the rules have seen it. */
static void on_record(const struct error_record *record, void *context)
{
	struct session *session = context;
	struct error_record shown = *record;
	char *location = NULL;
	int err;

	if (shown.what)
		sanitizer__text(session->sanitizer, &shown.what, &shown.what_len, shown.what_cut);
	if (shown.map_name)
		sanitizer__text(session->sanitizer, &shown.map_name, &shown.map_name_len, false);
	if (shown.location)
		location = sanitized(session, shown.location);
	if (location)
		shown.location = location;
	err = session->outputs.all->error(session->outputs.all, &shown);
	free(location);
	if (err && !session->write_error)
		session->write_error = err;
}

void session__set_error_places(const struct process *process, void *context)
{
	struct session *session = context;
	struct error_places places;

	error_places__find(&session->targets.target, process, &places);
	tracer__set_error_places(session->tracer, process->pid, &places);
}

int session__catch_errors(struct session *session)
{
	int err;

	if (!session->options->errors)
		return 0;
	err = address_spaces__new(&session->targets.target, session__set_error_places, session,
				  &session->spaces);
	if (!err)
		err = errors__new(session->spaces, &session->clock, on_record, session,
				  &session->errors);
	if (err)
		log_error("no memory to catch errors");
	return err;
}

void session__note_call(struct session *session, const struct call *call)
{
	if (!session->errors || !(call->error || call->exited))
		return;
	/* What has ended a process comes last. */
	if (call->exited || !errors__know(session->errors, call->error))
		drain__consume_errors(session->drain);
	errors__call(session->errors, call);
}

void session__note_fork(struct session *session, const struct process_event *event)
{
	errors__process_begin(session->errors, event->tgid);
	address_spaces__forked(session->spaces, event->parent, event->tgid);
}

void session__note_exec(struct session *session, pid_t pid)
{
	if (!session->errors)
		return;
	address_spaces__changed(session->spaces, pid);
}

static bool is_over(const struct session *session)
{
	uint64_t most = session->options->max_calls;

	return most && session->calls >= most;
}

void session__note_process(struct session *session, const struct process_event *event)
{
	if (!session->errors)
		return;
	switch (event->type) {
	case MAAP_EVENT_FORK: /* it came among the errors before */
		break;
	case MAAP_EVENT_EXIT:
		/* After the last call that was asked for nothing more is told. */
		if (is_over(session))
			break;
		drain__consume_errors(session->drain);
		errors__process_end(session->errors, event->tgid, event->exit_code, event->sender);
		address_spaces__ended(session->spaces, event->tgid);
		break;
	default:
		address_spaces__changed(session->spaces, event->tgid);
		break;
	}
}

static int set_conditions(struct session *session, const struct function *function)
{
	const struct options *options = session->options;
	const struct probe_plan *plan = &session->plans.items[function->id];
	struct error_conditions conditions = { 0 };

	for (size_t i = 0; i < options->error_return_count; i++) {
		const struct error_return_rule *rule = &options->error_returns[i];

		if (!(function->judged >> i & 1))
			continue;
		if (conditions.count == MAAP_ERROR_CONDITIONS)
			log_error("%s: only %d conditions of a function's results are looked at",
				  function->name, MAAP_ERROR_CONDITIONS);
		else if (error_return__condition(rule, function->signature,
						 &conditions.items[conditions.count]))
			conditions.count++;
		else
			log_error("--error-return: the result of %s is neither a whole number nor "
				  "a pointer",
				  function->name);
	}
	if (plan->exit_count > plan->return_count)
		log_error("--error-return: %s may be left by a jump into another function: what "
			  "comes back from there is not seen",
			  function->name);
	return tracer__set_error_conditions(session->tracer, function->id, &conditions);
}

int session__set_conditions(struct session *session, size_t first)
{
	const struct function_list *functions = session->functions;
	int err = 0;

	for (size_t i = first; i < functions->count && !err; i++)
		if (functions->items[i]->judged)
			err = set_conditions(session, functions->items[i]);
	return err;
}
