/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel side tells of errors: exceptions, panics, fatal signals, bad returns. */
#ifndef MAAP_ERROR_EVENT_H
#define MAAP_ERROR_EVENT_H

#include "event.h"

#define MAAP_BACKTRACE_BYTES  32768 /* of the stack, by default */
#define MAAP_BACKTRACE_MAX    65536 /* and at most */
#define MAAP_ERROR_TEXT	      2048  /* bytes of a name or message, at most */
#define MAAP_ERROR_NOTHING    0xffffffff
#define MAAP_ERROR_DATA	      (MAAP_BACKTRACE_MAX + 12288) /* all pieces together */
#define MAAP_ERROR_VTABLES    2	 /* at the beginning of the object, and 8 bytes behind */
#define MAAP_ERROR_WORDS      16 /* of the object that was thrown */
#define MAAP_ERROR_RETURNS    64 /* pending returns that the kernel has replaced */
#define MAAP_ERROR_REGISTERS  17 /* DWARF's 0 to 15, and rip */
#define MAAP_ERROR_MAP_NAME   64
#define MAAP_ERROR_CONDITIONS 8 /* of one function's results */

enum maap_error_kind {
	MAAP_ERROR_RAISE = 1,  /* an exception or a Rust panic begins */
	MAAP_ERROR_RETHROW,    /* it goes on from where it was caught */
	MAAP_ERROR_CATCH,      /* a handler is entered; calls may have been left */
	MAAP_ERROR_RUST_PANIC, /* where a Rust panic comes from: before its RAISE */
	MAAP_ERROR_GO_PANIC,
	MAAP_ERROR_GO_RECOVER,
	MAAP_ERROR_SIGNAL, /* a thread is about to die of it */
	MAAP_ERROR_EXIT,   /* a thread ends its process, with calls open */
	MAAP_ERROR_RETURN, /* a result that counts as an error */
};

/* The first eight bytes of an unwinder's header, as a number. */
#define MAAP_CLASS_GNU	     0x474e5543432b2b00ULL /* "GNUCC++\0" */
#define MAAP_CLASS_LLVM	     0x434c4e47432b2b00ULL /* "CLNGC++\0" */
#define MAAP_CLASS_RUST	     0x4d4f5a0052555354ULL /* "MOZ\0RUST" */
#define MAAP_CLASS_DEPENDENT 1ULL		   /* C++: the object is another exception's */

struct error_return {
	__u64 slot;    /* where the kernel's trampoline stands */
	__u64 address; /* what stood there */
};

/* What follows an error_event, in pieces, as far as there is something of each. */
enum maap_error_piece {
	MAAP_PIECE_RETURNS, /* struct error_return, each */
	MAAP_PIECE_NAME,    /* of a type, of a file */
	/*
	 * What may be its text. C++: where the object's second and third word lead, and
	 * filesystem_error's own. SIGNAL: the C library's last words. Others: the first alone.
	 */
	MAAP_PIECE_TEXT,
	MAAP_PIECE_TEXT2,
	MAAP_PIECE_TEXT3,
	MAAP_PIECE_STACK, /* the last */
	MAAP_PIECES,
};

struct error_piece {
	__u32 at;    /* from the event's end */
	__u32 bytes; /* MAAP_ERROR_NOTHING: it could not be read */
};

/* `data_bytes` follow it, which hold the pieces. */
struct error_event {
	__u16 type; /* MAAP_EVENT_ERROR */
	__u16 kind; /* enum maap_error_kind */
	__u32 number;
	__u32 tgid;
	__u32 tid;
	__u64 time_ns; /* CLOCK_MONOTONIC */
	__u64 strand;  /* 0: the thread's own */
	__u64 call;    /* RETURN: number of the call */
	__u64 class;   /* RAISE, RETHROW, CATCH: of the exception */
	__u64 object;  /* of the exception, panic; RETURN: the result; else 0 */
	__u64 address; /* CATCH: where the handler goes on; SIGNAL: fault address */
	__u64 what[MAAP_ERROR_VTABLES]; /* C++: third functions of virtual tables: what() */
	__u32 signal;
	__s32 code;	 /* si_code; RETURN: errno, -1 unknown */
	__u32 sender;	 /* PID, 0: the kernel, or not known; RETURN: errno at the call's entry */
	__u32 exit_code; /* SIGNAL, EXIT: of the process, as waitpid reports it */
	__u64 registers[MAAP_ERROR_REGISTERS];
	__u64 flags;		  /* of the processor */
	__u64 map_start, map_end; /* what is mapped at a fault address; both 0: nothing */
	__u64 map_flags;	  /* VM_READ, VM_WRITE, VM_EXEC */
	__u64 stack_start;	  /* address of what is in MAAP_PIECE_STACK */
	__u32 stack_missing;	  /* 1: there was no room for it */
	__u32 origin; /* RETHROW, CATCH: number of the error that told of the throw, 0: none did */
	__u32 word_bytes;   /* of words, that could be read */
	__u32 returned;	    /* RETURN: the return address is off the stack, and where rip leads */
	__u32 line, column; /* RUST_PANIC: where; the file is the name */
	__u32 data_bytes;
	__u32 stack_cut; /* there is more of the stack than was asked for */
	struct error_piece pieces[MAAP_PIECES];
	__u64 words[MAAP_ERROR_WORDS];
	char map_name[MAAP_ERROR_MAP_NAME];
};

/* How a result is compared. */
enum maap_comparison {
	MAAP_IS_EQUAL,
	MAAP_IS_UNEQUAL,
	MAAP_IS_LESS,
	MAAP_IS_AT_MOST,
	MAAP_IS_MORE,
	MAAP_IS_AT_LEAST
};

struct error_condition {
	__u8 comparison; /* enum maap_comparison */
	__u8 bytes;	 /* of the result: 1, 2, 4, 8 */
	__u8 is_signed;
	__u8 pad[5];
	__s64 value;
};

struct error_conditions {
	__u32 count;
	__u32 pad;
	struct error_condition items[MAAP_ERROR_CONDITIONS];
};

#endif
