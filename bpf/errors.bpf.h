/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Telling of an error: what it is, and the registers and stack where it happened. */
#ifndef MAAP_ERRORS_BPF_H
#define MAAP_ERRORS_BPF_H

#include "strands.bpf.h"

#define ERROR_NO_PLACE (-1)

/* struct _Unwind_Exception, and what C++ keeps before it, GNU and LLVM alike where not told apart.
 */
#define HEADER_BYTES	32 /* the object follows it */
#define HANDLERS_BEFORE 40 /* __cxa_exception: handlerCount */
#define PRIMARY_GNU	80 /* __cxa_dependent_exception: the first exception's object */
#define PRIMARY_LLVM	88

/* The place of a scratch that is the thread's until error__close(), or ERROR_NO_PLACE (counted). */
int error__acquire(void);

/* So many bytes have been put where the data end: they are the piece. */
int error__took(struct error_scratch *scratch, u32 which, u32 bytes);

/* The stack from `sp` up, `limit` bytes of it at most, as far as it is in memory. */
int error__take_stack(struct error_scratch *scratch, u64 sp, u32 limit);

/* Return addresses that the kernel has replaced. */
int error__take_returns(struct error_scratch *scratch);

/* What is mapped at event.address. */
int error__take_mapping(struct error_scratch *scratch);

/* Of an unwinder's header: class, and what a C++ exception or Rust panic is. May sleep. */
int error__take_exception(struct error_scratch *scratch, u64 header);

/* Where Rust's PanicInfo says that it comes from; the same by its Location. Return whether they are
 * ones. May sleep. */
int error__take_rust_panic(struct error_scratch *scratch, u64 info);
int error__take_rust_location(struct error_scratch *scratch, u64 location);

/* Go's value: its type, what it points to, and the text if it begins with one. */
int error__take_go_value(struct error_scratch *scratch, u64 go_type, u64 data);

/* The C library's last words. */
int error__take_abort_message(struct error_scratch *scratch, u64 variable);

/* Sends and gives the place back. Returns the error's number; 0: there was no room. */
u32 error__close(int place);

/* Whether the result of the function is one that counts as an error. */
int error__is_error(u32 function, u64 result);

static __always_inline struct error_scratch *error__scratch(int place)
{
	u32 key = place;

	return bpf_map_lookup_elem(&error_scratches, &key);
}

static __always_inline void error__note_registers(struct error_event *event,
						  const struct pt_regs *regs)
{
	event->registers[0] = regs->ax;
	event->registers[1] = regs->dx;
	event->registers[2] = regs->cx;
	event->registers[3] = regs->bx;
	event->registers[4] = regs->si;
	event->registers[5] = regs->di;
	event->registers[6] = regs->bp;
	event->registers[7] = regs->sp;
	event->registers[8] = regs->r8;
	event->registers[9] = regs->r9;
	event->registers[10] = regs->r10;
	event->registers[11] = regs->r11;
	event->registers[12] = regs->r12;
	event->registers[13] = regs->r13;
	event->registers[14] = regs->r14;
	event->registers[15] = regs->r15;
	event->registers[16] = regs->ip;
	event->flags = regs->flags;
}

/* A scratch with what every error has; its place goes to *place. NULL: none is free. */
static __always_inline struct error_scratch *error__open(enum maap_error_kind kind, u32 tgid,
							 u32 tid, int *place)
{
	struct error_scratch *scratch;
	struct error_event *event;

	*place = error__acquire();
	scratch = *place < 0 ? NULL : error__scratch(*place);
	if (!scratch)
		return NULL;
	event = &scratch->event;
	event->type = MAAP_EVENT_ERROR;
	event->kind = kind;
	event->tgid = tgid;
	event->tid = tid;
	event->time_ns = bpf_ktime_get_ns();
	event->strand = 0;
	event->call = 0;
	event->class = 0;
	event->object = 0;
	event->address = 0;
	event->signal = 0;
	event->code = 0;
	event->sender = 0;
	event->exit_code = 0;
	event->map_start = 0;
	event->map_end = 0;
	event->map_flags = 0;
	event->stack_start = 0;
	event->stack_missing = 0;
	event->stack_cut = 0;
	event->returned = 0;
	event->origin = 0;
	event->word_bytes = 0;
	event->data_bytes = 0;
	event->line = 0;
	event->column = 0;
	for (int i = 0; i < MAAP_ERROR_VTABLES; i++)
		event->what[i] = 0;
	for (int i = 0; i < MAAP_PIECES; i++)
		event->pieces[i].bytes = MAAP_ERROR_NOTHING;
	return scratch;
}

/* From `sp` to the end of its stack, bytes; a lot where that is not known. */
static __always_inline u32 stack__left(const struct frame_stack *stack, u64 sp)
{
	u64 left = stack->own_base + stack->own_bytes - sp;

	return sp >= stack->own_base && left < MAAP_BACKTRACE_MAX ? left : MAAP_BACKTRACE_MAX;
}

/* Whether calls are open on the strand. */
static __always_inline bool strand__is_open(const struct strand *strand)
{
	return strand && strand->depth > strand->ended;
}

#endif
