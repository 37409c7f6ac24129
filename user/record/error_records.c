// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From calls that have ended to the records of what has left them. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "../dwarf/signature.h"
#include "errors_state.h"

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

/* `caught`: NULL: nobody has. */
static void set_catch(struct error_record *record, const struct fault_catch *caught)
{
	record->caught = caught && caught->caught;
	record->caught_in = caught ? caught->function : NULL;
}

static void record_exception(struct errors *errors, const struct call *call,
			     const struct fault_link *link, const struct fault_catch *caught)
{
	struct error_record record = { .kind = ERROR_EXCEPTION };

	fill_call(&record, call);
	fill_text(&record, link->fault);
	record.is_go = link->fault->kind == MAAP_ERROR_GO_PANIC;
	record.rethrown = link->rethrown;
	set_catch(&record, caught);
	if (record.is_go)
		record.caught = link->fault->recovered;
	errors->handler(&record, errors->context);
}

/* Found to be gone while the exception was still under way: who catches it comes later. */
static void hold_exception(struct errors *errors, const struct call *call,
			   const struct fault_link *link)
{
	struct error_record record = { .kind = ERROR_EXCEPTION, .rethrown = link->rethrown };

	fill_call(&record, call);
	fill_text(&record, link->fault);
	held_records__add(errors->held, &record, link->fault, call->error);
}

struct giving {
	struct errors *errors;
	const struct fault_catch *caught;
};

static void give_caught(const struct error_record *record, void *context)
{
	const struct giving *giving = context;
	struct error_record now = *record;

	set_catch(&now, giving->caught);
	giving->errors->handler(&now, giving->errors->context);
}

void errors__give_caught(struct errors *errors, const struct fault *fault, uint32_t number)
{
	struct giving giving = { errors, fault__catch_from(fault, number) };

	held_records__give_caught(errors->held, fault, number, give_caught, &giving);
}

static void record_unknown(struct errors *errors, const struct call *call)
{
	struct error_record record = {
		.kind = call->outcome == MAAP_RETURNED ? ERROR_RETURN : ERROR_EXCEPTION,
		.result = call->result,
		.untold = "what it was got lost",
	};

	errors->unknown++;
	fill_call(&record, call);
	errors->handler(&record, errors->context);
}

static void call_unwound(struct errors *errors, const struct call *call,
			 const struct fault_link *link)
{
	const struct fault_catch *caught = fault__catch_from(link->fault, call->error);
	bool flying = link->kind != MAAP_ERROR_CATCH && link->kind != MAAP_ERROR_GO_RECOVER;

	/* What was entered later was left by something else. */
	if (link->kind != MAAP_ERROR_CATCH && call->start_ns > link->fault->time_ns)
		return;
	if (flying && !caught)
		hold_exception(errors, call, link);
	else
		record_exception(errors, call, link, caught);
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
	const struct fault *fault = link->fault;
	struct error_record record = { .kind = ERROR_RETURN, .result = call->result };
	struct backtrace *whole = NULL;

	if (!fault->event)
		return;
	fill_call(&record, call);
	if (is_errno_of(call->function, fault->event))
		record.error_number = fault->event->code;
	if (record.error_number) {
		record.type = strerrorname_np(record.error_number);
		record.what = strerrordesc_np(record.error_number);
		record.what_len = record.what ? strlen(record.what) : 0;
	}
	record.backtrace = fault->backtrace;
	if (fault->event->returned && fault->backtrace)
		whole = backtrace__of_callee(fault->backtrace,
					     address_spaces__find(errors->spaces, call->pid),
					     call->function);
	if (whole)
		record.backtrace = whole;
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
	record->death = death->event;
	record->map_name = death->event->map_name;
	record->map_name_len = strnlen(death->event->map_name, sizeof(death->event->map_name));
	if (sig == SIGABRT && death->text.what) {
		record->what = death->text.what;
		record->what_len = death->text.what_len;
		record->what_cut = death->text.what_cut;
	}
}

/* Whether an uncaught exception has left the call: it was open when that was thrown. */
static struct fault *uncaught_in(const struct errors *errors, const struct call *call,
				 const struct fault_link *link)
{
	struct fault *fault;

	if (link && link->kind == MAAP_ERROR_GO_PANIC && !link->fault->recovered)
		return link->fault;
	fault = faults__of_thread(errors->faults, call->pid, call->tid, THREAD_UNCAUGHT);
	/* Without unwinding a Rust panic just ends in SIGABRT. */
	if (!fault)
		fault = faults__of_thread(errors->faults, call->pid, call->tid, THREAD_RUST_PANIC);
	return fault && call->start_ns <= fault->time_ns ? fault : NULL;
}

/* How the process ends is told when it is gone: then all is known of that. */
static void call_died(struct errors *errors, const struct call *call, const struct fault_link *link)
{
	struct fault *uncaught = uncaught_in(errors, call, link);
	struct error_record record = { .kind = ERROR_EXIT, .exit_code = call->exit_code };

	if (uncaught) {
		struct fault_link thrown = { .fault = uncaught, .rethrown = uncaught->rethrown };

		record_exception(errors, call, &thrown, NULL);
	}
	if (!call->exit_code)
		return;
	fill_call(&record, call);
	/* Where its own thread was, as that ended. */
	if (link && (link->kind == MAAP_ERROR_SIGNAL || link->kind == MAAP_ERROR_EXIT))
		record.backtrace = link->fault->backtrace;
	held_records__add(errors->held, &record, NULL, 0);
}

void errors__call(struct errors *errors, const struct call *call)
{
	const struct fault_link *link =
		call->error ? faults__find(errors->faults, call->error) : NULL;

	if (call->outcome == MAAP_UNFINISHED && call->exited)
		call_died(errors, call, link);
	else if (!call->error || (call->outcome != MAAP_UNWOUND && call->outcome != MAAP_RETURNED))
		return;
	else if (!link)
		record_unknown(errors, call);
	else if (call->outcome == MAAP_UNWOUND)
		call_unwound(errors, call, link);
	else
		record_return(errors, call, link);
}

bool errors__know(const struct errors *errors, uint32_t number)
{
	return faults__find(errors->faults, number);
}

uint64_t errors__unknown(const struct errors *errors)
{
	return errors->unknown;
}

struct ending_process {
	struct errors *errors;
	const struct fault *death; /* NULL: not told */
};

static void give_dead(const struct error_record *record, void *context)
{
	const struct ending_process *ending = context;
	struct error_record now = *record;

	/* An exception that was still under way has no handler. */
	if (now.kind != ERROR_EXCEPTION)
		fill_death(&now, ending->death, now.exit_code);
	ending->errors->handler(&now, ending->errors->context);
}

static size_t give_all(struct errors *errors, pid_t pid)
{
	struct ending_process ending = { errors, faults__death(errors->faults, pid) };

	return held_records__give(errors->held, pid, ending.death ? ending.death->tid : 0,
				  give_dead, &ending);
}

/* It may not have been known yet when the signal was delivered. */
static void add_sender(struct fault *death, uint64_t sender)
{
	struct error_event *event = death ? death->event : NULL;

	if (!event || event->sender || event->code > 0 || event->signal != (sender >> 32 & 0xffff))
		return;
	event->sender = (uint32_t)sender;
	event->code = (int16_t)(sender >> 48);
}

void errors__process_end(struct errors *errors, pid_t pid, int exit_code, uint64_t sender)
{
	struct fault *death = faults__death(errors->faults, pid);
	size_t told;

	add_sender(death, sender);
	told = give_all(errors, pid);
	if (!told && death && WIFSIGNALED(exit_code) && is_fault(WTERMSIG(exit_code))) {
		struct error_record record = {
			.pid = pid,
			.tid = death->tid,
			.epoch_ns = run_clock__epoch_ns(errors->clock, death->time_ns),
			.backtrace = death->backtrace,
		};

		fill_death(&record, death, exit_code);
		errors->handler(&record, errors->context);
	}
	faults__forget(errors->faults, pid);
}

void errors__process_begin(struct errors *errors, pid_t pid)
{
	/* Of another one that had its number, whose end got lost. */
	give_all(errors, pid);
	faults__forget(errors->faults, pid);
}

void errors__finish(struct errors *errors)
{
	pid_t pid;

	while ((pid = held_records__any(errors->held)))
		give_all(errors, pid);
}
