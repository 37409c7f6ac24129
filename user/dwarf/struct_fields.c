// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "struct_fields.h"

#include <dwarf.h>

#include "die.h"

static bool is_field(const struct die_cursor *cursor)
{
	Dwarf_Die die = die_cursor__die(cursor);

	switch (cursor->abbrev->tag) {
	case DW_TAG_member:
		/* Not static ones, nor the compiler's own: the pointer to virtual functions. */
		return !die_flag(&die, DW_AT_external) && !die_flag(&die, DW_AT_declaration) &&
		       !die_flag(&die, DW_AT_artificial);
	case DW_TAG_inheritance:
		/* Where a virtual base lies is known to the object alone. */
		return !dwarf_hasattr(&die, DW_AT_virtuality);
	default:
		return false;
	}
}

/*
 * Bit fields: DWARF 4 and later count from the object's beginning, DWARF 2 and 3 from the upper end
 * of a storage unit of byte_size.
 */
static bool place_bits(Dwarf_Die *member, uint64_t storage_bytes, struct field *field)
{
	uint64_t count, bit, from_top;

	if (!die_number(member, DW_AT_bit_size, &count) || !count || count > 64 || !storage_bytes)
		return true;
	if (!die_number(member, DW_AT_data_bit_offset, &bit)) {
		if (!die_number(member, DW_AT_bit_offset, &from_top))
			from_top = 8 * storage_bytes - count;
		die_number(member, DW_AT_byte_size, &storage_bytes);
		bit = 8 * ((uint64_t)field->offset + storage_bytes) - from_top - count;
	}
	if (bit / 8 > UINT32_MAX)
		return false;
	field->offset = bit / 8;
	/* From where a whole object of the type would begin, unless the field crosses its end. */
	if (storage_bytes <= 8 && bit % (8 * storage_bytes) + count <= 8 * storage_bytes)
		field->offset = bit / (8 * storage_bytes) * storage_bytes;
	field->bit_offset = bit - 8 * (uint64_t)field->offset;
	field->bit_count = count;
	return true;
}

static bool read_field(struct debug_info *info, const struct die_cursor *cursor,
		       struct field *field)
{
	Dwarf_Die member = die_cursor__die(cursor), type;
	uint64_t offset, bytes = 0;
	const char *name = die_name(&member);

	if (!die_type(&member, &type) || !member_offset(&member, &offset) || offset > UINT32_MAX)
		return false;
	field->name = cursor->abbrev->tag == DW_TAG_member && name ? name : "";
	field->offset = offset;
	field->type = inner_value_type(info, &type);
	die_size(&info->units, &type, &bytes);
	return place_bits(&member, bytes, field);
}

/* Counts them if `fields` is NULL. *variants: it is a Rust enum. */
static size_t read_fields(struct debug_info *info, const Dwarf_Die *type, struct field *fields,
			  bool *variants)
{
	struct die_cursor cursor;
	size_t count = 0;

	die_children(&info->units, type, &cursor);
	while (count < MAX_FIELDS && die_cursor__next_child(&cursor)) {
		*variants |= cursor.abbrev->tag == DW_TAG_variant_part;
		if (!is_field(&cursor))
			continue;
		if (!fields || read_field(info, &cursor, &fields[count]))
			count++;
	}
	return count;
}

void describe_struct(struct debug_info *info, const Dwarf_Die *type, struct value_type *value)
{
	bool variants = false;
	size_t count;
	struct field *fields;

	/* Its own: a definition may refer to a declaration apart. */
	if (dwarf_hasattr((Dwarf_Die *)type, DW_AT_declaration))
		return;
	count = read_fields(info, type, NULL, &variants);
	if (variants)
		return;
	fields = arena_array(info->arena, count, sizeof(*fields));
	if (!fields)
		return;
	value->field_count = read_fields(info, type, fields, &variants);
	value->fields = fields;
	value->kind = VALUE_STRUCT;
}
