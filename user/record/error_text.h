/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What an exception or panic is, and what it says, by the runtimes' layouts. */
#ifndef MAAP_RECORD_ERROR_TEXT_H
#define MAAP_RECORD_ERROR_TEXT_H

#include "../../bpf/error_event.h"
#include "../target/process.h"

struct error_text {
	char *type; /* NULL: not known */
	char *what; /* NULL: not known; bytes as the program has them */
	size_t what_len;
	bool what_cut;
	const char *untold; /* why there is no `what`; static storage, NULL: it needs no word */
	char *go_type;	    /* of a Go panic's value */
};

/*
 * Of a C++ exception: by which function its class gives the text, where that is one of the standard
 * library's (libstdc++, libc++), or does nothing but give back a pointer. `process` may be NULL.
 * Free with error_text__clear(). Without memory, less is known.
 */
void error_text__read(struct error_text *text, const struct error_event *event,
		      const struct process *process);
void error_text__clear(struct error_text *text);

/* "SIGSEGV". Static storage. */
const char *signal_name(unsigned int sig);

/* "SEGV_MAPERR", "SI_USER"; NULL for a number that has no name. Static storage. */
const char *signal_code_name(unsigned int sig, int code);

#endif
