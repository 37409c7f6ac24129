// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Errors of a recording: from the kernel side to the sinks. */
#include <errno.h>
#include <string.h>

#include "../util/log.h"
#include "session_state.h"

/* Nothing of it goes anywhere before the rules have seen it. */
static void on_record(const struct error_record *record, void *context)
{
	struct session *session = context;
	struct error_record shown = *record;
	int err;

	if (shown.what)
		sanitizer__text(session->sanitizer, &shown.what, &shown.what_len, shown.what_cut);
	err = session->outputs.all->error(session->outputs.all, &shown);
	if (err && !session->write_error)
		session->write_error = err;
}

int session__catch_errors(struct session *session)
{
	int err;

	if (!session->options->errors)
		return 0;
	err = address_spaces__new(&session->targets.target, &session->spaces);
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
	drain__consume_errors(session->drain);
	errors__call(session->errors, call);
}

void session__note_process(struct session *session, const struct process_event *event)
{
	if (!session->errors)
		return;
	switch (event->type) {
	case MAAP_EVENT_FORK:
		address_spaces__forked(session->spaces, event->parent, event->tgid);
		break;
	case MAAP_EVENT_EXIT:
		drain__consume_errors(session->drain);
		errors__process_end(session->errors, event->tgid, event->exit_code);
		address_spaces__ended(session->spaces, event->tgid);
		break;
	default:
		address_spaces__changed(session->spaces, event->tgid);
		break;
	}
}
