/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a function takes and gives back, and where that lies when it is entered. */
#ifndef MAAP_DWARF_SIGNATURE_H
#define MAAP_DWARF_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a value is shown. */
enum value_kind {
	VALUE_UNKNOWN = 0, /* 8 bytes, shown as hex */
	VALUE_VOID,
	VALUE_SIGNED,
	VALUE_UNSIGNED,
	VALUE_BOOL,
	VALUE_CHARACTER, /* an integer that stands for a character: char, wchar_t, Rust's char */
	VALUE_ENUM,
	VALUE_POINTER,
	VALUE_TEXT,	   /* a pointer to characters, NUL at their end */
	VALUE_SPAN,	   /* an object that holds a pointer to characters and their number */
	VALUE_LIBCXX_TEXT, /* libc++'s std::string: short ones lie in the object itself */
	VALUE_FLOAT,	   /* in a vector register: not seen */
	VALUE_STRUCT,
	VALUE_OTHER, /* an object that has no rendering: shown by its type's name */
};

struct value_type;

struct enumerator {
	int64_t value;
	const char *name;
};

struct field {
	const char *name;		/* "" for a base class or an unnamed member */
	uint32_t offset;		/* bytes */
	uint16_t bit_offset, bit_count; /* bit_count 0: no bit field; else of the bytes at offset */
	const struct value_type *type;
};

/* Lives as long as the signatures it was read with. */
struct value_type {
	enum value_kind kind;
	const char *name; /* as in the source: "const char *" */
	uint32_t bytes;	  /* size of the object */
	bool readable;	  /* VALUE_TEXT, VALUE_SPAN: pointer to constant characters, or an owner's:
			   * what it points to is there to be read */
	bool flags;	  /* VALUE_ENUM: the enumerators are bits, as in A|B */
	bool is_signed;	  /* VALUE_ENUM, VALUE_CHARACTER */
	uint32_t pointer_offset, length_offset; /* VALUE_SPAN, bytes into the object */
	const struct enumerator *enumerators;
	size_t enumerator_count;
	const struct field *fields; /* VALUE_STRUCT, in order */
	size_t field_count;
};

/* Whether characters stand elsewhere, or may, that are shown for it. */
static inline bool value_type__is_text(const struct value_type *type)
{
	return type->kind == VALUE_TEXT || type->kind == VALUE_SPAN ||
	       type->kind == VALUE_LIBCXX_TEXT;
}

/* The general registers, numbered as DWARF does for x86-64 (System V psABI, figure 3.36). */
enum machine_register {
	GPR_RAX,
	GPR_RDX,
	GPR_RCX,
	GPR_RBX,
	GPR_RSI,
	GPR_RDI,
	GPR_RBP,
	GPR_RSP,
	GPR_R8,
	GPR_R9,
	GPR_R10,
	GPR_R11,
	GPR_R12,
	GPR_R13,
	GPR_R14,
	GPR_R15,
	REGISTERS,
};

enum place_kind {
	PLACE_REGISTERS, /* its pieces */
	PLACE_STACK,	 /* the object itself lies at stack_offset */
	PLACE_REFERENCE, /* the object's address is in pieces[0].reg, or, without pieces, at
			  * stack_offset */
	PLACE_CONSTANT,	 /* the compiler knew it: `constant` */
	PLACE_VECTOR,	 /* in a vector or x87 register, in whole or in part */
	PLACE_GONE,	 /* optimised out */
};

#define MAX_PIECES 10

struct value_piece {
	uint8_t reg;	/* enum machine_register */
	uint8_t offset; /* into the object, bytes */
	uint8_t size;	/* bytes */
};

struct value_place {
	enum place_kind kind;
	uint8_t piece_count;
	struct value_piece pieces[MAX_PIECES];
	int32_t stack_offset; /* from the stack pointer at entry, where the return address lies */
	int64_t constant;
};

struct parameter {
	const char *name; /* NULL: it has none */
	const struct value_type *type;
	struct value_place place; /* at entry */
};

enum signature_source {
	SIGNATURE_DWARF,
	SIGNATURE_TABLE, /* of well-known functions of the C library */
};

struct signature {
	enum signature_source source;
	struct parameter *parameters; /* `this` included; a hidden pointer to the result is not */
	size_t parameter_count;
	bool variadic;
	const struct value_type *result; /* kind VALUE_VOID: none */
	struct value_place result_place; /* at return; PLACE_REFERENCE: its address is in rax */
	const char *file;		 /* where it is defined, NULL: unknown */
	unsigned int line;
	const char *text; /* as a person would declare it: "int parse(const char *s, size_t n)" */
};

#endif
