/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the kernel side and user space say to each other: the one header both include.
 * Kernel side: vmlinux.h comes first and brings the __uN types.
 */
#ifndef MAAP_EVENT_H
#define MAAP_EVENT_H

#ifndef __VMLINUX_H__
#include <linux/types.h>
#endif

#define MAAP_MAX_FRAMES	   256	/* traced calls open at once on one thread */
#define MAAP_MAX_PROCESSES 1024 /* traced processes at once */
#define MAAP_RSS_CPUS	   16	/* sum the kernel's per-CPU memory counters up to this many CPUs */

/* A site's cookie: the function's id, and how the kernel executes the probed instruction. */
#define MAAP_COOKIE_STEPPED  (1u << 31)
#define MAAP_COOKIE_FUNCTION (~MAAP_COOKIE_STEPPED)

enum maap_cost_class {
	MAAP_COST_FAST = 0,    /* the kernel emulates the instruction under the probe */
	MAAP_COST_STEPPED = 1, /* the kernel single-steps it out of line */
	MAAP_COST_CLASSES,
};

enum maap_event_type {
	MAAP_EVENT_CALL = 1,
	MAAP_EVENT_EXEC,
};

enum maap_outcome {
	MAAP_RETURNED = 0,
	MAAP_UNWOUND,	  /* left by an exception or longjmp */
	MAAP_TAIL_CALLED, /* left by a jump into another traced function */
	MAAP_UNFINISHED,  /* still open when its thread, its process or the recording ended */
};

/* Why a call that was entered has no event. One per-CPU counter each. */
enum maap_loss {
	MAAP_LOSS_RING_FULL = 0, /* user space did not keep up */
	MAAP_LOSS_NESTING, /* past the kernel's limit of pending returns a thread: return not armed
			    */
	MAAP_LOSS_DEPTH,   /* more than MAAP_MAX_FRAMES open calls on one thread */
	MAAP_LOSS_SIGNAL_STACK, /* arming its return would have made the kernel drop another stack's
				 */
	MAAP_LOSS_STORAGE,	/* no memory for the thread's frame stack */
	MAAP_LOSS_KERNEL_REASONS,
	MAAP_LOSS_WRITE =
		MAAP_LOSS_KERNEL_REASONS, /* user space: the output could not be written */
	MAAP_LOSS_REASONS,
};

#define MAAP_END_EXACT 0x01 /* the end was seen; without it raw_ns is an upper bound */
#define MAAP_NO_MEMORY 0x04 /* exec or exit had taken the memory: no rss_exit_pages */
#define MAAP_EXITED    0x02 /* ended with its process; exit_code is valid */

/* One call, sent when it ends. Times in ns of CLOCK_MONOTONIC, memory in pages. */
struct call_event {
	__u16 type;   /* MAAP_EVENT_CALL */
	__u8 outcome; /* enum maap_outcome */
	__u8 flags;   /* MAAP_END_EXACT, MAAP_EXITED, MAAP_NO_MEMORY */
	__u32 function;
	__u32 tgid;
	__u32 tid;
	__u64 call;   /* number of the call, unique in the recording, never 0 */
	__u64 parent; /* number of the call directly around it on this stack, 0 if none */
	__u64 entry_ns;
	__u64 parent_entry_ns;
	__u64 raw_ns;	       /* entry to exit as the probes saw it */
	__u64 nested_probe_ns; /* what the probes of the calls inside it cost, part of raw_ns */
	__u64 child_ns; /* duration of the traced calls directly inside it, probe cost taken off */
	__u64 off_cpu_ns;
	__u64 process_cpu_ns;
	__u64 rss_entry_pages;
	__u64 rss_exit_pages;
	__u32 minor_faults;
	__u32 major_faults;
	__u32 depth;	 /* traced calls open on this stack at entry */
	__u32 exit_code; /* with MAAP_EXITED: as waitpid reports it */
	__u64 args[6];	 /* rdi rsi rdx rcx r8 r9 at entry */
	__u64 result;	 /* rax at return */
};

/* A traced process executes another program. */
struct exec_event {
	__u16 type;	 /* MAAP_EVENT_EXEC */
	__u16 by_thread; /* not the main thread called it: links keep to that and lose sight of the
			    process */
	__u32 tgid;
};

_Static_assert(sizeof(struct call_event) == 176, "call_event: both sides must agree on the layout");
_Static_assert(sizeof(struct exec_event) == 8, "exec_event: both sides must agree on the layout");

#endif
