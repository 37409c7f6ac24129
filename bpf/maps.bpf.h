/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The maps and settings that the BPF objects share. Defined in setup.bpf.c, extern elsewhere. */
#ifndef MAAP_MAPS_BPF_H
#define MAAP_MAPS_BPF_H

#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>
#include "error_event.h"

#ifndef MAAP_MAP
#define MAAP_MAP extern
#endif

/* One open call. */
struct frame {
	u64 slot; /* address of its return address: the stack pointer at entry */
	u64 call; /* number of the call */
	u64 entry_ns;
	u64 off_ns;	 /* the thread's off-CPU total at entry */
	u64 process_cpu; /* process_cpu__read() at entry */
	u64 rss_pages;
	u64 child_ns;	     /* finished traced calls directly inside, probe cost taken off */
	u64 nested_probe_ns; /* cost of the probes of all finished calls inside */
	u64 capture_ns;	     /* what taking its arguments has cost */
	u64 args[6];
	u32 function; /* FRAME_ENDED: it waits for those above it to end */
	u32 minor_faults;
	u32 major_faults;
	u32 tid;	   /* the thread that entered */
	u32 turns;	   /* of that thread, at entry */
	s32 errno_value;   /* at entry, where results may be errors */
	s32 parent;	   /* index of the frame directly around it on the same stack, -1 if none */
	u16 depth;	   /* on its stack */
	u8 cost_class;	   /* enum maap_cost_class */
	u8 stack;	   /* enum stack_kind */
	bool armed;	   /* its return address is the kernel's trampoline */
	bool reenters;	   /* its function jumps back to its own entry */
	bool unseen;	   /* its function has exits without a probe */
	bool capture_lost; /* of what was to be taken of it */
};

#define FRAME_ENDED 0xffffffff

/*
 * A line of execution with a stack of its own: a thread, a goroutine or a fiber. A thread's frames
 * lie in its frame_stack, those of the others in strand_frames.
 */
struct strand {
	u64 id; /* 0: the thread's own; else unique in the process */
	u32 tgid;
	u32 depth;     /* frames in use */
	u32 ended;     /* of them FRAME_ENDED */
	u32 error;     /* number of the last error that came over it, 0: none */
	u32 recovered; /* number of the last recovery of a Go panic: what left calls unseen */
};

#define MAX_FLYING 4 /* exceptions inside each other; a power of two */

/* What is known of a thread. Must stay under 64 KiB. */
struct frame_stack {
	u64 off_ns;	  /* total of finished off-CPU stretches since the first traced call */
	u64 off_since_ns; /* start of the running one, 0 while on a CPU */
	u64 signal_base;  /* the alternate signal stack as last seen set */
	u64 signal_bytes;
	u64 own_base; /* the thread's own stack */
	u64 own_bytes;
	u64 fiber; /* strand that it runs, where fibers are followed; 0: its own */
	u32 cell;  /* the process's index in cpu_cells */
	u32 tgid;  /* as the tracer sees them, see pids.bpf.h */
	u32 tid;
	u64 rethrowing;		/* header of the exception that goes on from its handler */
	u64 caught;		/* header of the exception whose handler was entered last */
	u32 turns;		/* how often it has taken up another strand */
	bool signal_disarms;	/* SS_AUTODISARM: not set while its handler runs */
	bool forced;		/* is being ended by forced unwinding */
	u8 raising;		/* exceptions under way that were told of … */
	bool dying;		/* why it ends its process has been told */
	u32 flying[MAX_FLYING]; /* … and their numbers */
	struct strand own;
	u16 moved[MAAP_MAX_FRAMES]; /* for strand__compact() */
	struct frame frames[MAAP_MAX_FRAMES];
};

struct frame_stacks_map {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct frame_stack);
};

struct strand_key {
	u64 id;
	u64 tgid;
};

struct strand_frame_key {
	u64 id;
	u32 tgid;
	u32 index;
};

/* These three are made larger by user space before loading where there are goroutines or fibers. */
struct strands_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct strand_key);
	__type(value, struct strand);
};

struct strand_frames_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct strand_frame_key);
	__type(value, struct frame);
};

/* Fibers that were left, by process and stack pointer >> SUSPENDED_SHIFT. */
struct suspended {
	u64 sp;
	u64 id;
};

struct suspended_map {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, struct strand_key);
	__type(value, struct suspended);
};

/* Traced processes, by task->tgid. */
struct processes_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAAP_MAX_PROCESSES);
	__type(key, u32);
	__type(value, struct traced_process_cell);
};

/* Indices in cpu_cells that no process uses. */
struct free_cells_map {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, MAAP_MAX_PROCESSES);
	__type(value, u32);
};

/* CPU time of each traced process, see process_cpu.bpf.h. */
struct cpu_cells_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAAP_MAX_PROCESSES);
	__type(key, u32);
	__type(value, u64);
};

/* Which cell the task on this CPU is being charged to: index + 1, 0 for none. */
struct stints_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u32);
};

struct call_numbers_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
};

struct losses_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAAP_LOSS_KERNEL_REASONS);
	__type(key, u32);
	__type(value, u64);
};

/* Which plan of capture_plans holds: function * 2 at its entry, + 1 at its return; 0: nothing is
 * taken. These two are sized by user space before loading. */
struct capture_of_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, u32);
};

struct capture_plans_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct capture_plan);
};

#define CAPTURE_REGISTERS 16 /* by DWARF's numbers */

/* So many threads of a CPU may be reading at a time: reading may sleep. */
#define CAPTURE_SCRATCHES 8

/* A workplace, too large for the stack. */
struct capture_scratch {
	u64 busy; /* a thread has it */
	u64 registers[CAPTURE_REGISTERS];
	u64 hidden; /* MAAP_SOURCE_HIDDEN */
	struct capture_event event;
	/* Each object begins within MAAP_CAPTURE_BYTES. */
	u8 data[MAAP_CAPTURE_BYTES + MAAP_CAPTURE_LIMIT + 64];
};

struct capture_scratches_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CAPTURE_SCRATCHES); /* for each CPU: user space multiplies */
	__type(key, u32);
	__type(value, struct capture_scratch);
};

#define ERROR_SCRATCHES 16 /* so many threads may be telling of an error at a time */

/* A workplace for error_event, too large for the stack. */
struct error_scratch {
	u64 busy;  /* a thread has it */
	u64 next;  /* of the stack: address of what is copied next … */
	u64 limit; /* … and where in the data it ends */
	struct error_event event;
	u8 data[MAAP_ERROR_DATA + 4096]; /* each piece begins within MAAP_ERROR_DATA */
};

/* The maps for errors have room for one entry where none are caught. */
struct error_scratches_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct error_scratch);
};

/* By function id: which of its results are errors. Sized by user space. */
struct error_conditions_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct error_conditions);
};

/* By the object that was thrown: the number of the error that told of it. */
struct origins_map {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1);
	__type(key, struct strand_key);
	__type(value, u32);
};

/* Apart from the calls, which errors with their stacks must not crowd out. */
struct error_events_map {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
};

/* max_entries is set by user space before loading. */
struct events_map {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
};

MAAP_MAP struct frame_stacks_map frame_stacks SEC(".maps");
MAAP_MAP struct strands_map strands SEC(".maps");
MAAP_MAP struct strand_frames_map strand_frames SEC(".maps");
MAAP_MAP struct suspended_map suspended SEC(".maps");
MAAP_MAP struct free_cells_map free_cells SEC(".maps");
MAAP_MAP struct processes_map processes SEC(".maps");
MAAP_MAP struct cpu_cells_map cpu_cells SEC(".maps");
MAAP_MAP struct stints_map stints SEC(".maps");
MAAP_MAP struct call_numbers_map call_numbers SEC(".maps");
MAAP_MAP struct losses_map losses SEC(".maps");
MAAP_MAP struct capture_of_map capture_of SEC(".maps");
MAAP_MAP struct capture_plans_map capture_plans SEC(".maps");
MAAP_MAP struct capture_scratches_map capture_scratches SEC(".maps");
MAAP_MAP struct error_scratches_map error_scratches SEC(".maps");
MAAP_MAP struct error_conditions_map error_conditions SEC(".maps");
MAAP_MAP struct origins_map origins SEC(".maps");
MAAP_MAP struct error_events_map error_events SEC(".maps");
MAAP_MAP struct events_map events SEC(".maps");

/*
 * Settings, constant once loaded, so that the verifier removes what is off. __uN types: the
 * skeleton shows them to user space.
 */
extern const volatile bool want_resources;
extern const volatile bool want_args;
extern const volatile bool want_children;	/* traced processes' children are traced */
extern const volatile bool want_strands;	/* there are goroutines or fibers */
extern const volatile bool want_fibers;		/* switches of stacks are followed */
extern const volatile bool want_errors;		/* exceptions, fatal signals and so on are told */
extern const volatile __u32 backtrace_bytes;	/* of the stack that go with an error; 0: none */
extern const volatile __u64 error_wakeup_bytes; /* as wakeup_bytes, of the errors' ring */
extern const volatile __u32 possible_cpus;	/* numbering of calls */
extern const volatile __u32 rss_cpus; /* per-CPU memory counters to add up; 0: central count only */
extern const volatile __u64 wakeup_bytes; /* wake the reader past this fill of the ring */

/* What find_own_pids has found out of the tracer. */
extern __u32 own_tgid;		/* in the first PID namespace */
extern __u32 own_pid_level;	/* how deep its own namespace is nested; 0: it is the first */
extern __u64 own_pid_namespace; /* its address */

/* What find_process is asked for, and says. */
extern __u32 wanted_pid; /* in the tracer's PID namespace */
extern __u32 found_tgid; /* in the first, 0: there is none */

/* State that user space changes while the programs run. */
extern bool recording;	       /* new calls are recorded */
extern __u64 mapping_seen;     /* how often a dynamic linker has begun to map files … */
extern __u64 mapping_checked;  /* … and what of it user space has looked at */
extern bool hold_mappings;     /* who maps waits until user space has looked … */
extern __u64 hold_expired;     /* the last of those that waited in vain, 0: none */
extern __u64 holds_expired;    /* how many did */
extern __u64 mapping_released; /* … which it tells here, or in mapping_checked */
extern bool calibrating;       /* the tracer's own calls are recorded */
extern __u64 unarmed; /* calls lost because their returns could not be armed where they were made */
extern __u32 errors_seen;		   /* their numbers */
extern __u64 errors_lost;		   /* of them not told: no room */
extern __u64 raised_outside;		   /* exceptions while no traced call was open */
extern __u64 children_missed;		   /* for want of a place among MAAP_MAX_PROCESSES */
extern __u64 min_duration_ns;		   /* shorter calls are dropped */
extern bool reader_waits;		   /* the reader sleeps on its timer and may be woken */
extern __u64 bias_ns[MAAP_COST_CLASSES];   /* probe time inside a call's own raw_ns */
extern __u64 cost_ns[MAAP_COST_CLASSES];   /* what a traced call costs those around it */
extern __u64 percpu_offset[MAAP_RSS_CPUS]; /* set by the find_percpu_offsets program */

static __always_inline void count_loss(enum maap_loss reason)
{
	u32 key = reason;
	u64 *count = bpf_map_lookup_elem(&losses, &key);

	if (count)
		__sync_fetch_and_add(count, 1);
}

#endif
