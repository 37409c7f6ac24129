// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Functions: what their values are, and those of libraries that come while a recording runs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../probe/upload.h"
#include "../target/module_signature.h"
#include "../target/select.h"
#include "../util/log.h"
#include "run_info.h"
#include "session_state.h"

#define CHARACTER_BYTES 4 /* of UTF-8, at most */

/* What is cut off in the kernel no rule sees: so much the less, as long as there are none. */
static uint32_t text_bytes(const struct options *options)
{
	size_t most = MAAP_CAPTURE_LIMIT / CHARACTER_BYTES;

	if (!options->max_arg_characters || options->max_arg_characters >= most ||
	    options->sanitize_rule_count)
		return MAAP_CAPTURE_LIMIT;
	return (options->max_arg_characters + 1) * CHARACTER_BYTES;
}

int session__add_captures(struct session *session)
{
	const struct function_list *functions = session->functions;

	for (size_t i = session->captures.count; i < functions->count; i++)
		functions->items[i]->signature =
			module__signature(functions->items[i]->module, functions->items[i]);
	return capture_list__add(&session->captures, functions, text_bytes(session->options));
}

/* `first`: id of the first function that is new. */
static int prepare_later(struct session *session, size_t first)
{
	size_t captures = session->captures.count, plans = session->captures.plan_count;
	int err = 0;

	if (session->options->args) {
		err = session__add_captures(session);
		if (!err)
			err = tracer__set_captures(session->tracer, &session->captures, captures,
						   plans);
	}
	if (!err)
		err = plan_list__add(session->functions, session->options->args, &session->plans);
	return err ? err : session__set_conditions(session, first);
}

/* The log's readers learn of them as they did of the first ones, from the run's first line. */
static void tell_sinks(struct session *session, size_t from)
{
	const struct later_functions later = {
		.epoch_ns = run_clock__epoch_ns(&session->clock, clock__monotonic_ns()),
		.count = session->functions->count - from,
		.metadata_json = functions_metadata(&session->plans, from),
	};

	if (later.metadata_json)
		session->outputs.all->functions(session->outputs.all, &later);
	free((char *)later.metadata_json);
}

int session__take_later(struct session *session)
{
	size_t before = session->functions->count;
	int count = selection__more(session->selection, &session->targets.target);
	int err = count > 0 ? prepare_later(session, before) : 0;

	session->waits = selection__expects_more(session->selection);
	if (count < 0)
		log_error("functions of libraries that have come cannot be looked for: %s",
			  strerror(-count));
	else if (err)
		log_error("%d functions of libraries that have come cannot be traced: %s", count,
			  strerror(-err));
	else if (count > 0)
		tell_sinks(session, before);
	return err ? err : count;
}

bool session__expects_more(const struct session *session)
{
	const struct function_list *functions = session->functions;

	if (session->waits)
		return true;
	for (size_t i = 0; i < session->process_plan_count; i++)
		for (size_t j = 0; j < functions->count; j++)
			if (!process_plan__covers(&session->process_plans[i],
						  functions->items[j]->module))
				return true;
	return false;
}

void session__note_child(struct session *session, pid_t pid)
{
	int count = session->waits ? target__add_child_modules(&session->targets.target, pid) : 0;

	if (count > 0)
		session->child_modules += count;
}

void session__report_waiting(const struct session *session)
{
	uint64_t expired = tracer__holds_expired(session->tracer);
	const char *text;

	if (expired)
		log_error("%lu times a thread that mapped a library went on before its functions "
			  "could be probed: their first calls may be missing",
			  (unsigned long)expired);
	for (size_t i = 0; (text = selection__waiting(session->selection, i)); i++)
		log_error("%s: its module was not seen to be mapped: nothing of it was traced",
			  text);
}
