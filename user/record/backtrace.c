// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "backtrace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../target/code_place.h"
#include "../target/elf_file.h"
#include "clock.h"
#include "runtime_frames.h"
#include "stack_copy.h"
#include "unwind.h"

#define KNOWN	    512 /* different stacks that are remembered */
#define REGISTER_BP 6
#define REGISTER_SP 7
#define REGISTER_PC 16
#define VDSO_BYTES  16384	  /* it has two pages, or a few more */
#define STACK_REACH (1ULL << 20)  /* a value so near above the stack pointer is a place on it */
#define BUDGET_NS   200000000ULL  /* spent on new stacks … */
#define PERIOD_NS   1000000000ULL /* … in this time, at most */

/*
 * What unwinding depends on: where it began, and the words that it has read. Another stack with all
 * of these the same has the same backtrace, without unwinding it again.
 */
struct known {
	uint64_t fingerprint; /* of what the process has mapped */
	uint64_t pc, bp;      /* bp: as comparable() has it */
	uint32_t kind;
	size_t read_count;
	struct stack_read *reads; /* values as comparable() has them */
	struct backtrace *backtrace;
};

struct backtraces {
	struct unwinder *unwinder;
	struct unwound unwound;
	struct known known[KNOWN];
	uint64_t period_start_ns, spent_ns;
	unsigned int turn;
};

int backtraces__new(struct backtraces **out)
{
	struct backtraces *backtraces = calloc(1, sizeof(*backtraces));
	int err = backtraces ? unwinder__new(&backtraces->unwinder) : -ENOMEM;

	if (err) {
		free(backtraces);
		return err;
	}
	*out = backtraces;
	return 0;
}

struct backtrace *backtrace__hold(struct backtrace *backtrace)
{
	if (backtrace)
		backtrace->holders++;
	return backtrace;
}

void backtrace__release(struct backtrace *backtrace)
{
	if (!backtrace || --backtrace->holders)
		return;
	free(backtrace->rendered);
	free(backtrace);
}

static void forget(struct known *known)
{
	free(known->reads);
	backtrace__release(known->backtrace);
	*known = (struct known){ 0 };
}

void backtraces__free(struct backtraces *backtraces)
{
	if (!backtraces)
		return;
	for (size_t i = 0; i < KNOWN; i++)
		forget(&backtraces->known[i]);
	unwinder__free(backtraces->unwinder);
	free(backtraces);
}

/* Places on the stack by their distance: they differ from thread to thread. */
static uint64_t comparable(const struct error_event *event, uint64_t value)
{
	uint64_t distance = value - event->registers[REGISTER_SP];

	return distance < STACK_REACH ? distance : value;
}

/* A register that holds no place on the stack is not what frames are found by. */
static uint64_t comparable_bp(const struct error_event *event)
{
	uint64_t distance = event->registers[REGISTER_BP] - event->registers[REGISTER_SP];

	return distance < STACK_REACH ? distance : UINT64_MAX;
}

static bool is_same(const struct known *known, uint64_t fingerprint,
		    const struct error_event *event)
{
	if (!known->backtrace || known->fingerprint != fingerprint || known->kind != event->kind ||
	    known->pc != event->registers[REGISTER_PC] || known->bp != comparable_bp(event))
		return false;
	for (size_t i = 0; i < known->read_count; i++) {
		uint64_t value;

		if (!stack_copy__word(
			    event, event->registers[REGISTER_SP] + (int32_t)known->reads[i].offset,
			    &value) ||
		    comparable(event, value) != known->reads[i].value)
			return false;
	}
	return true;
}

/* By the reads of the last unwinding. Without memory it is just not remembered. */
static void remember(struct backtraces *backtraces, uint64_t fingerprint,
		     const struct error_event *event, struct backtrace *backtrace)
{
	const struct unwound *unwound = &backtraces->unwound;
	struct known *known;

	/* What could not be read may be there the next time. */
	if (unwound->missed || unwound->read_count > UNWIND_READS_MAX)
		return;
	known = &backtraces->known[backtraces->turn++ % KNOWN];
	forget(known);
	known->reads = calloc(unwound->read_count + 1, sizeof(*known->reads));
	if (!known->reads)
		return;
	for (size_t i = 0; i < unwound->read_count; i++) {
		known->reads[i] = unwound->reads[i];
		known->reads[i].value = comparable(event, unwound->reads[i].value);
	}
	known->read_count = unwound->read_count;
	known->fingerprint = fingerprint;
	known->kind = event->kind;
	known->pc = event->registers[REGISTER_PC];
	known->bp = comparable_bp(event);
	known->backtrace = backtrace__hold(backtrace);
}

/* The address in the module's own address space. */
static bool module_address(const struct mapping *mapping, uint64_t pc, uint64_t *address)
{
	return elf_file__address_of(mapping->module->elf, pc - mapping->start + mapping->offset,
				    address);
}

static struct backtrace *add_frame(struct backtrace *backtrace, size_t *room,
				   const struct backtrace_frame *frame)
{
	if (backtrace->count == *room) {
		size_t more = 2 * *room;
		struct backtrace *grown =
			realloc(backtrace, sizeof(*grown) + more * sizeof(*grown->frames));

		if (!grown) {
			free(backtrace);
			return NULL;
		}
		backtrace = grown;
		*room = more;
	}
	backtrace->frames[backtrace->count++] = *frame;
	return backtrace;
}

static struct backtrace *add_places(struct backtrace *backtrace, size_t *room,
				    const struct process *process, uint64_t pc, bool returns)
{
	const struct mapping *mapping = process ? process__mapping_at(process, pc - returns) : NULL;
	struct backtrace_frame frame = { .pc = pc };
	const struct code_place *places;
	uint64_t address;
	size_t count;

	if (!mapping && process && process->vdso && pc - process->vdso < VDSO_BYTES)
		frame.module = "[vdso]";
	if (!mapping || !module_address(mapping, pc - returns, &address)) {
		if (mapping)
			frame.module = mapping->module->name;
		return add_frame(backtrace, room, &frame);
	}
	frame.module = mapping->module->name;
	count = module__places_at(mapping->module, address + returns, returns, &places);
	for (size_t i = 0; i < count && backtrace; i++) {
		frame.symbol = places[i].symbol;
		frame.offset = places[i].offset;
		frame.file = places[i].file;
		frame.line = places[i].line;
		frame.inlined = places[i].inlined;
		backtrace = add_frame(backtrace, room, &frame);
	}
	return backtrace;
}

static struct backtrace *make(const struct unwound *unwound, const struct process *process)
{
	size_t room = unwound->count + 8;
	struct backtrace *backtrace =
		calloc(1, sizeof(*backtrace) + room * sizeof(*backtrace->frames));

	if (!backtrace)
		return NULL;
	backtrace->holders = 1;
	backtrace->note = unwound->note;
	for (size_t i = 0; i < unwound->count && backtrace; i++)
		backtrace = add_places(backtrace, &room, process, unwound->frames[i].pc,
				       unwound->frames[i].returns);
	return backtrace;
}

/* From where the program itself has thrown on. */
static void leave_out_runtime(struct backtrace *backtrace, enum maap_error_kind kind)
{
	size_t runtime = runtime_frames(backtrace, kind);

	backtrace->count -= runtime;
	memmove(backtrace->frames, backtrace->frames + runtime,
		backtrace->count * sizeof(*backtrace->frames));
}

static struct backtrace *left_out(const struct process *process, const struct error_event *event)
{
	struct unwound unwound = { .count = 1, .note = "too many different errors at once" };

	unwound.frames[0].pc = event->registers[REGISTER_PC];
	return make(&unwound, process);
}

static bool has_budget(struct backtraces *backtraces, uint64_t now_ns)
{
	if (now_ns - backtraces->period_start_ns >= PERIOD_NS) {
		backtraces->period_start_ns = now_ns;
		backtraces->spent_ns = 0;
	}
	return backtraces->spent_ns < BUDGET_NS;
}

struct backtrace *backtraces__of(struct backtraces *backtraces, const struct process *process,
				 const struct error_event *event)
{
	uint64_t fingerprint = process ? process_fingerprint(process) : 0, now_ns;
	struct backtrace *backtrace;

	for (size_t i = 0; i < KNOWN; i++)
		if (is_same(&backtraces->known[i], fingerprint, event))
			return backtrace__hold(backtraces->known[i].backtrace);
	now_ns = clock__monotonic_ns();
	if (!has_budget(backtraces, now_ns) && event->kind != MAAP_ERROR_SIGNAL &&
	    event->kind != MAAP_ERROR_EXIT)
		return left_out(process, event);
	unwinder__unwind(backtraces->unwinder, process, event, &backtraces->unwound);
	backtrace = make(&backtraces->unwound, process);
	backtraces->spent_ns += clock__monotonic_ns() - now_ns;
	if (!backtrace)
		return NULL;
	if (is_beginning(backtrace->frames[backtrace->count - 1].symbol))
		backtrace->note = NULL;
	leave_out_runtime(backtrace, event->kind);
	remember(backtraces, fingerprint, event, backtrace);
	return backtrace;
}

const char *process__function_name(const struct process *process, uint64_t return_address)
{
	const struct mapping *mapping =
		process && return_address ? process__mapping_at(process, return_address - 1) : NULL;
	uint64_t address;

	if (!mapping || !module_address(mapping, return_address - 1, &address))
		return NULL;
	return module__function_name(mapping->module, address);
}

struct backtrace *backtrace__of_callee(const struct backtrace *backtrace,
				       const struct process *process,
				       const struct function *function)
{
	size_t bytes = sizeof(*backtrace) + backtrace->count * sizeof(*backtrace->frames);
	struct backtrace *made = calloc(1, bytes + sizeof(*backtrace->frames));
	struct backtrace_frame *frame;
	const struct code_place *places;
	size_t count;

	if (!made)
		return NULL;
	made->holders = 1;
	made->note = backtrace->note;
	made->count = backtrace->count + 1;
	memcpy(made->frames + 1, backtrace->frames, backtrace->count * sizeof(*backtrace->frames));
	frame = &made->frames[0];
	frame->module = function->module_name;
	frame->symbol = function->name;
	if (process)
		frame->pc = process__address_of(process, function->module, function->offset);
	count = module__places_at(function->module, function->address, false, &places);
	frame->file = places[count - 1].file;
	frame->line = places[count - 1].line;
	return made;
}
