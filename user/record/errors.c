// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "errors_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

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
		.time_ns = event->time_ns,
		.rethrown = fault->rethrown,
	};

	faults__link(errors->faults, event->number, &link);
}

/* Another payload may lie where one has been before. */
static bool is_same_panic(const struct fault *fault, const struct error_event *event)
{
	struct error_text text;
	bool same;

	error_text__read(&text, event, NULL);
	same = text.what && fault->text.what ? text.what_len == fault->text.what_len &&
						       !memcmp(text.what, fault->text.what,
							       text.what_len)
					     : text.what == fault->text.what;
	error_text__clear(&text);
	return same;
}

/*
 * Which exception it is that goes on or is caught: of C++ by what the kernel side has noted for its
 * object, of Rust by the payload. NULL: it was thrown while nobody looked.
 */
static struct fault *find_thrown(struct errors *errors, const struct error_event *event)
{
	const struct fault_link *link = faults__find(errors->faults, event->origin);
	struct fault *fault;

	if (event->class != MAAP_CLASS_RUST)
		return event->origin && link ? link->fault : NULL;
	fault = faults__of_object(errors->faults, event->tgid, event->object);
	return fault && is_same_panic(fault, event) ? fault : NULL;
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

static void add_new(struct errors *errors, const struct process *process,
		    const struct error_event *event)
{
	struct fault *fault = make_fault(errors, process, event);

	if (!fault)
		return;
	fault->rethrown = event->kind == MAAP_ERROR_RETHROW;
	link_number(errors, event, fault);
	if (event->class == MAAP_CLASS_RUST)
		faults__set_object(errors->faults, fault, event->object);
	if (event->kind == MAAP_ERROR_RUST_PANIC)
		faults__set_thread(errors->faults, event->tgid, event->tid, THREAD_RUST_PANIC,
				   fault);
	fault__release(fault);
}

/* Thrown on from a handler, taken up from a std::exception_ptr, or by Rust's resume_unwind(). */
static void add_again(struct errors *errors, const struct error_event *event, struct fault *fault)
{
	/* To end the program the runtime throws it once more, to see what it is. */
	if (fault != faults__of_thread(errors->faults, event->tgid, event->tid, THREAD_UNCAUGHT))
		fault->rethrown++;
	link_number(errors, event, fault);
}

static void add_raise(struct errors *errors, const struct process *process,
		      const struct error_event *event)
{
	struct fault *fault;

	if (complete_panic(errors, process, event))
		return;
	fault = event->kind == MAAP_ERROR_RUST_PANIC ? NULL : find_thrown(errors, event);
	if (fault)
		add_again(errors, event, fault);
	else
		add_new(errors, process, event);
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

/* The C++ runtimes end programs from functions of their own that have no names any more. */
static bool is_in_runtime(const struct process *process, uint64_t address)
{
	const struct mapping *mapping = process ? process__mapping_at(process, address) : NULL;

	return mapping && (module__is_named(mapping->module, "libstdc++") ||
			   module__is_named(mapping->module, "libc++abi") ||
			   module__is_named(mapping->module, "libgcc_s"));
}

/* The function that holds the handler: of Rust the first that is not the runtime's own. */
static struct handler find_handler(struct errors *errors, const struct process *process,
				   const struct error_event *event)
{
	struct handler handler = { process__function_name(process, event->address), true };
	struct backtrace *backtrace;

	if (handler.function ? is_terminating(handler.function)
			     : is_in_runtime(process, event->address))
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
	struct fault *fault = find_thrown(errors, event);
	struct handler handler;

	if (fault)
		fault->holders++;
	else
		fault = make_fault(errors, process, event);
	if (!fault)
		return;
	handler = find_handler(errors, process, event);
	fault__add_catch(fault, event->number, handler.caught, handler.function);
	if (!handler.caught && event->class != MAAP_CLASS_RUST)
		faults__set_thread(errors->faults, event->tgid, event->tid, THREAD_UNCAUGHT, fault);
	link_number(errors, event, fault);
	errors__give_caught(errors, fault, event->number);
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

	if (!fault)
		return;
	fault->recovered = true;
	link_number(errors, event, fault);
}

/* Whether it only tells that another thread has ended the process, by exit(). */
static bool is_only_told(const struct fault *death)
{
	return death->kind == MAAP_ERROR_SIGNAL && WIFEXITED(death->event->exit_code);
}

/* A signal, an exit, a bad result. */
static void add_other(struct errors *errors, const struct process *process,
		      const struct error_event *event)
{
	struct fault *fault = make_fault(errors, process, event), *death;

	if (!fault)
		return;
	link_number(errors, event, fault);
	death = faults__death(errors->faults, event->tgid);
	if (event->kind != MAAP_ERROR_RETURN &&
	    (!death || (is_only_told(death) && event->kind == MAAP_ERROR_EXIT)))
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
