/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The parameters and the result of one function, as its debug information lists them. */
#ifndef MAAP_DWARF_FORMALS_H
#define MAAP_DWARF_FORMALS_H

#include "debug_info.h"
#include "entry_location.h"

#define MAX_FORMALS 128

struct formal {
	Dwarf_Die die; /* of the function itself, or of its abstract instance alone */
	bool present;  /* the function itself has it */
	bool has_type;
	bool is_result; /* Go's results are listed among the parameters */
	Dwarf_Die type;
	uint64_t bytes;
	enum entry_location located;
	struct value_place location; /* LOCATION_PLACE: by debug information */
	struct value_place place;    /* by the ABI */
};

struct formals {
	struct formal items[MAX_FORMALS];
	size_t count;
	bool variadic;
	bool complete;	 /* false: there are more */
	bool has_result; /* `result` is its type */
	Dwarf_Die result;
	struct value_place result_place; /* by the ABI */
};

/* Of a function that begins at `pc`. `go`: results are told from parameters. */
void read_formals(struct debug_info *info, Dwarf_Die *function, uint64_t pc, bool go,
		  struct formals *formals);

/* Whether LLVM has made the code: clang, rustc. */
bool is_llvm(const char *producer);

/* Sets `place` of all, and result_place, by the ABI of the language. */
void place_by_sysv(struct debug_info *info, struct formals *formals, const char *producer);
void place_by_rust(struct debug_info *info, struct formals *formals, const char *producer);
void place_by_go(struct debug_info *info, struct formals *formals, const char *producer);

/* Go's results as one value, and its place. False: no memory. */
struct signature;
bool fill_go_results(struct debug_info *info, const struct formals *formals,
		     struct signature *signature);

#endif
