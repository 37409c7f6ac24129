// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Go's functions give back several values: they are shown as one struct. */
#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "formals.h"
#include "signature_build.h"
#include "struct_fields.h"
#include "bounded_text.h"
#include "type_text.h"
#include "value_types.h"

static size_t count_results(const struct formals *formals, const struct formal **last)
{
	size_t count = 0;

	for (size_t i = 0; i < formals->count; i++)
		if (formals->items[i].is_result) {
			*last = &formals->items[i];
			count++;
		}
	return count;
}

/* Moves one result's place to its offset in the struct of all. False: they do not go together. */
static bool join_place(struct value_place *all, const struct formal *formal, uint64_t offset)
{
	const struct value_place *one = &formal->place;

	if (one->kind != all->kind)
		return false;
	if (one->kind == PLACE_STACK)
		return (uint64_t)one->stack_offset == all->stack_offset + offset;
	for (unsigned int i = 0; i < one->piece_count; i++) {
		if (all->piece_count == MAX_PIECES || one->pieces[i].offset + offset > UINT8_MAX)
			return false;
		all->pieces[all->piece_count] = one->pieces[i];
		all->pieces[all->piece_count++].offset += offset;
	}
	return one->kind == PLACE_REGISTERS;
}

static uint64_t aligned(const struct formal *formal, uint64_t offset)
{
	/* On the stack they lie as in a struct; in registers any order of offsets serves. */
	uint64_t align = formal->bytes >= 8 ? 8 : formal->bytes ? formal->bytes : 1;

	return (offset + align - 1) / align * align;
}

static void put_field(struct debug_info *info, const struct formal *formal, uint64_t offset,
		      struct field *field)
{
	Dwarf_Die die = formal->die;
	const char *name = die_name(&die);

	*field = (struct field){
		.name = name && *name != '~' ? name : "",
		.offset = offset,
		.type = inner_value_type(info, formal->has_type ? &formal->type : NULL),
	};
}

static bool join_results(struct debug_info *info, const struct formals *formals, size_t count,
			 struct signature *signature)
{
	struct value_type *type = arena_alloc(info->arena, sizeof(*type));
	struct field *fields = arena_array(info->arena, count, sizeof(*fields));
	struct value_place place = { .kind = PLACE_GONE };
	struct bounded_text name;
	uint64_t offset = 0;
	bool joined = true;

	if (!type || !fields)
		return false;
	bounded_text__start(&name);
	for (size_t i = 0; i < formals->count; i++) {
		const struct formal *formal = &formals->items[i];

		if (!formal->is_result)
			continue;
		if (!type->field_count)
			place = (struct value_place){ .kind = formal->place.kind,
						      .stack_offset = formal->place.stack_offset };
		offset = aligned(formal, offset);
		joined = joined && join_place(&place, formal, offset);
		put_text(&name, type->field_count ? ", " : "(");
		put_field(info, formal, offset, &fields[type->field_count++]);
		put_text(&name, fields[type->field_count - 1].type->name);
		offset += formal->bytes;
	}
	put_text(&name, ")");
	type->name = arena_string(info->arena, name.text, name.len);
	type->kind = VALUE_STRUCT;
	type->bytes = offset > UINT32_MAX ? UINT32_MAX : offset;
	type->fields = fields;
	signature->result = type;
	if (!joined)
		place = (struct value_place){ .kind = PLACE_VECTOR };
	signature->result_place = place;
	return type->name != NULL;
}

bool fill_go_results(struct debug_info *info, const struct formals *formals,
		     struct signature *signature)
{
	const struct formal *last = NULL;
	size_t count = count_results(formals, &last);

	if (count > 1)
		return join_results(info, formals, count, signature);
	signature->result = value_type(info, count && last->has_type ? &last->type : NULL);
	signature->result_place =
		count ? last->place : (struct value_place){ .kind = PLACE_REGISTERS };
	return true;
}
