/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Takes the kernel's events out of the ring buffer. */
#ifndef MAAP_RECORD_DRAIN_H
#define MAAP_RECORD_DRAIN_H

#include "../../bpf/error_event.h"
#include "../probe/attach.h"

struct drain;

/* Each may be NULL. */
struct drain_handler {
	void (*call)(const struct call_event *event, void *context);
	void (*exec)(const struct exec_event *event, void *context);
	void (*process)(const struct process_event *event, void *context);
	void (*capture)(const struct capture_event *event, void *context);
	void (*error)(const struct error_event *event, void *context);
	void (*fork)(const struct process_event *event, void *context); /* among the errors */
	void *context;
};

/* The tracer must outlive it. Returns 0 or a negative errno (logged). */
int drain__new(struct tracer *tracer, const struct drain_handler *handler, struct drain **out);
void drain__free(struct drain *drain);

/* Who is told from now on. */
void drain__set_handler(struct drain *drain, const struct drain_handler *handler);

/* Readable when the ring has filled past its mark while the reader waited. */
int drain__fd(const struct drain *drain);

/* The reader is about to sleep: only then is it worth waking. */
void drain__will_wait(struct drain *drain);

/*
 * Hands out the errors that have come up to now: they have a ring of their own, and what tells of a
 * call that one has left comes after it.
 */
void drain__consume_errors(struct drain *drain);

/*
 * Hands out what has arrived, errors first. Returns the number of events, -EAGAIN after some ten
 * thousand with maybe more to come, or another negative errno.
 */
int drain__consume(struct drain *drain);

#endif
