/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Errors that records may still be made of, and how they are found. For errors.c. */
#ifndef MAAP_RECORD_FAULT_H
#define MAAP_RECORD_FAULT_H

#include "backtrace.h"
#include "error_text.h"

/* A handler that was entered for an exception. */
struct fault_catch {
	uint32_t number; /* of the error that told of it */
	bool caught;	 /* false: it was entered to end the program or thread */
	char *function;	 /* that holds it; NULL: nobody's, or not known */
	struct fault_catch *next;
};

/* One exception, panic, signal or bad result. There may be very many. */
struct fault {
	unsigned int holders;
	enum maap_error_kind kind; /* by which it was told first */
	uint32_t tgid;
	uint32_t tid;
	uint64_t time_ns;	   /* CLOCK_MONOTONIC */
	struct error_event *event; /* without its data; NULL for exceptions and panics */
	struct error_text text;
	char *location; /* Rust's, NULL: not known */
	struct backtrace *backtrace;
	struct fault_catch *catches; /* the latest first */
	unsigned int rethrown;	     /* how often */
	bool recovered;		     /* Go */
};

/* What a number of the kernel side stands for. */
struct fault_link {
	struct fault *fault;
	enum maap_error_kind kind;
	uint64_t time_ns;
	bool rethrown; /* at that time */
};

struct faults;

/* Returns 0 or -ENOMEM. NULL may be freed. */
int faults__new(struct faults **out);
void faults__free(struct faults *faults);

/* Held by the caller, to be let go of. NULL without memory. */
struct fault *fault__new(const struct error_event *event);
void fault__release(struct fault *fault); /* NULL is accepted */

/* A handler was entered for it. Without memory that is not known. */
void fault__add_catch(struct fault *fault, uint32_t number, bool caught, const char *function);

/* The first of its handlers that was told of by the number or later; NULL: none yet. */
const struct fault_catch *fault__catch_from(const struct fault *fault, uint32_t number);

/* Remembers that the number stands for the fault. The oldest are forgotten when there are many. */
void faults__link(struct faults *faults, uint32_t number, const struct fault_link *link);
const struct fault_link *faults__find(const struct faults *faults, uint32_t number); /* or NULL */

/* The last one that was thrown as this object in the process; NULL: none. */
struct fault *faults__of_object(const struct faults *faults, uint32_t tgid, uint64_t object);
void faults__set_object(struct faults *faults, struct fault *fault, uint64_t object);

/* Those that a thread has got into: its last of the kind. NULL: none. */
enum thread_fault { THREAD_RUST_PANIC, THREAD_UNCAUGHT, THREAD_FAULTS };
struct fault *faults__of_thread(const struct faults *faults, uint32_t tgid, uint32_t tid,
				enum thread_fault which);
void faults__set_thread(struct faults *faults, uint32_t tgid, uint32_t tid, enum thread_fault which,
			struct fault *fault);

/* Why the process dies, the first that was told; NULL: not told. */
struct fault *faults__death(const struct faults *faults, uint32_t tgid);
void faults__set_death(struct faults *faults, struct fault *fault);

/* Those of a process that are found by object or thread: it has ended, or executes another program.
 * Numbers are never used again. */
void faults__forget(struct faults *faults, uint32_t tgid);

#endif
