// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "value_types.h"

#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "known_types.h"
#include "struct_fields.h"
#include "type_text.h"

static const struct value_type no_memory = { .kind = VALUE_UNKNOWN, .name = "?", .bytes = 8 };
static const struct value_type void_type = { .kind = VALUE_VOID, .name = "void" };

static enum value_kind integer_kind(const Dwarf_Die *type, bool is_signed, uint64_t bytes)
{
	const char *name = die_name((Dwarf_Die *)type);

	if (bytes > 8)
		return VALUE_OTHER;
	/* C's and C++'s; Rust's char is DW_ATE_UTF or named so. */
	if (name && (!strcmp(name, "char") || !strcmp(name, "wchar_t")))
		return VALUE_CHARACTER;
	return is_signed ? VALUE_SIGNED : VALUE_UNSIGNED;
}

static void describe_base(const Dwarf_Die *type, uint64_t bytes, struct value_type *value)
{
	uint64_t encoding = 0;

	die_number((Dwarf_Die *)type, DW_AT_encoding, &encoding);
	switch (encoding) {
	case DW_ATE_boolean:
		value->kind = VALUE_BOOL;
		break;
	case DW_ATE_signed:
	case DW_ATE_signed_char:
		value->is_signed = true;
		value->kind = integer_kind(type, true, bytes);
		break;
	case DW_ATE_unsigned:
	case DW_ATE_unsigned_char:
	case DW_ATE_address:
		value->kind = integer_kind(type, false, bytes);
		break;
	case DW_ATE_UTF:
	case DW_ATE_ASCII:
	case DW_ATE_UCS:
		value->kind = VALUE_CHARACTER;
		break;
	case DW_ATE_float:
		value->kind = VALUE_FLOAT;
		break;
	default:
		value->kind = VALUE_OTHER;
	}
}

/* `char` by its name: DW_ATE_signed_char is signed char's too. */
static bool is_text_character(const Dwarf_Die *type)
{
	const char *name = die_name((Dwarf_Die *)type);
	uint64_t bytes = 0;

	return dwarf_tag((Dwarf_Die *)type) == DW_TAG_base_type && name &&
	       die_number((Dwarf_Die *)type, DW_AT_byte_size, &bytes) && bytes == 1 &&
	       (!strcmp(name, "char") || !strcmp(name, "char8_t"));
}

static void describe_pointer(const Dwarf_Die *pointer, struct value_type *value)
{
	Dwarf_Die at, next;

	value->kind = VALUE_POINTER;
	if (!die_type((Dwarf_Die *)pointer, &at))
		return;
	for (int i = 0; i < MAX_TYPE_DEPTH; i++) {
		unsigned int tag = dwarf_tag(&at);

		if (tag == DW_TAG_const_type)
			value->readable = true;
		if ((tag != DW_TAG_typedef && !is_type_qualifier(tag)) || !die_type(&at, &next))
			break;
		at = next;
	}
	if (is_text_character(&at))
		value->kind = VALUE_TEXT;
	else
		value->readable = false;
}

static size_t read_enumerators(struct debug_info *info, const Dwarf_Die *type,
			       struct enumerator *out, bool is_signed)
{
	struct die_cursor cursor;
	size_t count = 0;

	die_children(&info->units, type, &cursor);
	while (count < MAX_ENUMERATORS && die_cursor__next_child(&cursor)) {
		Dwarf_Die die = die_cursor__die(&cursor);
		Dwarf_Attribute attr;
		Dwarf_Sword number = 0;
		Dwarf_Word bits = 0;

		if (cursor.abbrev->tag != DW_TAG_enumerator)
			continue;
		if (out) {
			if (!dwarf_attr(&die, DW_AT_const_value, &attr))
				continue;
			/* Forms of a fixed size tell no sign: libdw widens each in its own way. */
			if (is_signed ? dwarf_formsdata(&attr, &number)
				      : dwarf_formudata(&attr, &bits))
				continue;
			out[count] = (struct enumerator){
				.value = is_signed ? number : (int64_t)bits,
				.name = die_name(&die),
			};
			if (!out[count].name)
				continue;
		}
		count++;
	}
	return count;
}

/* Bits to be combined: no value but 0 has more than one, and there are at least two. */
static bool are_flags(const struct enumerator *enumerators, size_t count)
{
	size_t bits = 0;

	for (size_t i = 0; i < count; i++) {
		uint64_t value = enumerators[i].value;

		if (value & (value - 1))
			return false;
		bits += value != 0;
	}
	return bits > 1;
}

static bool enum_is_signed(struct debug_info *info, const Dwarf_Die *type)
{
	struct die_cursor cursor;
	Dwarf_Die underlying, peeled;
	uint64_t encoding;

	if (die_type((Dwarf_Die *)type, &underlying) && die_peel(&underlying, &peeled) &&
	    die_number(&peeled, DW_AT_encoding, &encoding))
		return encoding == DW_ATE_signed || encoding == DW_ATE_signed_char;
	/* Old compilers name no underlying type; negative values are in a signed form. */
	die_children(&info->units, type, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die die = die_cursor__die(&cursor);
		Dwarf_Attribute attr;

		if (dwarf_attr(&die, DW_AT_const_value, &attr) &&
		    dwarf_whatform(&attr) == DW_FORM_sdata)
			return true;
	}
	return false;
}

static void describe_enum(struct debug_info *info, const Dwarf_Die *type, struct value_type *value)
{
	struct enumerator *enumerators;
	size_t count;

	value->kind = VALUE_ENUM;
	value->is_signed = enum_is_signed(info, type);
	count = read_enumerators(info, type, NULL, value->is_signed);
	enumerators = arena_array(info->arena, count, sizeof(*enumerators));
	if (!count || !enumerators)
		return;
	value->enumerator_count = read_enumerators(info, type, enumerators, value->is_signed);
	value->enumerators = enumerators;
	value->flags = are_flags(enumerators, value->enumerator_count);
}

static void describe(struct debug_info *info, const Dwarf_Die *type, bool inner,
		     struct value_type *value)
{
	Dwarf_Die at;
	uint64_t bytes = 0;

	if (!die_peel(type, &at)) {
		value->kind = VALUE_VOID;
		return;
	}
	die_size(&info->units, &at, &bytes);
	value->bytes = bytes > UINT32_MAX ? UINT32_MAX : bytes;
	switch (dwarf_tag(&at)) {
	case DW_TAG_base_type:
		describe_base(&at, bytes, value);
		return;
	case DW_TAG_pointer_type:
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		describe_pointer(&at, value);
		return;
	case DW_TAG_unspecified_type: /* std::nullptr_t */
		value->kind = VALUE_POINTER;
		return;
	case DW_TAG_subroutine_type: /* Go's functions are pointers */
		value->kind = VALUE_POINTER;
		value->bytes = 8;
		return;
	case DW_TAG_enumeration_type:
		describe_enum(info, &at, value);
		return;
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		value->kind = VALUE_OTHER;
		if (!known_text(info, &at, value) && !inner)
			describe_struct(info, &at, value);
		return;
	default:
		value->kind = VALUE_OTHER;
	}
}

/* In C these are typedefs of mere numbers. */
static bool is_wide_character(const Dwarf_Die *type)
{
	static const char *const names[] = { "wchar_t", "char16_t", "char32_t" };
	Dwarf_Die at = *type, next;

	for (int i = 0;
	     i < MAX_TYPE_DEPTH && is_type_qualifier(dwarf_tag(&at)) && die_type(&at, &next); i++)
		at = next;
	if (dwarf_tag(&at) != DW_TAG_typedef || !die_name(&at))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(die_name(&at), names[i]))
			return true;
	return false;
}

static const struct value_type *get_type(struct debug_info *info, const Dwarf_Die *type, bool inner)
{
	struct pointer_map *cache = inner ? &info->inner_types : &info->types;
	struct value_type *value = type ? pointer_map__get(cache, type->addr) : NULL;

	if (value)
		return value;
	if (!type)
		return &void_type;
	value = arena_alloc(info->arena, sizeof(*value));
	if (!value)
		return &no_memory;
	value->name = type_name(info, type);
	if (!value->name)
		return &no_memory;
	describe(info, type, inner, value);
	if (is_wide_character(type))
		value->kind = VALUE_CHARACTER;
	return pointer_map__put(cache, type->addr, value) ? &no_memory : value;
}

const struct value_type *value_type(struct debug_info *info, const Dwarf_Die *type)
{
	return get_type(info, type, false);
}

const struct value_type *inner_value_type(struct debug_info *info, const Dwarf_Die *type)
{
	return get_type(info, type, true);
}

/* C++'s and Rust's: they always lead to an object. */
static bool is_reference(Dwarf_Die *type)
{
	const char *name = die_name(type);

	switch (dwarf_tag(type)) {
	case DW_TAG_reference_type:
	case DW_TAG_rvalue_reference_type:
		return true;
	case DW_TAG_pointer_type:
		return name && *name == '&';
	default:
		return false;
	}
}

bool is_shown_reference(struct debug_info *info, const Dwarf_Die *type, Dwarf_Die *to)
{
	Dwarf_Die at, object;

	if (!die_peel(type, &at) || !is_reference(&at))
		return false;
	if (!die_type(&at, to) || !die_peel(to, &object))
		return false;
	/* Functions and objects of unknown size have nothing to show but their address. */
	return dwarf_tag(&object) != DW_TAG_subroutine_type && value_type(info, to)->bytes;
}
