// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sysv_classify.h"

#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "value_types.h"

/* Members looked at in one type: enough for what fits in registers, however it nests. */
#define MAX_PARTS 1024

struct classifier {
	struct debug_info *info;
	struct value_class *out;
	unsigned int parts;
};

static void classify_at(struct classifier *classifier, const Dwarf_Die *type, uint64_t offset,
			int depth);

static void classify_base(struct classifier *classifier, const Dwarf_Die *type, uint64_t offset,
			  uint64_t bytes)
{
	const char *name = die_name((Dwarf_Die *)type);
	uint64_t encoding = 0;
	enum eightbyte_class part = CLASS_INTEGER;

	die_number((Dwarf_Die *)type, DW_AT_encoding, &encoding);
	switch (encoding) {
	case DW_ATE_complex_float:
		if (bytes > 16 && !(name && strstr(name, "128"))) {
			/* complex long double */
			sysv_add_part(classifier->out, offset, bytes, 16, CLASS_X87);
			classifier->out->in_memory = true;
			return;
		}
		sysv_add_part(classifier->out, offset, bytes / 2, bytes / 2, CLASS_SSE);
		sysv_add_part(classifier->out, offset + bytes / 2, bytes / 2, bytes / 2, CLASS_SSE);
		return;
	case DW_ATE_float:
		/* 16 bytes are x87's long double, or __float128 and its like. */
		part = bytes > 8 && !(name && strstr(name, "128")) ? CLASS_X87 : CLASS_SSE;
		break;
	case DW_ATE_decimal_float:
		part = CLASS_SSE;
		break;
	}
	sysv_add_part(classifier->out, offset, bytes, bytes <= 16 ? bytes : 16, part);
}

static void classify_array(struct classifier *classifier, const Dwarf_Die *type, uint64_t offset,
			   uint64_t bytes, int depth)
{
	Dwarf_Die element;
	uint64_t element_bytes;

	if (die_flag((Dwarf_Die *)type, DW_AT_GNU_vector)) {
		sysv_add_part(classifier->out, offset, bytes, bytes, CLASS_SSE);
		return;
	}
	if (!die_type((Dwarf_Die *)type, &element) ||
	    !die_size(&classifier->info->units, &element, &element_bytes) || !element_bytes)
		return;
	for (uint64_t at = 0; classifier->out->known && at + element_bytes <= bytes;
	     at += element_bytes)
		classify_at(classifier, &element, offset + at, depth);
}

static void classify_member(struct classifier *classifier, Dwarf_Die *member, uint64_t offset,
			    int depth)
{
	uint64_t at, bit, bits;
	Dwarf_Die type;

	if (!die_type(member, &type))
		return;
	if (!member_offset(member, &at)) {
		classifier->out->in_memory = true;
		return;
	}
	if (die_number(member, DW_AT_bit_size, &bits) && bits) {
		if (!die_number(member, DW_AT_data_bit_offset, &bit))
			bit = 8 * at; /* DWARF 3: within this storage unit, which is INTEGER */
		sysv_add_part(classifier->out, offset + bit / 8, (bit % 8 + bits + 7) / 8, 1,
			      CLASS_INTEGER);
		return;
	}
	classify_at(classifier, &type, offset + at, depth);
}

static void classify_struct(struct classifier *classifier, const Dwarf_Die *type, uint64_t offset,
			    int depth)
{
	struct die_cursor cursor;

	die_children(&classifier->info->units, type, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die member = die_cursor__die(&cursor);
		unsigned int tag = cursor.abbrev->tag;

		if (tag == DW_TAG_inheritance ||
		    (tag == DW_TAG_member && !die_flag(&member, DW_AT_external) &&
		     !die_flag(&member, DW_AT_declaration)))
			classify_member(classifier, &member, offset, depth);
	}
}

static void classify_at(struct classifier *classifier, const Dwarf_Die *type, uint64_t offset,
			int depth)
{
	struct value_class *out = classifier->out;
	uint64_t bytes, align;
	Dwarf_Die at;

	if (!depth || classifier->parts++ > MAX_PARTS || !die_peel(type, &at) ||
	    !die_size(&classifier->info->units, &at, &bytes)) {
		out->known = false;
		return;
	}
	if (die_number(&at, DW_AT_alignment, &align) && align > out->align && align <= 4096)
		out->align = align;
	switch (dwarf_tag(&at)) {
	case DW_TAG_base_type:
		classify_base(classifier, &at, offset, bytes);
		return;
	case DW_TAG_array_type:
		classify_array(classifier, &at, offset, bytes, depth - 1);
		return;
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		classify_struct(classifier, &at, offset, depth - 1);
		return;
	case DW_TAG_ptr_to_member_type:
		sysv_add_part(out, offset, bytes, 8, CLASS_INTEGER);
		return;
	default: /* pointers, references, enums */
		sysv_add_part(out, offset, bytes, bytes <= 8 ? bytes : 8, CLASS_INTEGER);
	}
}

/* An alignas() on the typedef counts too. */
static void typedef_alignment(const Dwarf_Die *type, struct value_class *out)
{
	Dwarf_Die at = *type, next;
	uint64_t align;

	for (int i = 0; i < MAX_TYPE_DEPTH; i++) {
		if (die_number(&at, DW_AT_alignment, &align) && align > out->align && align <= 4096)
			out->align = align;
		if (dwarf_tag(&at) != DW_TAG_typedef && !is_type_qualifier(dwarf_tag(&at)))
			break;
		if (!die_type(&at, &next))
			break;
		at = next;
	}
}

/* What clang only declares: the standard library's own instances. */
static void classify_declared(struct debug_info *info, const Dwarf_Die *type,
			      struct value_class *out)
{
	const struct value_type *value = value_type(info, type);

	if (value->kind != VALUE_SPAN && value->kind != VALUE_LIBCXX_TEXT)
		return;
	*out = (struct value_class){ .bytes = value->bytes, .align = 8, .known = true };
	out->by_reference = true;
}

static bool is_class(const Dwarf_Die *type)
{
	switch (dwarf_tag((Dwarf_Die *)type)) {
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		return true;
	default:
		return false;
	}
}

struct value_class sysv_classify(struct debug_info *info, const Dwarf_Die *type)
{
	struct value_class out = { .align = 1, .known = true };
	struct classifier classifier = { .info = info, .out = &out };
	Dwarf_Die at;

	if (!type || !die_peel(type, &at))
		return out; /* void */
	if (!die_size(&info->units, &at, &out.bytes)) {
		out.known = false;
		classify_declared(info, type, &out);
		return out;
	}
	if (is_class(&at) && passed_by_reference(info, &at)) {
		out.by_reference = true;
		return out;
	}
	/* Its parts decide only up to a vector's size; above it, only how it is aligned. */
	classify_at(&classifier, &at, 0, MAX_TYPE_DEPTH);
	if (out.bytes > 8 * EIGHTBYTES_MAX && !out.known)
		out.known = true;
	typedef_alignment(type, &out);
	sysv_finish_class(&out);
	out.wide_integer = dwarf_tag(&at) == DW_TAG_base_type && out.bytes == 16 &&
			   out.eightbytes[0] == CLASS_INTEGER;
	return out;
}
