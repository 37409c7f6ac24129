/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Machine code to instructions, as far as the planning of probes asks. */
#ifndef MAAP_PROBE_DECODE_H
#define MAAP_PROBE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where control goes after an instruction. */
enum flow {
	FLOW_NEXT,
	FLOW_CALL,	    /* and comes back */
	FLOW_JUMP,	    /* to `target` */
	FLOW_BRANCH,	    /* to `target` or to the next */
	FLOW_INDIRECT_JUMP, /* to where a register or memory says */
	FLOW_RETURN,
	FLOW_SYSTEM_CALL, /* and comes back, perhaps */
	FLOW_STOP,	  /* nowhere: ud2, hlt, int3 */
	FLOW_ODD,	  /* where it is not our business to know: far jumps, iret, xbegin */
};

/* Hardware numbers of the general registers. */
enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15, NO_REGISTER };

/* What it does to %rsp and to %rbp as a frame pointer, where that can be followed. */
enum stack_effect {
	STACK_KEPT,
	STACK_MOVED,	  /* %rsp += amount */
	STACK_FROM_FRAME, /* %rsp = %rbp + amount */
	STACK_LEAVE,	  /* %rsp = %rbp + 8, %rbp is popped */
	STACK_TO_FRAME,	  /* %rbp = %rsp + amount */
	STACK_LOST,	  /* %rsp is not known any more */
};

/* What its memory operand says, of those that take part in jump tables. */
enum table_role {
	TABLE_NONE,
	TABLE_ADDRESS, /* lea TABLE(%rip), %to, or mov $TABLE, %to: `table` is known */
	TABLE_ENTRY,   /* movslq (%base,%index,4), %to, or mov of 8 bytes */
	TABLE_ADD,     /* add %base, %to */
	TABLE_JUMP,    /* jmp *TABLE(%base,%index,8) */
};

struct instruction {
	uint64_t address;
	uint64_t target; /* FLOW_JUMP, FLOW_BRANCH, direct FLOW_CALL; else 0 */
	uint64_t table;	 /* TABLE_ADDRESS; TABLE_ENTRY, TABLE_JUMP: displacement */
	uint64_t data;	 /* address of a memory operand relative to %rip, also lea's; else 0 */
	int32_t amount;
	uint16_t written; /* general registers, parts of them too: 1 << number */
	uint8_t length;
	uint8_t flow;	      /* enum flow */
	uint8_t stack_effect; /* enum stack_effect */
	uint8_t table_role;   /* enum table_role */
	uint8_t base;	      /* of the memory operand or, TABLE_ADD, the other register */
	uint8_t to;	      /* register written; register of `jmp *%reg` */
	uint8_t scale;
	uint8_t condition; /* FLOW_BRANCH: low four bits of a jcc's opcode, else 0xff */
	uint8_t read_base; /* RSP or RBP: it reads memory at that + read_at; else NO_REGISTER */
	int32_t read_at;
	bool writes_memory;
	bool nop; /* does nothing, padding perhaps */
};

/*
 * Decodes one instruction of 64-bit code at `code`, which lies at `address`. A pure function: false
 * where there is none.
 */
bool decode_instruction(const unsigned char *code, size_t size, uint64_t address,
			struct instruction *instruction);

/* The instruction as text, AT&T syntax, no addresses looked up; "(bad)" where there is none. */
void decode_text(const unsigned char *code, size_t size, uint64_t address, char *text,
		 size_t text_size);

#endif
