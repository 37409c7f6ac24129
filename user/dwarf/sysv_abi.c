// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sysv_abi.h"

#define EIGHT		     8
#define VECTOR_REGISTERS     8
#define RETURN_ADDRESS_BYTES 8

static const uint8_t argument_registers[] = { GPR_RDI, GPR_RSI, GPR_RDX, GPR_RCX, GPR_R8, GPR_R9 };
static const uint8_t result_registers[] = { GPR_RAX, GPR_RDX };

#define GENERAL_REGISTERS sizeof(argument_registers)

static enum eightbyte_class merge(enum eightbyte_class a, enum eightbyte_class b)
{
	if (a == b || b == CLASS_NONE)
		return a;
	if (a == CLASS_NONE)
		return b;
	if (a == CLASS_MEMORY || b == CLASS_MEMORY)
		return CLASS_MEMORY;
	if (a == CLASS_INTEGER || b == CLASS_INTEGER)
		return CLASS_INTEGER;
	if (a == CLASS_X87 || b == CLASS_X87 || a == CLASS_X87_UP || b == CLASS_X87_UP)
		return CLASS_MEMORY;
	return CLASS_SSE;
}

/* The class of the i-th of the eightbytes of one scalar. */
static enum eightbyte_class nth_class(enum eightbyte_class first, uint64_t i)
{
	if (i && first == CLASS_SSE)
		return CLASS_SSE_UP;
	if (i && first == CLASS_X87)
		return CLASS_X87_UP;
	return first;
}

void sysv_add_part(struct value_class *object, uint64_t offset, uint64_t bytes, uint32_t align,
		   enum eightbyte_class part)
{
	if (!bytes)
		return;
	if (align > object->align)
		object->align = align;
	if ((align > 1 && offset % align) || offset > EIGHT * EIGHTBYTES_MAX ||
	    bytes > EIGHT * EIGHTBYTES_MAX - offset) {
		object->in_memory = true;
		return;
	}
	for (uint64_t i = offset / EIGHT; i <= (offset + bytes - 1) / EIGHT; i++)
		object->eightbytes[i] =
			merge(object->eightbytes[i], nth_class(part, i - offset / EIGHT));
}

void sysv_finish_class(struct value_class *object)
{
	uint64_t count = (object->bytes + EIGHT - 1) / EIGHT;
	enum eightbyte_class *class = object->eightbytes;

	if (count > EIGHTBYTES_MAX)
		object->in_memory = true;
	for (uint64_t i = 0; i < count && !object->in_memory; i++) {
		object->in_memory = class[i] == CLASS_MEMORY ||
				    (class[i] == CLASS_X87_UP && (!i || class[i - 1] != CLASS_X87));
		/* Above two eightbytes only one whole vector stays out of memory. */
		if (count > 2 && class[i] != (i ? CLASS_SSE_UP : CLASS_SSE))
			object->in_memory = true;
		if (class[i] == CLASS_SSE_UP &&
		    (!i || (class[i - 1] != CLASS_SSE && class[i - 1] != CLASS_SSE_UP)))
			class[i] = CLASS_SSE;
	}
}

struct value_class sysv_scalar_class(enum value_kind kind, uint64_t bytes)
{
	struct value_class type = { .bytes = bytes, .align = 1, .known = true };

	sysv_add_part(&type, 0, bytes, bytes ? bytes : 1,
		      kind == VALUE_FLOAT ? (bytes > EIGHT ? CLASS_X87 : CLASS_SSE)
					  : CLASS_INTEGER);
	sysv_finish_class(&type);
	type.wide_integer = bytes > EIGHT && kind != VALUE_FLOAT;
	return type;
}

struct value_place registers_place(const uint8_t *registers, unsigned int count, uint64_t bytes)
{
	struct value_place place = { .kind = PLACE_REGISTERS };

	for (unsigned int i = 0; i < count && bytes; i++) {
		uint64_t size = bytes < EIGHT ? bytes : EIGHT;

		place.pieces[place.piece_count++] = (struct value_piece){
			.reg = registers[i],
			.offset = EIGHT * i,
			.size = size,
		};
		bytes -= size;
	}
	return place;
}

static void count_registers(const struct value_class *type, unsigned int *general,
			    unsigned int *vector)
{
	*general = *vector = 0;
	for (int i = 0; i < EIGHTBYTES_MAX; i++) {
		*general += type->eightbytes[i] == CLASS_INTEGER;
		*vector += type->eightbytes[i] == CLASS_SSE;
	}
}

static bool is_x87(const struct value_class *type)
{
	for (int i = 0; i < EIGHTBYTES_MAX; i++)
		if (type->eightbytes[i] == CLASS_X87)
			return true;
	return false;
}

static bool has_hidden_result(const struct value_class *result)
{
	return result->by_reference || (result->in_memory && !is_x87(result)) ||
	       (result->in_memory && result->bytes > 32);
}

struct sysv_arguments sysv_begin(const struct value_class *result)
{
	return (struct sysv_arguments){
		.general = result->known && has_hidden_result(result),
		.stack_offset = RETURN_ADDRESS_BYTES,
		.lost = !result->known,
	};
}

static struct value_place on_stack(struct sysv_arguments *arguments, uint64_t bytes, uint32_t align)
{
	struct value_place place = { .kind = PLACE_STACK };
	int64_t unit = align > EIGHT ? align : EIGHT;

	/* Alignment counts from the address that the caller has aligned, above the return address.
	 */
	arguments->stack_offset =
		(arguments->stack_offset - RETURN_ADDRESS_BYTES + unit - 1) / unit * unit +
		RETURN_ADDRESS_BYTES;
	place.stack_offset = arguments->stack_offset;
	if (bytes > INT32_MAX / 2 || arguments->stack_offset > INT32_MAX / 2) {
		arguments->lost = true;
		return (struct value_place){ .kind = PLACE_GONE };
	}
	arguments->stack_offset += (bytes + EIGHT - 1) / EIGHT * EIGHT;
	return place;
}

static struct value_place by_reference(struct sysv_arguments *arguments)
{
	struct value_place place;

	if (arguments->general < GENERAL_REGISTERS)
		place = registers_place(&argument_registers[arguments->general++], 1, EIGHT);
	else
		place = on_stack(arguments, EIGHT, EIGHT);
	if (place.kind != PLACE_GONE)
		place.kind = PLACE_REFERENCE;
	return place;
}

struct value_place sysv_argument(struct sysv_arguments *arguments, const struct value_class *type)
{
	unsigned int general, vector, first = arguments->general;

	arguments->lost |= !type->known;
	if (arguments->lost)
		return (struct value_place){ .kind = PLACE_GONE };
	if (type->by_reference)
		return by_reference(arguments);
	count_registers(type, &general, &vector);
	if (type->wide_integer && arguments->splits_wide_integers &&
	    arguments->general + general > GENERAL_REGISTERS) {
		arguments->lost = true;
		return (struct value_place){ .kind = PLACE_GONE };
	}
	if (type->in_memory || is_x87(type) || arguments->general + general > GENERAL_REGISTERS ||
	    arguments->vector + vector > VECTOR_REGISTERS)
		return on_stack(arguments, type->bytes, type->align);
	arguments->general += general;
	arguments->vector += vector;
	if (vector)
		return (struct value_place){ .kind = PLACE_VECTOR };
	return registers_place(&argument_registers[first], general, type->bytes);
}

struct value_place sysv_result(const struct value_class *type)
{
	static const uint8_t address[] = { GPR_RAX };
	unsigned int general, vector;
	struct value_place place;

	if (!type->known)
		return (struct value_place){ .kind = PLACE_GONE };
	if (has_hidden_result(type)) {
		place = registers_place(address, 1, EIGHT);
		place.kind = PLACE_REFERENCE;
		return place;
	}
	count_registers(type, &general, &vector);
	if (vector || is_x87(type))
		return (struct value_place){ .kind = PLACE_VECTOR };
	return registers_place(result_registers, general, type->bytes);
}
