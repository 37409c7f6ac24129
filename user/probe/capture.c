// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../target/go_module.h"
#include "../target/process.h"

/* In the order of call_event.args. */
static const uint8_t c_registers[] = { GPR_RDI, GPR_RSI, GPR_RDX, GPR_RCX, GPR_R8, GPR_R9 };
static const uint8_t go_registers[] = { GPR_RAX, GPR_RBX, GPR_RCX, GPR_RDI, GPR_RSI, GPR_R8 };

#define EVENT_ARGS 6

struct builder {
	struct capture_plan *plan;
	const uint8_t *in_event; /* registers that the event brings anyway, EVENT_ARGS or fewer */
	size_t in_event_count;
	uint32_t text_bytes;
};

static int add_op(struct builder *builder, const struct capture_op *op)
{
	struct capture_plan *plan = builder->plan;

	for (uint32_t i = 0; i < plan->count; i++)
		if (!memcmp(&plan->ops[i], op, sizeof(*op)))
			return i;
	if (plan->count == MAAP_CAPTURE_MAX_OPS)
		return CAPTURE_NONE;
	plan->ops[plan->count] = *op;
	return plan->count++;
}

static int event_arg(const struct builder *builder, uint8_t reg)
{
	for (size_t i = 0; i < builder->in_event_count; i++)
		if (builder->in_event[i] == reg)
			return i;
	return CAPTURE_NONE;
}

/* The op's source: the object's address. False where the object is in registers. */
static bool address_of(const struct value_place *place, struct capture_op *op)
{
	op->stack_offset = 0;
	if (place->kind == PLACE_STACK) {
		op->source = MAAP_SOURCE_STACK_ADDRESS;
		op->stack_offset = place->stack_offset;
	} else if (place->kind != PLACE_REFERENCE) {
		return false;
	} else if (place->piece_count) {
		op->source = place->pieces[0].reg;
	} else {
		op->source = MAAP_SOURCE_STACK_WORD;
		op->stack_offset = place->stack_offset;
	}
	return true;
}

/* The register that holds the 8 bytes at `offset` of an object, REGISTERS if none does. */
static uint8_t register_of(const struct value_place *place, uint32_t offset)
{
	for (size_t i = 0; i < place->piece_count; i++)
		if (place->pieces[i].offset == offset && place->pieces[i].size == sizeof(uint64_t))
			return place->pieces[i].reg;
	return REGISTERS;
}

static int add_text_in_memory(struct builder *builder, const struct value_type *type,
			      const struct value_place *place, uint32_t offset)
{
	struct capture_op op = { .limit = builder->text_bytes,
				 .may_fault_in = type->readable,
				 .offset = offset };

	if (!address_of(place, &op))
		return CAPTURE_NONE;
	switch (type->kind) {
	case VALUE_TEXT:
		op.kind = MAAP_CAPTURE_TEXT_AT;
		break;
	case VALUE_SPAN:
		op.kind = MAAP_CAPTURE_SPAN_AT;
		op.offset = offset + type->pointer_offset;
		op.length_offset = offset + type->length_offset;
		break;
	default: /* VALUE_LIBCXX_TEXT */
		op.kind = MAAP_CAPTURE_LIBCXX;
	}
	return add_op(builder, &op);
}

static int add_text_in_registers(struct builder *builder, const struct value_type *type,
				 const struct value_place *place, uint32_t offset)
{
	struct capture_op op = { .limit = builder->text_bytes, .may_fault_in = type->readable };

	switch (type->kind) {
	case VALUE_TEXT:
		op.kind = MAAP_CAPTURE_TEXT;
		op.source = register_of(place, offset);
		break;
	case VALUE_SPAN:
		op.kind = MAAP_CAPTURE_SPAN;
		op.source = register_of(place, offset + type->pointer_offset);
		op.length = register_of(place, offset + type->length_offset);
		break;
	default: /* it is never passed so */
		return CAPTURE_NONE;
	}
	return op.source < REGISTERS && op.length < REGISTERS ? add_op(builder, &op) : CAPTURE_NONE;
}

static int add_text(struct builder *builder, const struct value_type *type,
		    const struct value_place *place, uint32_t offset)
{
	if (!value_type__is_text(type))
		return CAPTURE_NONE;
	if (place->kind == PLACE_REGISTERS)
		return add_text_in_registers(builder, type, place, offset);
	return add_text_in_memory(builder, type, place, offset);
}

static void add_texts(struct builder *builder, struct value_source *source)
{
	const struct value_type *type = source->type;

	if (type->kind != VALUE_STRUCT) {
		source->texts[0] = add_text(builder, type, &source->place, 0);
		return;
	}
	for (size_t i = 0; i < type->field_count && i < CAPTURE_FIELDS; i++)
		source->texts[i] = add_text(builder, type->fields[i].type, &source->place,
					    type->fields[i].offset);
}

/* The bytes of the object itself: not wanted where they only lead to its text. */
static void add_object(struct builder *builder, struct value_source *source)
{
	const struct value_type *type = source->type;
	struct capture_op op = { .kind = MAAP_CAPTURE_MEMORY, .may_fault_in = true };

	if (!address_of(&source->place, &op) || !type->bytes ||
	    (value_type__is_text(type) && source->texts[0] != CAPTURE_NONE))
		return;
	op.limit = type->bytes < CAPTURE_OBJECT_BYTES ? type->bytes : CAPTURE_OBJECT_BYTES;
	source->object = add_op(builder, &op);
}

static void add_registers(struct builder *builder, struct value_source *source)
{
	const struct value_place *place = &source->place;

	for (size_t i = 0; place->kind == PLACE_REGISTERS && i < place->piece_count; i++) {
		struct capture_op op = { .kind = MAAP_CAPTURE_WORD,
					 .source = place->pieces[i].reg };

		source->args[i] = event_arg(builder, op.source);
		if (source->args[i] == CAPTURE_NONE)
			source->words[i] = add_op(builder, &op);
	}
}

static void source__init(struct value_source *source)
{
	*source = (struct value_source){ .object = CAPTURE_NONE };
	memset(source->args, CAPTURE_NONE, sizeof(source->args));
	memset(source->words, CAPTURE_NONE, sizeof(source->words));
	memset(source->texts, CAPTURE_NONE, sizeof(source->texts));
}

static void add_value(struct builder *builder, struct value_source *source)
{
	/* A small object by value is in memory to be read as the program reads it; so is what a
	 * reference leads to. What a plain pointer leads to may be anything: see add_text(). */
	add_texts(builder, source);
	add_object(builder, source);
	add_registers(builder, source);
}

/* A word of unknown meaning. */
static void add_guess(struct builder *builder, struct value_source *source, uint8_t reg)
{
	struct capture_op op = { .kind = MAAP_CAPTURE_GUESS,
				 .source = reg,
				 .limit = builder->text_bytes };

	source->place.kind = PLACE_REGISTERS;
	source->place.piece_count = 1;
	source->place.pieces[0] = (struct value_piece){ .reg = reg, .size = sizeof(uint64_t) };
	add_registers(builder, source);
	source->texts[0] = add_op(builder, &op);
}

/* Go up to 1.16: the event brings the words above the return address. */
static void add_stack_guess(struct builder *builder, struct value_source *source, size_t index)
{
	struct capture_op op = { .kind = MAAP_CAPTURE_GUESS,
				 .source = MAAP_SOURCE_STACK_WORD,
				 .stack_offset = (index + 1) * sizeof(uint64_t),
				 .limit = builder->text_bytes };

	source->place.kind = PLACE_REGISTERS;
	source->place.piece_count = 1;
	source->place.pieces[0] = (struct value_piece){ .size = sizeof(uint64_t) };
	source->args[0] = index;
	source->texts[0] = add_op(builder, &op);
}

static bool has_stack_args(const struct function *function)
{
	return function->go && function->module->go && !function->module->go->register_abi;
}

static void describe_unknown(const struct function *function, struct builder *entry,
			     struct builder *result, struct capture *capture)
{
	for (size_t i = 0; i < EVENT_ARGS; i++) {
		if (has_stack_args(function))
			add_stack_guess(entry, &capture->values[i], i);
		else
			add_guess(entry, &capture->values[i],
				  function->go ? go_registers[i] : c_registers[i]);
	}
	add_guess(result, &capture->output, GPR_RAX);
}

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len >= end_len && !strcasecmp(name + len - end_len, end);
}

enum pairing {
	NO_PAIR,
	MOST_OF_TEXT, /* a number of bytes: the text may be longer or shorter */
	ITS_LENGTH,
};

/* Of numbers beside a pointer, by type or name: "size_t n", "int nByte". An "int count" may tell
 * how often, and a length may be that of a file. */
static enum pairing length_of_text(const struct parameter *parameter)
{
	static const char *const sizes[] = { "size_t", "ssize_t", "socklen_t" };
	static const char *const ends[] = { "len", "length", "nbyte", "nbytes" };
	const struct value_type *type = parameter->type;
	const char *name = parameter->name;

	if (strstr(type->name, "off_t"))
		return NO_PAIR;
	for (size_t i = 0; name && strncmp(name, "max", 3) && i < sizeof(ends) / sizeof(*ends); i++)
		if (ends_with(name, ends[i]))
			return ITS_LENGTH;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		if (!strcmp(type->name, sizes[i]))
			return MOST_OF_TEXT;
	return NO_PAIR;
}

/* Of bytes that are only guessed to be text, some more names will do. */
static enum pairing length_of_bytes(const struct parameter *parameter)
{
	static const char *const ends[] = { "size", "count", "cnt", "bytes" };

	for (size_t i = 0; parameter->name && i < sizeof(ends) / sizeof(*ends); i++)
		if (ends_with(parameter->name, ends[i]))
			return ITS_LENGTH;
	return length_of_text(parameter) == NO_PAIR ? NO_PAIR : ITS_LENGTH;
}

static bool is_in_one_register(const struct parameter *parameter)
{
	return parameter->place.kind == PLACE_REGISTERS && parameter->place.piece_count == 1;
}

/* A pointer to constant characters, or to anything constant, with a length right behind. */
static enum pairing pair(const struct parameter *pointer, const struct parameter *length)
{
	const struct value_type *type = pointer->type, *of = length->type;

	if (!is_in_one_register(pointer) || !is_in_one_register(length) ||
	    (of->kind != VALUE_SIGNED && of->kind != VALUE_UNSIGNED) ||
	    (of->bytes != 4 && of->bytes != 8))
		return NO_PAIR;
	if (type->kind == VALUE_TEXT && type->readable)
		return length_of_text(length);
	if (type->kind == VALUE_POINTER && !strcmp(type->name, "const void *"))
		return length_of_bytes(length);
	return NO_PAIR;
}

static void add_pair(struct builder *builder, struct value_source *source,
		     const struct parameter *length, enum pairing pairing)
{
	struct capture_op op = { .kind = MAAP_CAPTURE_SPAN,
				 .source = source->place.pieces[0].reg,
				 .length = length->place.pieces[0].reg,
				 .may_fault_in = source->type->readable,
				 /* One more tells whether the text goes on. */
				 .offset = pairing == MOST_OF_TEXT,
				 .length_offset = length->type->kind == VALUE_SIGNED
							  ? -(int32_t)length->type->bytes
							  : (int32_t)length->type->bytes,
				 .limit = builder->text_bytes };

	add_registers(builder, source);
	source->texts[0] = add_op(builder, &op);
	source->paired = source->texts[0] != CAPTURE_NONE;
	source->most = pairing == MOST_OF_TEXT;
}

static void describe(const struct function *function, struct builder *entry, struct builder *result,
		     struct capture *capture)
{
	const struct signature *signature = function->signature;

	for (size_t i = 0; i < signature->parameter_count; i++) {
		struct value_source *source = &capture->values[i];
		enum pairing pairing;

		source->name = signature->parameters[i].name;
		source->type = signature->parameters[i].type;
		source->place = signature->parameters[i].place;
		pairing = i + 1 < signature->parameter_count
				  ? pair(&signature->parameters[i], &signature->parameters[i + 1])
				  : NO_PAIR;
		if (pairing != NO_PAIR)
			add_pair(entry, source, &signature->parameters[i + 1], pairing);
		else
			add_value(entry, source);
	}
	capture->output.type = signature->result;
	capture->output.place = signature->result_place;
	/* Where it was asked to be put: what is in %rax at the return is a convention of C alone.
	 */
	if (!function->go && capture->output.place.kind == PLACE_REFERENCE)
		capture->output.place.pieces[0].reg = MAAP_SOURCE_HIDDEN;
	if (signature->result->kind != VALUE_VOID)
		add_value(result, &capture->output);
}

int capture__make(const struct function *function, uint32_t text_bytes, struct capture **out)
{
	static const uint8_t in_result[] = { GPR_RAX };
	const struct signature *signature = function->signature;
	size_t count = signature ? signature->parameter_count : EVENT_ARGS;
	struct capture *capture = calloc(1, sizeof(*capture) + count * sizeof(capture->values[0]));
	struct builder entry = { .in_event = function->go ? go_registers : c_registers,
				 .in_event_count = has_stack_args(function) ? 0 : EVENT_ARGS,
				 .text_bytes = text_bytes };
	struct builder result = { .in_event = in_result,
				  .in_event_count = 1,
				  .text_bytes = text_bytes };

	if (!capture)
		return -ENOMEM;
	entry.plan = &capture->entry;
	result.plan = &capture->result;
	capture->value_count = count;
	source__init(&capture->output);
	for (size_t i = 0; i < count; i++)
		source__init(&capture->values[i]);
	if (signature)
		describe(function, &entry, &result, capture);
	else
		describe_unknown(function, &entry, &result, capture);
	*out = capture;
	return 0;
}
