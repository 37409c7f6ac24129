/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel side as one object: open (load, choose the kind of links by trying) -> watch processes
 * -> attach functions -> record -> stop -> close. What it sends is read by record/drain.h.
 */
#ifndef MAAP_PROBE_ATTACH_H
#define MAAP_PROBE_ATTACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../bpf/event.h"
#include "../target/error_places.h"
#include "../target/process.h"
#include "link.h"
#include "process_plan.h"

struct tracer;

struct tracer_options {
	bool resources;		  /* CPU, memory and faults of each call */
	bool args;		  /* argument and return registers */
	bool children;		  /* processes that the watched ones start are watched too */
	bool strands;		  /* room for goroutines or fibers */
	bool fibers;		  /* switches of stacks are followed */
	bool errors;		  /* exceptions, panics, fatal signals, bad results are told */
	uint32_t backtrace_bytes; /* of the stack that come with each */
	size_t functions;	  /* whose values are captured: all that may come */
	size_t plans;		  /* and different plans of what to take */
	size_t ring_bytes;	  /* a power of two times the page size */
	bool link_forced;	  /* use `link` or fail; else the best that works */
	enum link_kind link;
};

struct tracer_features {
	enum link_kind link;
	bool exact_rss; /* per-CPU memory counters are added up */
};

/* Loads the kernel side. Logs what is missing. Returns 0 or a negative errno. */
int tracer__open(const struct tracer_options *options, struct tracer **out);

/* Detaches and unloads all. NULL is accepted. */
void tracer__close(struct tracer *tracer);

const struct tracer_features *tracer__features(const struct tracer *tracer);

/* Calls in the process are recorded and its CPU time counted from now on. 0 or a negative errno. */
int tracer__watch(struct tracer *tracer, pid_t pid);

/* What the kernel side is to read in the process when something fails. */
void tracer__set_error_places(struct tracer *tracer, pid_t pid, const struct error_places *places);
void tracer__unwatch(struct tracer *tracer, pid_t pid);

/* What is to be attached, and for whom. */
struct attachment {
	const struct target *target;
	/* NULL: all processes that map the target's modules; those that are not watched pay for the
	 * breakpoint and no more. */
	const struct process *process;
	const struct plan_list *plans;
	const struct process_plan *plan;
	/* What was attached, where that does not hold any more; NULL: nothing is in yet. */
	const struct process_plan *before;
	enum exit_wish wish;
	bool errors; /* where exceptions are thrown and panics begin is watched too */
};

/*
 * Puts the planned probes into the modules that the process maps. With `before`, functions whose
 * returns were armed are observed by `plan` from now on; armed returns that are pending stay good.
 * All or nothing: on failure the function at fault is logged, and what is in stays in. Returns the
 * number of probes (breakpoints: entry and return of a function share none) or a negative errno.
 */
int tracer__attach(struct tracer *tracer, const struct attachment *what);

/*
 * Takes away what tracer__attach() with `before` has left without a use. Apart from it, since the
 * kernel waits for threads that are held.
 */
void tracer__drop_unused(struct tracer *tracer, const struct attachment *what);

/*
 * How often a dynamic linker was seen to map files. Until the same number is told to be looked at,
 * no return is armed that what has come could make dangerous.
 */
uint64_t tracer__mappings_seen(const struct tracer *tracer);
void tracer__set_mappings_checked(struct tracer *tracer, uint64_t seen);

/*
 * Whether a thread that maps files waits until what it has mapped is looked at, some tenths of a
 * second at most; and that it has been, up to the number seen.
 */
void tracer__hold_mappings(struct tracer *tracer, bool on);
void tracer__release_mappings(struct tracer *tracer, uint64_t seen);

/* How often a thread went on before that, because it took too long. */
uint64_t tracer__holds_expired(const struct tracer *tracer);

/* From now on as if a dynamic linker had mapped files: for planning again by oneself. */
void tracer__hold_arming(struct tracer *tracer);

/* Calls lost so far because their returns could not be armed where they were made. */
uint64_t tracer__unarmed(const struct tracer *tracer);

/* Children of watched processes that could not be watched: too many at once. */
uint64_t tracer__children_missed(const struct tracer *tracer);

/* Whether new calls are recorded; off at first, so that a recording begins with all probes in. */
void tracer__record(struct tracer *tracer, bool on);

/* Calls shorter than this are dropped in the kernel, and are not losses; 0: none, as at first. */
void tracer__set_min_duration(struct tracer *tracer, uint64_t min_duration_ns);

/* Takes all probes out. Calls that are open then stay known to tracer__end_open_calls(). */
void tracer__detach(struct tracer *tracer);

/* Sends every open call as unfinished. The ring is to be drained after. 0 or a negative errno. */
int tracer__end_open_calls(struct tracer *tracer);

/* What the probes cost, by class, in ns: inside of a call's own time, and for those around it. */
void tracer__set_bias(struct tracer *tracer, const uint64_t bias_ns[MAAP_COST_CLASSES],
		      const uint64_t cost_ns[MAAP_COST_CLASSES]);

/* Exceptions and panics while no traced call was open on their stack. */
uint64_t tracer__raised_outside(const struct tracer *tracer);

/* Errors that could not be told of: no room. */
uint64_t tracer__errors_lost(const struct tracer *tracer);

/* Calls lost in the kernel since the start, by enum maap_loss, all CPUs together. */
void tracer__read_losses(const struct tracer *tracer, uint64_t counts[MAAP_LOSS_KERNEL_REASONS]);

/* For settings.c, upload.c and record/drain.c: the loaded skeleton. */
struct maap;
struct maap *tracer__skeleton(const struct tracer *tracer);

#endif
