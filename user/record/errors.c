// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "errors_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error_pieces.h"
#include "runtime_frames.h"

int errors__new(struct address_spaces *spaces, const struct run_clock *clock, error_handler handler,
		void *context, struct errors **out)
{
	struct errors *errors = calloc(1, sizeof(*errors));

	if (!errors)
		return -ENOMEM;
	errors->spaces = spaces;
	errors->clock = clock;
	errors->handler = handler;
	errors->context = context;
	if (faults__new(&errors->faults) || backtraces__new(&errors->backtraces) ||
	    held_records__new(&errors->held)) {
		errors__free(errors);
		return -ENOMEM;
	}
	*out = errors;
	return 0;
}

void errors__free(struct errors *errors)
{
	if (!errors)
		return;
	held_records__free(errors->held);
	backtraces__free(errors->backtraces);
	faults__free(errors->faults);
	free(errors);
}

static bool is_exception(enum maap_error_kind kind)
{
	return kind == MAAP_ERROR_RAISE || kind == MAAP_ERROR_RETHROW || kind == MAAP_ERROR_CATCH ||
	       kind == MAAP_ERROR_RUST_PANIC || kind == MAAP_ERROR_GO_PANIC;
}

static void read_location(struct fault *fault, const struct error_event *event)
{
	size_t len = 0;
	const char *file = error_event__piece(event, MAAP_PIECE_NAME, &len);

	if (file && asprintf(&fault->location, "%.*s:%u:%u", (int)len, file, event->line,
			     event->column) < 0)
		fault->location = NULL;
}

/* All that can be known of the error by itself. */
static struct fault *make_fault(struct errors *errors, const struct process *process,
				const struct error_event *event)
{
	struct fault *fault = fault__new(event);

	if (!fault)
		return NULL;
	if (is_exception(event->kind) || event->kind == MAAP_ERROR_SIGNAL)
		error_text__read(&fault->text, event, process);
	/* A handler's stack is no longer that of the throw. */
	if (event->kind != MAAP_ERROR_CATCH)
		fault->backtrace = backtraces__of(errors->backtraces, process, event);
	if (event->kind == MAAP_ERROR_RUST_PANIC)
		read_location(fault, event);
	return fault;
}

static void link_number(struct errors *errors, const struct error_event *event, struct fault *fault)
{
	const struct fault_link link = {
		.fault = fault,
		.kind = event->kind,
		.rethrown = fault->rethrown,
	};

	faults__link(errors->faults, event->number, &link);
}

/* The message of a Rust panic comes after the place where it began. */
static bool complete_panic(struct errors *errors, const struct process *process,
			   const struct error_event *event)
{
	struct fault *fault =
		faults__of_thread(errors->faults, event->tgid, event->tid, THREAD_RUST_PANIC);

	if (event->class != MAAP_CLASS_RUST || !fault)
		return false;
	error_text__clear(&fault->text);
	error_text__read(&fault->text, event, process);
	faults__set_object(errors->faults, fault, event->object);
	link_number(errors, event, fault);
	faults__set_thread(errors->faults, event->tgid, event->tid, THREAD_RUST_PANIC, NULL);
	return true;
}

/* Taken up from a std::exception_ptr. */
static bool is_rethrown(const struct error_event *event)
{
	uint64_t class = event->class & ~MAAP_CLASS_DEPENDENT;

	return event->kind == MAAP_ERROR_RETHROW ||
	       ((class == MAAP_CLASS_GNU || class == MAAP_CLASS_LLVM) && class != event->class);
}

static void add_raise(struct errors *errors, const struct process *process,
		      const struct error_event *event)
{
	struct fault *fault;

	if (complete_panic(errors, process, event))
		return;
	/* Without the panic handler it is one that goes on: resume_unwind(). */
	fault = faults__of_object(errors->faults, event->tgid, event->object);
	if (fault && event->class == MAAP_CLASS_RUST &&
	    fault->event.kind == MAAP_ERROR_RUST_PANIC) {
		fault->rethrown++;
		link_number(errors, event, fault);
		return;
	}
	fault = make_fault(errors, process, event);
	if (!fault)
		return;
	fault->rethrown = is_rethrown(event);
	link_number(errors, event, fault);
	faults__set_object(errors->faults, fault, event->object);
	if (event->kind == MAAP_ERROR_RUST_PANIC)
		faults__set_thread(errors->faults, event->tgid, event->tid, THREAD_RUST_PANIC,
				   fault);
	fault__release(fault);
}

static void add_rethrow(struct errors *errors, const struct process *process,
			const struct error_event *event)
{
	struct fault *fault = faults__of_object(errors->faults, event->tgid, event->object);

	/* Thrown while no traced call was open. */
	if (!fault) {
		add_raise(errors, process, event);
		return;
	}
	fault->rethrown++;
	link_number(errors, event, fault);
}

/* Who has caught it. */
struct handler {
	const char *function; /* NULL: not known, or nobody */
	bool caught;
};

static void find_rust_handler(const struct backtrace *backtrace, struct handler *handler)
{
	for (size_t i = 0; i < backtrace->count; i++) {
		const char *symbol = backtrace->frames[i].symbol;

		if (!symbol || is_rust_machinery(symbol))
			continue;
		handler->caught = !is_rust_start(symbol);
		handler->function = handler->caught ? symbol : NULL;
		return;
	}
}

/* The function that holds the handler: of Rust the first that is not the runtime's own. */
static struct handler find_handler(struct errors *errors, const struct process *process,
				   const struct error_event *event)
{
	struct handler handler = { process__function_name(process, event->address), true };
	struct backtrace *backtrace;

	if (handler.function && is_terminating(handler.function))
		return (struct handler){ NULL, false };
	if (event->class != MAAP_CLASS_RUST && handler.function)
		return handler;
	backtrace = backtraces__of(errors->backtraces, process, event);
	if (backtrace && event->class == MAAP_CLASS_RUST)
		find_rust_handler(backtrace, &handler);
	else if (backtrace && is_called_by_unwinder(backtrace))
		handler.caught = false;
	backtrace__release(backtrace);
	return handler;
}

static void add_catch(struct errors *errors, const struct process *process,
		      const struct error_event *event)
{
	struct fault *fault = faults__of_object(errors->faults, event->tgid, event->object);
	struct fault_link link = { .kind = MAAP_ERROR_CATCH };
	struct handler handler;

	if (fault) {
		fault->holders++;
	} else {
		fault = make_fault(errors, process, event);
		if (!fault)
			return;
		faults__set_object(errors->faults, fault, event->object);
	}
	handler = find_handler(errors, process, event);
	link.caught = handler.caught;
	if (handler.function)
		link.caught_in = strdup(handler.function);
	if (!handler.caught && event->class != MAAP_CLASS_RUST)
		faults__set_thread(errors->faults, event->tgid, event->tid, THREAD_UNCAUGHT, fault);
	link.fault = fault;
	link.rethrown = fault->rethrown;
	faults__link(errors->faults, event->number, &link);
	fault__release(fault);
}

static void add_go_panic(struct errors *errors, const struct process *process,
			 const struct error_event *event)
{
	struct fault *fault = make_fault(errors, process, event);

	if (!fault)
		return;
	link_number(errors, event, fault);
	/* By its goroutine, which is what recovers. */
	faults__set_object(errors->faults, fault, event->strand);
	fault__release(fault);
}

static void add_go_recover(struct errors *errors, const struct error_event *event)
{
	struct fault *fault = faults__of_object(errors->faults, event->tgid, event->strand);
	struct fault_link link = { .kind = MAAP_ERROR_GO_RECOVER, .fault = fault, .caught = true };

	if (!fault)
		return;
	fault->recovered = true;
	faults__link(errors->faults, event->number, &link);
}

/* A signal, an exit, a bad result. */
static void add_other(struct errors *errors, const struct process *process,
		      const struct error_event *event)
{
	struct fault *fault = make_fault(errors, process, event);

	if (!fault)
		return;
	link_number(errors, event, fault);
	if (event->kind != MAAP_ERROR_RETURN && !faults__death(errors->faults, event->tgid))
		faults__set_death(errors->faults, fault);
	fault__release(fault);
}

void errors__add(struct errors *errors, const struct error_event *event)
{
	const struct process *process = address_spaces__find(errors->spaces, event->tgid);

	switch (event->kind) {
	case MAAP_ERROR_RAISE:
	case MAAP_ERROR_RETHROW:
	case MAAP_ERROR_RUST_PANIC:
		if (is_rethrown(event))
			add_rethrow(errors, process, event);
		else
			add_raise(errors, process, event);
		break;
	case MAAP_ERROR_CATCH:
		add_catch(errors, process, event);
		break;
	case MAAP_ERROR_GO_PANIC:
		add_go_panic(errors, process, event);
		break;
	case MAAP_ERROR_GO_RECOVER:
		add_go_recover(errors, event);
		break;
	default:
		add_other(errors, process, event);
	}
}
