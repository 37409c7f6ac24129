// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How rustc passes arguments of its own functions: not documented, but steady. A value that is one
 * number or pointer, or two, goes in registers, each part on its own; any other object goes as
 * bytes in one register if it fits, else by a pointer.
 */
#include <dwarf.h>
#include <stdio.h>
#include <string.h>

#include "die.h"
#include "formals.h"
#include "rust_layout.h"
#include "sysv_abi.h"

/* From this release on, variants with numbers of unlike sign are alike. */
#define LOOSE_VARIANTS_MINOR 71
#define BYTES_IN_REGISTERS   8

static const uint8_t result_registers[] = { GPR_RAX, GPR_RDX };

static void add_piece(struct value_place *place, uint8_t reg, const struct rust_scalar *scalar)
{
	for (unsigned int at = 0; at < scalar->bytes; at += 8)
		place->pieces[place->piece_count++] = (struct value_piece){
			.reg = reg,
			.offset = scalar->offset + at,
			.size = scalar->bytes - at < 8 ? scalar->bytes - at : 8,
		};
}

/* Parts that share a register file with others: what no longer fits is not followed. */
static struct value_place scalars(struct sysv_arguments *arguments,
				  const struct rust_layout *layout)
{
	struct value_place place = { .kind = PLACE_REGISTERS }, part;
	bool vector = false, stack = false;

	for (unsigned int i = 0; i < layout->scalar_count; i++) {
		const struct rust_scalar *scalar = &layout->scalars[i];
		struct value_class class = sysv_scalar_class(
			scalar->is_float ? VALUE_FLOAT : VALUE_UNSIGNED, scalar->bytes);

		part = sysv_argument(arguments, &class);
		vector |= part.kind == PLACE_VECTOR;
		stack |= part.kind != PLACE_REGISTERS && part.kind != PLACE_VECTOR;
		for (unsigned int piece = 0; piece < part.piece_count; piece++) {
			part.pieces[piece].offset += scalar->offset;
			place.pieces[place.piece_count++] = part.pieces[piece];
		}
	}
	if (stack)
		return layout->scalar_count == 1 && layout->scalars[0].bytes <= 8
			       ? part
			       : (struct value_place){ .kind = PLACE_GONE };
	return vector ? (struct value_place){ .kind = PLACE_VECTOR } : place;
}

static struct value_place argument(struct sysv_arguments *arguments,
				   const struct rust_layout *layout)
{
	struct value_class class;

	switch (layout->kind) {
	case RUST_UNKNOWN:
		arguments->lost = true;
		return (struct value_place){ .kind = PLACE_GONE };
	case RUST_NOTHING:
		return (struct value_place){ .kind = PLACE_REGISTERS };
	case RUST_SCALARS:
		return scalars(arguments, layout);
	case RUST_BYTES:
		break;
	}
	class = sysv_scalar_class(VALUE_UNSIGNED, 8);
	class.bytes = layout->bytes;
	class.by_reference = layout->bytes > BYTES_IN_REGISTERS;
	return sysv_argument(arguments, &class);
}

static struct value_place scalar_result(const struct rust_layout *layout)
{
	struct value_place place = { .kind = PLACE_REGISTERS };

	for (unsigned int i = 0; i < layout->scalar_count; i++)
		if (layout->scalars[i].is_float)
			return (struct value_place){ .kind = PLACE_VECTOR };
	if (layout->scalar_count == 1 && layout->scalars[0].bytes > 8)
		return registers_place(result_registers, 2, layout->scalars[0].bytes);
	for (unsigned int i = 0; i < layout->scalar_count; i++) {
		if (layout->scalars[i].bytes > 8)
			return (struct value_place){ .kind = PLACE_GONE };
		add_piece(&place, result_registers[i], &layout->scalars[i]);
	}
	return place;
}

static struct value_place result(const struct rust_layout *layout)
{
	static const uint8_t address[] = { GPR_RAX };
	struct value_place place;

	switch (layout->kind) {
	case RUST_UNKNOWN:
		return (struct value_place){ .kind = PLACE_GONE };
	case RUST_NOTHING:
		return (struct value_place){ .kind = PLACE_REGISTERS };
	case RUST_SCALARS:
		return scalar_result(layout);
	case RUST_BYTES:
		break;
	}
	if (layout->bytes <= BYTES_IN_REGISTERS)
		return registers_place(result_registers, 1, layout->bytes);
	place = registers_place(address, 1, 8);
	place.kind = PLACE_REFERENCE;
	return place;
}

/* "… (rustc version 1.63.0 …" */
static unsigned int release_minor(const char *producer)
{
	const char *version = producer ? strstr(producer, "rustc version 1.") : NULL;
	unsigned int minor = 0;

	if (version)
		sscanf(version, "rustc version 1.%u", &minor);
	return minor;
}

void place_by_rust(struct debug_info *info, struct formals *formals, const char *producer)
{
	bool strict = release_minor(producer) < LOOSE_VARIANTS_MINOR;
	struct rust_layout layout = { .kind = RUST_NOTHING };
	struct sysv_arguments arguments = { .stack_offset = 8, .splits_wide_integers = true };

	if (formals->has_result)
		rust_layout(info, &formals->result, strict, &layout);
	formals->result_place = result(&layout);
	arguments.general = formals->result_place.kind == PLACE_REFERENCE;
	arguments.lost = formals->result_place.kind == PLACE_GONE;
	for (size_t i = 0; i < formals->count; i++) {
		struct formal *formal = &formals->items[i];

		layout = (struct rust_layout){ .kind = RUST_UNKNOWN };
		if (formal->has_type)
			rust_layout(info, &formal->type, strict, &layout);
		formal->place = argument(&arguments, &layout);
	}
}
