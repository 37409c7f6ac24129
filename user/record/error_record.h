/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the sinks see of errors: one that has left a call, or has ended a process. */
#ifndef MAAP_RECORD_ERROR_RECORD_H
#define MAAP_RECORD_ERROR_RECORD_H

#include "../../bpf/error_event.h"
#include "backtrace.h"
#include "call.h"

enum error_kind {
	ERROR_EXCEPTION, /* C++ exception, Rust panic, Go panic */
	ERROR_SIGNAL,	 /* a signal that tells of a mistake */
	ERROR_EXIT,	 /* the process ended by itself with a status, or was killed */
	ERROR_RETURN,	 /* a result that counts as an error */
	ERROR_KINDS,
};

struct error_record {
	enum error_kind kind;
	uint64_t epoch_ns;
	const char *type;     /* NULL: not known */
	const char *what;     /* UTF-8 not guaranteed; NULL: not known */
	size_t what_len;      /* bytes */
	bool what_cut;	      /* there was more of it */
	const char *untold;   /* why `what` is not known, NULL where that needs no word */
	const char *location; /* "src/main.rs:5:9" where a Rust panic says so, else NULL */

	/* The call that it left; NULL: none was open. */
	const struct function *function;
	char uuid[MAAP_UUID_LEN + 1];
	const struct rendered *arguments;
	size_t argument_count;

	uint32_t pid;
	uint32_t tid;

	/* ERROR_EXCEPTION */
	const char *caught_in; /* function that holds the handler; NULL: uncaught, or not known */
	bool caught;	       /* it was, even if nobody knows where */
	bool rethrown;	       /* it was caught before, and went on */
	bool is_go;
	const char *go_type; /* of a Go panic's value; NULL: not known */

	/* ERROR_SIGNAL, ERROR_EXIT: how the process ended */
	const struct error_event *death; /* NULL: not seen, or another kind */
	int exit_code;			 /* as waitpid reports it */
	const char *map_name;		 /* of the file at a fault address; "": none */
	size_t map_name_len;

	/* ERROR_RETURN */
	const struct rendered *result; /* NULL: not captured */
	int error_number;	       /* errno; 0: not known, or not set by the function */

	struct backtrace *backtrace; /* NULL: none */
};

/* "exception", "signal", "exit", "error_return". Static storage. */
const char *error_kind_name(enum error_kind kind);

#endif
