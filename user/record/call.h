/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the sinks see: one finished call, one loss, the recording they belong to. */
#ifndef MAAP_RECORD_CALL_H
#define MAAP_RECORD_CALL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../../bpf/event.h"
#include "../target/function.h"

#define MAAP_UUID_LEN  36 /* characters, without the terminating NUL */
#define MAAP_CALL_ARGS 6

/* A process's figures that cannot be read per call; taken every few tens of milliseconds. */
struct process_sample {
	uint64_t time_ns;   /* CLOCK_MONOTONIC */
	double cpu_percent; /* of one core, since the sample before */
	uint64_t vms_bytes;
	uint32_t threads;
	uint32_t fds;
};

/* One argument or return value as a person reads it. */
struct rendered {
	const char *name; /* NULL: not known; such come before all that have one */
	const char *text; /* valid UTF-8, any characters; not terminated */
	size_t len;	  /* bytes */
	bool quoted;  /* JSON: a string; else the text is a JSON value of its own: 5, true, null */
	bool plain;   /* needs no escape: ASCII without quotes, backslashes, controls */
	bool is_text; /* on the terminal in quotes too */
	bool cut;     /* there was more of it than was captured; the text ends in "..." for that */
};

struct call {
	const struct function *function;
	uint64_t number; /* unique in the recording */
	char uuid[MAAP_UUID_LEN + 1];
	char parent_uuid[MAAP_UUID_LEN + 1]; /* "" when there is none */
	uint64_t start_ns;		     /* CLOCK_MONOTONIC */
	uint64_t end_ns;		     /* CLOCK_MONOTONIC */
	uint64_t start_epoch_ns;
	uint64_t end_epoch_ns;
	uint64_t duration_ns; /* probe cost taken off */
	uint64_t raw_ns;      /* as the probes saw it */
	uint64_t capture_ns;  /* what capturing its values has cost those around it */
	uint64_t self_ns;     /* duration less the traced calls directly inside */
	uint32_t pid;
	uint32_t tid;
	uint32_t depth;
	enum maap_outcome outcome;
	enum maap_cost_class cost_class; /* of its probes */
	bool end_exact;
	bool exited;	     /* unfinished because the process ended with exit_code */
	int exit_code;	     /* as waitpid reports it */
	uint32_t error;	     /* the kernel side's number of the error that is why, 0: none */
	bool has_resources;  /* the fields below, up to the samples */
	bool has_thread_cpu; /* thread_cpu_ns and off_cpu_ns: false where the call changed threads
			      * or shared its thread with others */
	bool has_rss_end;    /* false where exec or exit took the memory before it was read */
	uint64_t thread_cpu_ns;
	uint64_t process_cpu_ns;
	uint64_t off_cpu_ns;
	uint64_t rss_start_bytes;
	uint64_t rss_end_bytes;
	uint32_t minor_faults;
	uint32_t major_faults;
	struct process_sample start_sample; /* all zero without resources */
	struct process_sample end_sample;
	/* As recorded; they stay the recorder's and hold until the next call. */
	struct rendered *arguments;
	size_t argument_count;	 /* 0 also where none are captured */
	struct rendered *result; /* NULL: the call gave none */
};

struct loss {
	enum maap_loss reason;
	uint64_t count;	   /* calls newly noticed as lost */
	uint64_t epoch_ns; /* when it was noticed */
};

/* Functions that have been found in libraries that came after the start. */
struct later_functions {
	uint64_t epoch_ns;
	size_t count;
	const char *metadata_json; /* "\"functions\":[…]", no braces */
};

/* Constant for one recording; the sinks keep a pointer to it. */
struct run {
	char id[17]; /* 16 hex digits */
	uint64_t start_epoch_ns;
	uint64_t physical_memory_bytes;
	const struct function_list *functions;
	const char
		*metadata_json; /* object members for the run line: "\"version\":…,…", no braces */
};

/* "ring_full", "nesting", … as the log names them. Static storage. */
const char *loss_reason_name(enum maap_loss reason);

/* "returned", "unwound", … as log and CSV name them. Static storage. */
const char *outcome_name(enum maap_outcome outcome);

#endif
