/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The decoded parts of one function: what the rules of the planner look at. */
#ifndef MAAP_PROBE_FUNCTION_CODE_H
#define MAAP_PROBE_FUNCTION_CODE_H

#include "../target/call_frames.h"
#include "decode.h"

/* What is known of the file besides the function's own bytes. Either may be NULL. */
struct code_source {
	enum frame_state (*frame_at)(void *context, uint64_t address);
	/* `size` bytes of data, 4 as in the file, 8 as the dynamic linker leaves them. */
	bool (*read_word)(void *context, uint64_t address, size_t size, uint64_t *value);
	void *context;
};

struct code_part {
	struct code_range range;
	unsigned char *bytes;
	size_t first; /* of its instructions */
	size_t count;
};

/* An entry of a jump table that leads to an instruction of the function. */
struct table_target {
	size_t from; /* index of the jump */
	uint64_t target;
};

struct function_code {
	struct code_part *parts; /* the body, then the cold ones */
	size_t part_count;
	struct instruction *items; /* part by part, by address in each */
	size_t count;
	size_t room;
	struct table_target *targets;
	size_t target_count;
	bool mixed;	/* there may be data among the instructions: see __look_for_data() */
	bool undecoded; /* something at bad_address is no instruction */
	uint64_t bad_address;
};

/*
 * Decodes a part and adds it; the first is the body. Copies the bytes. An empty part stands for a
 * way that is never gone (__builtin_unreachable). Returns 0 or -ENOMEM.
 */
int function_code__add(struct function_code *code, uint64_t address, const unsigned char *bytes,
		       size_t size);
void function_code__free(struct function_code *code);

/* The part that holds the address, NULL if none does. */
const struct code_part *function_code__part_at(const struct function_code *code, uint64_t address);

/* Whether the address is that of an empty part. */
bool function_code__is_nowhere(const struct function_code *code, uint64_t address);

/* The instruction that begins at the address, NULL if none does. */
const struct instruction *function_code__at(const struct function_code *code, uint64_t address);

/* The bytes of an instruction of the function, `*left` of them up to its part's end. */
const unsigned char *function_code__bytes(const struct function_code *code, uint64_t address,
					  size_t *left);

/* Calls `each` for the target of every jump and branch inside the function, tables included. */
void function_code__each_target(const struct function_code *code,
				void (*each)(uint64_t target, void *context), void *context);

/*
 * Whether a jump to inside of an instruction is one past a prefix of it (`jmp 1f; lock; 1:
 * cmpxchg`): one instruction with two entries, no more.
 */
bool function_code__enters_instruction(const struct function_code *code, uint64_t target);

/*
 * Notes signs of data among the code, as hand-written code has: then the walk from one instruction
 * to the next may be out of step, and only what control flow reaches is known to be code.
 */
void function_code__look_for_data(struct function_code *code);

/* Where an indirect jump leads. */
enum indirect {
	INDIRECT_TABLE,	 /* into the function, by a jump table */
	INDIRECT_OUT,	 /* by one value, or a table of other functions */
	INDIRECT_UNSURE, /* by a table that cannot be read */
};

/* Finds out about every indirect jump's table; fills `targets`. Returns 0 or -ENOMEM. */
int function_code__read_tables(struct function_code *code, const struct code_source *source);

/* Of the indirect jump with that index. */
enum indirect function_code__indirect(const struct function_code *code, size_t index,
				      const struct code_source *source);

struct followed {
	enum frame_state frame; /* before the instruction */
	bool reached;		/* from the entry, by jumps and tables that are seen */
	bool looks_back;	/* it reads the return address, and is no ret */
};

/*
 * What can be said about each instruction (array of `count`, by index) from following %rsp since
 * the entry: for code without .eh_frame. NULL if out of memory.
 */
struct followed *function_code__follow_stack(const struct function_code *code);

#endif
