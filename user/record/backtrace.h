/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Backtraces as people read them. */
#ifndef MAAP_RECORD_BACKTRACE_H
#define MAAP_RECORD_BACKTRACE_H

#include "../../bpf/error_event.h"
#include "../target/function.h"
#include "../target/process.h"

struct backtrace_frame {
	uint64_t pc;
	const char *module; /* base name of the file; NULL: no file is known there */
	const char *symbol; /* NULL: not known */
	uint64_t offset;    /* of the pc in the symbol */
	const char *file;   /* NULL: not known */
	unsigned int line;
	bool inlined; /* into the next frame: it has no frame of its own */
};

/* Innermost first. Held by whom needs it. */
struct backtrace {
	unsigned int holders;
	const char *note; /* what is missing, NULL: nothing; static storage */
	char *rendered; /* kept here by the sink that renders it, as it is shared by many errors */
	size_t rendered_len;
	size_t count;
	struct backtrace_frame frames[];
};

struct backtraces;

/* Returns 0 or -ENOMEM. NULL may be freed. */
int backtraces__new(struct backtraces **out);
void backtraces__free(struct backtraces *backtraces);

/*
 * The backtrace of an error; of an exception or panic from where it was thrown on, without the
 * runtime's own functions. What the same stack has come to before is known still, so that many
 * errors of one kind cost little; where many differ, some are left out and say so. Let go of it
 * with backtrace__release(). NULL: no memory.
 */
struct backtrace *backtraces__of(struct backtraces *backtraces, const struct process *process,
				 const struct error_event *event);

/*
 * The same with a function in front that was left when it was taken. Let go of it too. NULL: no
 * memory.
 */
struct backtrace *backtrace__of_callee(const struct backtrace *backtrace,
				       const struct process *process,
				       const struct function *function);

struct backtrace *backtrace__hold(struct backtrace *backtrace);
void backtrace__release(struct backtrace *backtrace); /* NULL is accepted */

/* The function that an address of the process lies in, by its return address; NULL: not known. */
const char *process__function_name(const struct process *process, uint64_t return_address);

#endif
