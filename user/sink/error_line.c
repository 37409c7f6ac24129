// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "error_line.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "../record/error_text.h"

#define REGISTER_SP 7
#define NEAR_NULL   4096 /* nobody has a page there: a member of what is not */
#define STACK_REACH (1u << 20)

/* include/linux/mm.h */
#define VM_READ	 0x1
#define VM_WRITE 0x2
#define VM_EXEC	 0x4

void put_format(struct strbuf *buf, const char *format, ...)
{
	char text[512];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len > 0)
		strbuf__put(buf, text, (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1);
}

bool has_fault_address(const struct error_event *event)
{
	switch (event->signal) {
	case SIGSEGV:
	case SIGBUS:
	case SIGFPE:
	case SIGILL:
	case SIGTRAP:
		/* Sent by a fault, not by somebody; one of a non-canonical address has none. */
		return event->code > 0 && event->code != SI_KERNEL;
	default:
		return false;
	}
}

void put_fault_mapping(struct strbuf *buf, const struct error_record *record)
{
	const struct error_event *event = record->death;

	if (!event->map_end)
		return;
	put_format(buf, "%c%c%c ", event->map_flags & VM_READ ? 'r' : '-',
		   event->map_flags & VM_WRITE ? 'w' : '-', event->map_flags & VM_EXEC ? 'x' : '-');
	if (record->map_name_len)
		strbuf__put(buf, record->map_name, record->map_name_len);
	else
		strbuf__puts(buf, "anonymous memory");
	strbuf__puts(buf, " ");
	put_format(buf, "0x%llx-0x%llx", (unsigned long long)event->map_start,
		   (unsigned long long)event->map_end);
}

/* Just below what there is of the stack, and near the stack pointer. */
static bool is_stack_overflow(const struct error_event *event)
{
	uint64_t sp = event->registers[REGISTER_SP];
	bool usable = event->map_end && event->map_flags & (VM_READ | VM_WRITE);

	return event->signal == SIGSEGV && !usable && event->stack_start &&
	       event->address < event->stack_start &&
	       event->stack_start - event->address <= STACK_REACH &&
	       event->address + STACK_REACH > sp && event->address < sp + STACK_REACH &&
	       event->address >= NEAR_NULL;
}

static void put_fault(struct strbuf *buf, const struct error_record *record)
{
	const struct error_event *event = record->death;

	if (!has_fault_address(event))
		return;
	put_format(buf, " at 0x%llx", (unsigned long long)event->address);
	if (event->signal != SIGSEGV && event->signal != SIGBUS)
		return;
	if (is_stack_overflow(event)) {
		strbuf__puts(buf, ": stack overflow");
	} else if (event->map_end) {
		strbuf__puts(buf, ": ");
		put_fault_mapping(buf, record);
	} else if (event->address < NEAR_NULL) {
		strbuf__puts(buf, ": nothing is mapped there (a null pointer)");
	} else {
		strbuf__puts(buf, ": nothing is mapped there");
	}
}

static void put_what(struct strbuf *buf, const struct error_record *record)
{
	strbuf__put(buf, record->what, record->what_len);
	if (record->what_cut)
		strbuf__puts(buf, "...");
}

static void put_death(struct strbuf *buf, const struct error_record *record)
{
	const struct error_event *event = record->death;
	int sig = WIFSIGNALED(record->exit_code) ? WTERMSIG(record->exit_code) : 0;
	const char *code;

	if (!sig) {
		put_format(buf, "exit status %d", WEXITSTATUS(record->exit_code));
		return;
	}
	strbuf__puts(buf, signal_name(sig));
	if (!event || (int)event->signal != sig)
		return;
	code = signal_code_name(sig, event->code);
	if (code && event->code > 0)
		put_format(buf, " (%s)", code);
	put_fault(buf, record);
	if (record->what) {
		strbuf__puts(buf, ": ");
		put_what(buf, record);
	}
	if (event->sender && event->sender != event->tgid)
		put_format(buf, " from PID %u", event->sender);
	else if (event->code == SI_KERNEL && !has_fault_address(event) && sig == SIGKILL)
		strbuf__puts(buf, " from the kernel");
}

static void put_exception(struct strbuf *buf, const struct error_record *record)
{
	strbuf__puts(buf, record->type ? record->type : "an exception");
	if (record->what) {
		strbuf__puts(buf, ": ");
		put_what(buf, record);
	} else if (record->go_type) {
		put_format(buf, ": (%s)", record->go_type);
	} else if (record->untold) {
		put_format(buf, " (%s)", record->untold);
	}
	if (record->location)
		put_format(buf, ", at %s", record->location);
	if (record->is_go && record->caught)
		strbuf__puts(buf, " [recovered]");
}

static void put_return(struct strbuf *buf, const struct error_record *record)
{
	if (record->result) {
		strbuf__puts(buf, "returned ");
		strbuf__put(buf, record->result->text, record->result->len);
	} else {
		strbuf__puts(buf, "error return");
	}
	if (record->type)
		put_format(buf, ": %s", record->type);
	if (record->what) {
		strbuf__puts(buf, ": ");
		put_what(buf, record);
	}
}

void put_error_line(struct strbuf *buf, const struct error_record *record)
{
	switch (record->kind) {
	case ERROR_EXCEPTION:
		put_exception(buf, record);
		break;
	case ERROR_RETURN:
		put_return(buf, record);
		break;
	default:
		put_death(buf, record);
	}
}
