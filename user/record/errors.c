// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "errors.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../dwarf/signature.h"
#include "error_pieces.h"
#include "fault.h"
#include "held_records.h"
#include "runtime_frames.h"

struct errors {
	struct address_spaces *spaces;
	const struct run_clock *clock;
	error_handler handler;
	void *context;
	struct faults *faults;
	struct backtraces *backtraces;
	struct held_records *held; /* of processes that are ending */
};

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

static void fill_call(struct error_record *record, const struct call *call)
{
	record->function = call->function;
	memcpy(record->uuid, call->uuid, sizeof(record->uuid));
	record->arguments = call->arguments;
	record->argument_count = call->argument_count;
	record->pid = call->pid;
	record->tid = call->tid;
	record->epoch_ns = call->end_epoch_ns;
}

static void fill_text(struct error_record *record, const struct fault *fault)
{
	record->type = fault->text.type;
	record->what = fault->text.what;
	record->what_len = fault->text.what_len;
	record->what_cut = fault->text.what_cut;
	record->untold = fault->text.untold;
	record->go_type = fault->text.go_type;
	record->location = fault->location;
	record->backtrace = fault->backtrace;
}

static void record_exception(struct errors *errors, const struct call *call,
			     const struct fault_link *link)
{
	const struct fault *fault = link ? link->fault : NULL;
	struct error_record record = { .kind = ERROR_EXCEPTION };

	fill_call(&record, call);
	if (fault) {
		fill_text(&record, fault);
		record.is_go = fault->event.kind == MAAP_ERROR_GO_PANIC;
		record.caught = record.is_go ? fault->recovered : link->caught;
		record.caught_in = link->caught_in;
		record.rethrown = link->rethrown;
	} else {
		record.untold = "what it was got lost";
	}
	errors->handler(&record, errors->context);
}

/* By the convention of functions that set errno: -1 or a null pointer. */
static bool says_errno(const struct function *function, uint64_t result)
{
	const struct value_type *type = function->signature ? function->signature->result : NULL;
	bool pointer = type && (type->kind == VALUE_POINTER || type->kind == VALUE_TEXT);

	if (pointer || (!type && !result))
		return !result || result == UINT64_MAX; /* mmap() */
	return type && type->bytes == sizeof(uint64_t) ? result == UINT64_MAX
						       : (uint32_t)result == UINT32_MAX;
}

/* Of other functions only what has changed meanwhile: a value may be left from long before. */
static bool is_errno_of(const struct function *function, const struct error_event *event)
{
	return event->code > 0 && says_errno(function, event->object) &&
	       (module__is_named(function->module, "libc") ||
		(uint32_t)event->code != event->sender);
}

static void record_return(struct errors *errors, const struct call *call,
			  const struct fault_link *link)
{
	const struct fault *fault = link ? link->fault : NULL;
	struct error_record record = { .kind = ERROR_RETURN, .result = call->result };
	struct backtrace *whole = NULL;

	fill_call(&record, call);
	if (fault) {
		if (is_errno_of(call->function, &fault->event))
			record.error_number = fault->event.code;
		if (record.error_number) {
			record.type = strerrorname_np(record.error_number);
			record.what = strerrordesc_np(record.error_number);
			record.what_len = record.what ? strlen(record.what) : 0;
		}
		record.backtrace = fault->backtrace;
		if (fault->event.returned && fault->backtrace)
			whole = backtrace__of_callee(
				fault->backtrace, address_spaces__find(errors->spaces, call->pid),
				call->function);
		if (whole)
			record.backtrace = whole;
	}
	errors->handler(&record, errors->context);
	backtrace__release(whole);
}

/* Those that tell of a mistake of the program's; the others are just how it was ended. */
static bool is_fault(int sig)
{
	return sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE || sig == SIGILL ||
	       sig == SIGABRT || sig == SIGTRAP || sig == SIGSYS;
}

/* How the process ends, as far as the call or thread at hand does not say more. */
static void fill_death(struct error_record *record, const struct fault *death, int exit_code)
{
	int sig = WIFSIGNALED(exit_code) ? WTERMSIG(exit_code) : 0;

	record->kind = is_fault(sig) ? ERROR_SIGNAL : ERROR_EXIT;
	record->exit_code = exit_code;
	record->type = sig ? signal_name(sig) : "exit";
	if (!death)
		return;
	record->death = &death->event;
	record->backtrace = death->backtrace;
	if (sig == SIGABRT && death->text.what) {
		record->what = death->text.what;
		record->what_len = death->text.what_len;
		record->what_cut = death->text.what_cut;
	}
}

/* Whether an uncaught exception has left the call: it was open when that was thrown. */
static const struct fault *uncaught_in(const struct errors *errors, const struct call *call,
				       const struct fault_link *link)
{
	const struct fault *fault;

	if (link && link->kind == MAAP_ERROR_GO_PANIC && !link->fault->recovered)
		return link->fault;
	fault = faults__of_thread(errors->faults, call->pid, call->tid, THREAD_UNCAUGHT);
	/* Without unwinding a Rust panic just ends in SIGABRT. */
	if (!fault)
		fault = faults__of_thread(errors->faults, call->pid, call->tid, THREAD_RUST_PANIC);
	return fault && call->start_ns <= fault->event.time_ns ? fault : NULL;
}

static void call_died(struct errors *errors, const struct call *call, const struct fault_link *link)
{
	const struct fault *death = faults__death(errors->faults, call->pid), *own = NULL;
	const struct fault *uncaught = uncaught_in(errors, call, link);
	struct error_record record = { 0 };

	if (uncaught) {
		struct fault_link thrown = { .fault = (struct fault *)uncaught,
					     .rethrown = uncaught->rethrown };

		record_exception(errors, call, &thrown);
	}
	if (!call->exit_code)
		return;
	fill_call(&record, call);
	fill_death(&record, death, call->exit_code);
	if (link && (link->kind == MAAP_ERROR_SIGNAL || link->kind == MAAP_ERROR_EXIT))
		own = link->fault;
	/* Where its own thread was, as that ended. */
	record.backtrace = own ? own->backtrace : NULL;
	held_records__add(errors->held, &record, death, death && own == death);
}

void errors__call(struct errors *errors, const struct call *call)
{
	const struct fault_link *link =
		call->error ? faults__find(errors->faults, call->error) : NULL;

	if (call->outcome == MAAP_UNWOUND && call->error)
		record_exception(errors, call, link);
	else if (call->outcome == MAAP_RETURNED && call->error)
		record_return(errors, call, link);
	else if (call->outcome == MAAP_UNFINISHED && call->exited)
		call_died(errors, call, link);
}

void errors__process_end(struct errors *errors, pid_t pid, int exit_code)
{
	const struct fault *death = faults__death(errors->faults, pid);
	size_t told = held_records__give(errors->held, pid, errors->handler, errors->context);

	if (!told && death && WIFSIGNALED(exit_code) && is_fault(WTERMSIG(exit_code))) {
		struct error_record record = {
			.pid = pid,
			.tid = death->event.tid,
			.epoch_ns = run_clock__epoch_ns(errors->clock, death->event.time_ns),
		};

		fill_death(&record, death, exit_code);
		errors->handler(&record, errors->context);
	}
	faults__forget(errors->faults, pid);
}

void errors__finish(struct errors *errors)
{
	held_records__give(errors->held, 0, errors->handler, errors->context);
}
