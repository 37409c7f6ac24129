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

/*
 * A site's cookie: the function's id, how the kernel executes the instruction at its entry, and
 * what the site is. It can be an entry and an exit at once, as where a function is a mere jump.
 */
#define MAAP_COOKIE_FUNCTION		 0x7fffffffULL
#define MAAP_COOKIE_STEPPED		 (1ULL << 31)
#define MAAP_COOKIE_ENTRY		 (1ULL << 32) /* and the exits are probed, not the return armed */
#define MAAP_COOKIE_REENTERS		 (1ULL << 33) /* the function jumps back to its entry */
#define MAAP_COOKIE_UNSEEN		 (1ULL << 34) /* it has exits without a probe */
#define MAAP_COOKIE_HARMLESS		 (1ULL << 35) /* its return may be armed whatever is mapped later */
#define MAAP_COOKIE_GO			 (1ULL << 36) /* its calls belong to goroutines */
#define MAAP_COOKIE_STACK_ARGS		 (1ULL << 37) /* its arguments lie on the stack: Go up to 1.16 */
#define MAAP_COOKIE_UNLESS		 (1ULL << 38) /* an entry only where the branch is not taken */
#define MAAP_COOKIE_CAPTURE		 (1ULL << 39) /* more than the registers is taken at its entry */
#define MAAP_COOKIE_EXIT(exit)		 ((__u64)(exit) << 40)
#define MAAP_COOKIE_CAPTURE_RESULT	 (1ULL << 42) /* and at its return */
#define MAAP_COOKIE_ERROR_RETURN	 (1ULL << 43) /* some of its results are errors */
#define MAAP_COOKIE_CONDITION(condition) ((__u64)(condition) << 44)
#define MAAP_COOKIE_TLS_G(offset)	 ((__u64)(offset) << 48)

/* MAAP_EVIDENCE_MAPPING: where r_debug lies, in bytes from the site. */
#define MAAP_COOKIE_R_DEBUG(offset) ((__u64)(offset) << 32)
#define MAAP_SITE_R_DEBUG(cookie)   ((__s64)(cookie) >> 32)

#define MAAP_SITE_EXIT(cookie)	    ((enum maap_exit)((cookie) >> 40 & 0x3))
#define MAAP_SITE_CONDITION(cookie) ((cookie) >> 44 & 0xf)  /* low half of the jcc's opcode */
#define MAAP_SITE_TLS_G(cookie)	    ((__s64)(cookie) >> 48) /* of Go's g, from the thread pointer */

enum maap_exit {
	MAAP_EXIT_NONE = 0,
	MAAP_EXIT_RETURN, /* a ret */
	MAAP_EXIT_JUMP,	  /* a jump out of the function */
	MAAP_EXIT_BRANCH, /* a conditional one */
};

/* Cookies of the sites that tell what the frames of a thread have come to. */
enum maap_evidence {
	MAAP_EVIDENCE_CATCH = 1,  /* an exception's handler has been entered */
	MAAP_EVIDENCE_LONGJMP,	  /* the C library's longjmp(rdi: jmp_buf) */
	MAAP_EVIDENCE_FORCED,	  /* forced unwinding begins: the thread is to end */
	MAAP_EVIDENCE_THREAD_END, /* the C library cleans up behind a thread */
	MAAP_EVIDENCE_SWAP,	  /* swapcontext(from, rsi: ucontext) */
	MAAP_EVIDENCE_SETCONTEXT, /* setcontext(rdi: ucontext) */
	MAAP_EVIDENCE_JUMP,	  /* boost's jump_fcontext(rdi: stack pointer), ontop_fcontext */
	MAAP_EVIDENCE_JUMP_FROM,  /* its older form: (from, rsi: stack pointer) */
	MAAP_EVIDENCE_GOEXIT,	  /* Go: the goroutine ends */
	MAAP_EVIDENCE_EXECUTE,	  /* Go: the thread takes up another goroutine */
	MAAP_EVIDENCE_MAPPING,	  /* the dynamic linker begins or ends to map or unmap files */
	MAAP_EVIDENCE_RAISE,	  /* the unwinder is given an exception(rdi: its header) */
	MAAP_EVIDENCE_RETHROW,	  /* the same, once more */
	MAAP_EVIDENCE_RUST_PANIC, /* Rust's panic handler(rdi: PanicInfo) */
	MAAP_EVIDENCE_GO_PANIC,	  /* Go: runtime.gopanic(any) */
	MAAP_EVIDENCE_GO_RECOVER, /* Go: the panic is recovered, runtime.recovery(g) */
};

/* How the ends of a call are probed, for what that costs. */
enum maap_cost_class {
	MAAP_COST_FAST = 0,	   /* the kernel emulates the instruction under the entry probe */
	MAAP_COST_STEPPED = 1,	   /* it single-steps it out of line */
	MAAP_COST_FAST_RET = 2,	   /* as FAST, and the return instruction is stepped */
	MAAP_COST_STEPPED_RET = 3, /* as STEPPED, and the return instruction is stepped */
	MAAP_COST_CLASSES,
};

enum maap_event_type {
	MAAP_EVENT_CALL = 1,
	MAAP_EVENT_EXEC,
	MAAP_EVENT_FORK,    /* with --follow: a process has come */
	MAAP_EVENT_EXIT,    /* a traced process has ended */
	MAAP_EVENT_MAPPING, /* the dynamic linker maps files: plans may not hold any more */
	MAAP_EVENT_CAPTURE, /* what was taken at the entry or return of a call */
	MAAP_EVENT_ERROR,   /* error_event.h; in a ring of its own */
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
	MAAP_LOSS_FOREIGN_STACK, /* on a stack that is not the thread's: its return cannot be armed
				  */
	MAAP_LOSS_REPLANNING,	 /* while a file was mapped that may forbid to arm returns */
	MAAP_LOSS_STORAGE,	 /* no memory for the thread's frames */
	MAAP_LOSS_KERNEL_REASONS,
	MAAP_LOSS_WRITE =
		MAAP_LOSS_KERNEL_REASONS, /* user space: the output could not be written */
	MAAP_LOSS_REASONS,
};

#define MAAP_END_EXACT	   0x01 /* the end was seen; without it raw_ns is an upper bound */
#define MAAP_EXITED	   0x02 /* ended with its process; exit_code is valid */
#define MAAP_NO_MEMORY	   0x04 /* exec or exit had taken the memory: no rss_exit_pages */
#define MAAP_NO_THREAD_CPU 0x08 /* it changed threads, or others ran on its thread meanwhile */
#define MAAP_COST_SHIFT	   4	/* two bits of enum maap_cost_class */
#define MAAP_CAPTURE_LOST  0x40 /* some of what was to be captured: no room */

/* One call, sent when it ends. Times in ns of CLOCK_MONOTONIC, memory in pages. */
struct call_event {
	__u16 type;   /* MAAP_EVENT_CALL */
	__u8 outcome; /* enum maap_outcome */
	__u8 flags;   /* MAAP_END_EXACT and so on, enum maap_cost_class << MAAP_COST_SHIFT */
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
	__u16 depth;	  /* traced calls open on this stack at entry */
	__u16 exit_code;  /* with MAAP_EXITED: as waitpid reports it */
	__u32 error;	  /* number of the error that is why it ended, or that was the last before
			   * it was left open; 0: none */
	__u64 args[6];	  /* at entry: rdi rsi rdx rcx r8 r9; of Go code rax rbx rcx rdi rsi r8 */
	__u64 result;	  /* rax at return */
	__u64 capture_ns; /* what capturing more has cost those around it */
};

/*
 * What is taken at a function's entry or return beyond the registers in call_event, in this order.
 * Each gives a struct captured and its bytes, padded to a multiple of 8. Those that do not fit into
 * MAAP_CAPTURE_BYTES any more are missing at the end.
 */
enum maap_capture_kind {
	MAAP_CAPTURE_WORD = 1, /* the source's 8 bytes */
	MAAP_CAPTURE_MEMORY,   /* `limit` bytes at source + offset */
	MAAP_CAPTURE_TEXT,     /* up to a NUL, at source */
	MAAP_CAPTURE_TEXT_AT,  /* up to a NUL, where the pointer at source + offset leads */
	MAAP_CAPTURE_SPAN,     /* at source, as many bytes as `length` says; less than 0: as TEXT */
	MAAP_CAPTURE_SPAN_AT,  /* pointer at source + offset, length at source + length_offset */
	MAAP_CAPTURE_LIBCXX,   /* libc++'s std::string at source + offset */
	MAAP_CAPTURE_GUESS,    /* text at source, if it looks like text */
};

/* Registers by DWARF's numbers, or … */
#define MAAP_SOURCE_STACK_WORD	  16 /* the word at the stack pointer + stack_offset */
#define MAAP_SOURCE_STACK_ADDRESS 17 /* the stack pointer + stack_offset itself */
#define MAAP_SOURCE_HIDDEN	  18 /* at return: the first argument, where the result was to go */

#define MAAP_CAPTURE_MAX_OPS 24
#define MAAP_CAPTURE_BYTES   16384 /* of one call, the headers included */
#define MAAP_CAPTURE_LIMIT   8192  /* of one text */

struct capture_op {
	__u8 kind;	     /* enum maap_capture_kind */
	__u8 source;	     /* where the value or address comes from */
	__u8 length;	     /* MAAP_CAPTURE_SPAN: source of the length */
	__u8 may_fault_in;   /* the page may be brought into memory for it */
	__s32 stack_offset;  /* of either MAAP_SOURCE_STACK_* */
	__s32 offset;	     /* MAAP_CAPTURE_SPAN: bytes taken beyond the length */
	__s32 length_offset; /* MAAP_CAPTURE_SPAN: bytes that the length has, less than 0 if signed
			      */
	__u32 limit;	     /* bytes at most */
};

struct capture_plan {
	__u32 count;
	struct capture_op ops[MAAP_CAPTURE_MAX_OPS];
};

enum maap_capture_status {
	MAAP_CAPTURED = 0,
	MAAP_CAPTURE_CUT,     /* there is more of it */
	MAAP_CAPTURE_FAULT,   /* no memory there, or not in memory */
	MAAP_CAPTURE_NULL,    /* the address is 0 */
	MAAP_CAPTURE_NO_TEXT, /* a guess that did not hold */
};

struct captured {
	__u32 bytes; /* that follow */
	__u32 status;
	__u64 whole; /* bytes that the object has, 0: unknown */
};

/* Comes before its call's call_event. */
struct capture_event {
	__u16 type; /* MAAP_EVENT_CAPTURE */
	__u16 at_return;
	__u32 function;
	__u32 tgid;
	__u32 tid;
	__u64 call;
	__u64 strand; /* 0: the thread's own */
	__u32 index;  /* of the call among the strand's open ones: it replaces what was there */
	__u32 bytes;  /* that follow */
};

/* A traced process executes another program. */
struct exec_event {
	__u16 type;	 /* MAAP_EVENT_EXEC */
	__u16 by_thread; /* not the main thread called it: links keep to that and lose sight of the
			    process */
	__u32 tgid;
};

/*
 * A traced process, by its number in the first PID namespace. Without padding: user space writes
 * it.
 */
struct traced_process_cell {
	__u32 cell;	     /* its index among the cells of CPU time */
	__u32 pid;	     /* in the tracer's PID namespace, as in all events */
	__u64 birth_sp;	     /* stack pointer that its first thread began with; 0: not seen */
	__u64 abort_message; /* address of the C library's __abort_msg, 0: unknown */
	__u64 errno_offset;  /* of errno from the thread pointer, 0: unknown */
	/* Of the last deadly signal: PID of the sender; from bit 32 on its number, from 48 on its
	 * code. */
	__u64 sender;
};

/* News of a process: MAAP_EVENT_FORK, MAAP_EVENT_EXIT, MAAP_EVENT_MAPPING. */
struct process_event {
	__u16 type;
	__u16 pad;
	__u32 tgid;
	__u32 parent;	 /* MAAP_EVENT_FORK */
	__u32 exit_code; /* MAAP_EVENT_EXIT: as waitpid reports it */
	__u64 sender;	 /* MAAP_EVENT_EXIT: as traced_process_cell has it */
};

_Static_assert(sizeof(struct process_event) == 24,
	       "process_event: both sides must agree on the layout");
_Static_assert(sizeof(struct call_event) == 184, "call_event: both sides must agree on the layout");
_Static_assert(sizeof(struct capture_op) == 20, "capture_op: both sides must agree on the layout");
_Static_assert(sizeof(struct capture_event) == 40,
	       "capture_event: both sides must agree on the layout");
_Static_assert(sizeof(struct exec_event) == 8, "exec_event: both sides must agree on the layout");

#endif
