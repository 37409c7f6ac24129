/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the registers and a copy of the stack to the return addresses on it, by .eh_frame. */
#ifndef MAAP_RECORD_UNWIND_H
#define MAAP_RECORD_UNWIND_H

#include "../../bpf/error_event.h"
#include "../target/process.h"

#define UNWIND_FRAMES_MAX 256
#define UNWIND_READS_MAX  1024

/* A word of the stack that the way down depended on. */
struct stack_read {
	uint32_t offset; /* from the stack pointer, bytes */
	uint64_t value;
};

struct unwound {
	size_t count;
	struct {
		uint64_t pc;
		bool returns; /* a return address: the call is before it */
	} frames[UNWIND_FRAMES_MAX];
	const char *note; /* why it is not known to be whole, NULL: it is; static storage */
	struct stack_read reads[UNWIND_READS_MAX];
	size_t read_count; /* more than UNWIND_READS_MAX: not all are there */
	bool missed;	   /* it would have read more than was there */
};

struct unwinder;

/* Returns 0 or -ENOMEM. NULL may be freed. */
int unwinder__new(struct unwinder **out);
void unwinder__free(struct unwinder *unwinder);

/*
 * The frames, innermost first: at the least the place of the error itself. `process`: what it has
 * mapped; NULL: not known.
 */
void unwinder__unwind(struct unwinder *unwinder, const struct process *process,
		      const struct error_event *event, struct unwound *unwound);

/* Of what the process has mapped where: the same for the same. */
uint64_t process_fingerprint(const struct process *process);

#endif
