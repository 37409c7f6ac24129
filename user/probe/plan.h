/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the probes of a function go, and why: the kernel's rules applied to its instructions. */
#ifndef MAAP_PROBE_PLAN_H
#define MAAP_PROBE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../target/code_map.h"
#include "../target/evidence.h"
#include "../target/function.h"

enum site_kind {
	SITE_ENTRY,
	SITE_RETURN,	 /* a ret */
	SITE_TAIL_JUMP,	 /* a jump out of the function, its frame already gone */
	SITE_BRANCH_OUT, /* the same, conditional */
};

/* One breakpoint. */
struct probe_site {
	uint64_t offset; /* in the file */
	enum site_kind kind;
	bool stepped;	   /* the kernel single-steps the instruction; else it emulates it */
	uint8_t condition; /* SITE_BRANCH_OUT, entry_unless: low four bits of the jcc's opcode */
};

enum exit_method {
	EXIT_RETURN_PROBE, /* session or uretprobe: the kernel replaces the return address */
	EXIT_INSTRUCTIONS, /* probes on every ret and tail jump */
	EXIT_REFUSED,
};

struct probe_plan {
	const struct function *function;
	char *refusal; /* why no entry probe can be put in, NULL if one can */
	struct probe_site entry;
	uint64_t entry_address;	  /* in the file's address space */
	char entry_code[64];	  /* the instruction there, as text */
	const char *entry_reason; /* static storage */
	bool leaf;	   /* nothing can unwind through it: no call, system call or jump out */
	bool looks_back;   /* uses its own return address, as setjmp and dlsym do */
	bool recursive;	   /* calls itself directly */
	bool entry_unless; /* the entry is a branch that leads back to itself where it is taken: the
			    * call begins when it is not, as after Go's check of the stack's size */
	bool reenters;	   /* jumps back to its own entry: not a new call */
	/* Rets first, then tail jumps, in order of address each. */
	struct probe_site *exits;
	size_t exit_count;
	size_t return_count; /* of them rets */
	char *exits_unseen;  /* why not every exit is among them, NULL if every one is */
	bool decoded;	     /* false: the exits could not be looked for, exits_unseen says why */
};

struct exit_choice {
	enum exit_method method;
	bool dangerous; /* a return probe was insisted on where it can kill */
	char reason[256];
};

enum exit_wish { EXIT_WISH_AUTO, EXIT_WISH_RETURN_PROBE, EXIT_WISH_INSTRUCTIONS };

/*
 * Plans the probes of one function. `args`: argument registers are captured, so the entry must not
 * lie past a write to one. Returns 0, -ENOMEM, or a negative errno if its code cannot be read; a
 * function that cannot be probed is planned with a refusal. Free with probe_plan__free().
 */
int probe_plan__make(struct code_map *code, const struct function *function, bool args,
		     struct probe_plan *plan);
void probe_plan__free(struct probe_plan *plan);

/* How the returns of the function are best observed in a process with that evidence. */
void probe_plan__choose_exit(const struct probe_plan *plan, const struct exit_evidence *evidence,
			     enum exit_wish wish, struct exit_choice *choice);

#endif
