// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "rust_layout.h"

#include <dwarf.h>

#include "die.h"

#define MAX_MEMBERS_LOOKED_AT 1024

struct walk {
	struct debug_info *info;
	unsigned int looked_at;
	bool strict;
};

static void layout_of(struct walk *walk, const Dwarf_Die *type, struct rust_layout *layout,
		      int depth);

static void as_bytes(struct rust_layout *layout)
{
	layout->kind = RUST_BYTES;
	layout->scalar_count = 0;
}

static void put_scalar(struct rust_layout *layout, uint64_t offset,
		       const struct rust_scalar *scalar)
{
	layout->kind = RUST_SCALARS;
	layout->scalars[layout->scalar_count] = *scalar;
	layout->scalars[layout->scalar_count++].offset += offset;
}

/* Whether two variants, or members of a union, are the same numbers to rustc. */
static bool same_scalars(const struct walk *walk, const struct rust_layout *a,
			 const struct rust_layout *b)
{
	if (a->scalar_count != b->scalar_count)
		return false;
	for (unsigned int i = 0; i < a->scalar_count; i++) {
		const struct rust_scalar *left = &a->scalars[i], *right = &b->scalars[i];

		if (left->offset != right->offset || left->bytes != right->bytes ||
		    left->is_float != right->is_float ||
		    (walk->strict && left->encoding != right->encoding))
			return false;
	}
	return true;
}

static void sort_scalars(struct rust_layout *layout)
{
	struct rust_scalar *scalars = layout->scalars;

	if (layout->scalar_count == 2 && scalars[0].offset > scalars[1].offset) {
		struct rust_scalar first = scalars[1];

		scalars[1] = scalars[0];
		scalars[0] = first;
	}
}

/* Takes a member in: alone it lends its own layout, two numbers make a pair. */
static void take_member(struct rust_layout *layout, const struct rust_layout *member,
			uint64_t offset, unsigned int *taken)
{
	if (member->kind == RUST_NOTHING || layout->kind == RUST_UNKNOWN)
		return;
	++*taken;
	if (member->kind == RUST_UNKNOWN) {
		layout->kind = RUST_UNKNOWN;
		return;
	}
	if (member->kind == RUST_BYTES || layout->kind == RUST_BYTES || *taken > 2 ||
	    (*taken == 2 && (layout->scalar_count > 1 || member->scalar_count > 1)) ||
	    offset > UINT16_MAX) {
		as_bytes(layout);
		return;
	}
	for (unsigned int i = 0; i < member->scalar_count; i++)
		put_scalar(layout, offset, &member->scalars[i]);
}

/* The layout of one member and where it lies. */
static bool member_layout(struct walk *walk, const struct die_cursor *cursor,
			  struct rust_layout *layout, uint64_t *offset, int depth)
{
	Dwarf_Die member = die_cursor__die(cursor), type;

	if (cursor->abbrev->tag != DW_TAG_member || die_flag(&member, DW_AT_external) ||
	    die_flag(&member, DW_AT_declaration))
		return false;
	if (++walk->looked_at > MAX_MEMBERS_LOOKED_AT || !die_type(&member, &type) ||
	    !member_offset(&member, offset)) {
		*layout = (struct rust_layout){ .kind = RUST_UNKNOWN };
		return true;
	}
	layout_of(walk, &type, layout, depth - 1);
	return true;
}

static void variants_layout(struct walk *walk, const Dwarf_Die *part, struct rust_layout *layout,
			    int depth);

static void struct_layout(struct walk *walk, const Dwarf_Die *type, struct rust_layout *layout,
			  int depth)
{
	uint64_t bytes = layout->bytes, offset;
	struct rust_layout member;
	struct die_cursor cursor;
	unsigned int taken = 0;

	layout->kind = RUST_NOTHING;
	die_children(&walk->info->units, type, &cursor);
	while (die_cursor__next_child(&cursor)) {
		if (cursor.abbrev->tag == DW_TAG_variant_part) {
			Dwarf_Die part = die_cursor__die(&cursor);

			variants_layout(walk, &part, layout, depth);
			return;
		}
		if (member_layout(walk, &cursor, &member, &offset, depth))
			take_member(layout, &member, offset, &taken);
	}
	sort_scalars(layout);
	/* Wider than its only member, by its alignment: no longer the same to rustc. */
	if (layout->kind == RUST_SCALARS && bytes && layout->scalar_count == 1 &&
	    layout->scalars[0].bytes != bytes)
		as_bytes(layout);
	if (layout->kind == RUST_NOTHING && bytes)
		as_bytes(layout);
}

static void union_layout(struct walk *walk, const Dwarf_Die *type, struct rust_layout *layout,
			 int depth)
{
	uint64_t bytes = layout->bytes, offset;
	struct rust_layout member;
	struct die_cursor cursor;

	layout->kind = RUST_NOTHING;
	die_children(&walk->info->units, type, &cursor);
	while (die_cursor__next_child(&cursor)) {
		if (!member_layout(walk, &cursor, &member, &offset, depth) ||
		    member.kind == RUST_NOTHING || layout->kind == RUST_UNKNOWN)
			continue;
		if (layout->kind == RUST_NOTHING) {
			*layout = member;
			layout->bytes = bytes;
		} else if (member.kind == RUST_UNKNOWN) {
			layout->kind = RUST_UNKNOWN;
		} else if (layout->kind != member.kind || !same_scalars(walk, layout, &member)) {
			as_bytes(layout);
		}
	}
	if (layout->kind == RUST_NOTHING && bytes)
		as_bytes(layout);
}

/* The fields of a variant: a struct whose offsets count from the enum's beginning. */
static bool variant_layout(struct walk *walk, const struct die_cursor *at,
			   struct rust_layout *variant, int depth)
{
	Dwarf_Die die = die_cursor__die(at);
	struct die_cursor cursor;
	uint64_t offset;

	*variant = (struct rust_layout){ .kind = RUST_NOTHING };
	if (at->abbrev->tag != DW_TAG_variant)
		return false;
	die_children(&walk->info->units, &die, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die member = die_cursor__die(&cursor), type, peeled;

		if (cursor.abbrev->tag != DW_TAG_member || !die_type(&member, &type) ||
		    !die_peel(&type, &peeled))
			continue;
		if (!member_offset(&member, &offset) || offset ||
		    ++walk->looked_at > MAX_MEMBERS_LOOKED_AT || depth <= 1) {
			variant->kind = RUST_UNKNOWN;
			return true;
		}
		variant->bytes = 0; /* the enum's own, and so no test */
		struct_layout(walk, &peeled, variant, depth - 1);
	}
	return true;
}

struct variants {
	struct rust_layout data; /* of those that have any */
	unsigned int with_data;
	bool uniform;
};

static void read_variants(struct walk *walk, const Dwarf_Die *part, struct variants *variants,
			  int depth)
{
	struct rust_layout variant;
	struct die_cursor cursor;

	*variants = (struct variants){ .uniform = true };
	die_children(&walk->info->units, part, &cursor);
	while (die_cursor__next_child(&cursor)) {
		if (!variant_layout(walk, &cursor, &variant, depth) || variant.kind == RUST_NOTHING)
			continue;
		variants->with_data++;
		if (variant.kind == RUST_UNKNOWN)
			variants->data.kind = RUST_UNKNOWN;
		else if (variants->with_data == 1)
			variants->data = variant;
		else if (variant.kind != RUST_SCALARS ||
			 !same_scalars(walk, &variants->data, &variant))
			variants->uniform = false;
	}
}

/* An enum with data: a tag and one number, a niche in a lone variant's data, or bytes. */
static void variants_layout(struct walk *walk, const Dwarf_Die *part, struct rust_layout *layout,
			    int depth)
{
	Dwarf_Die discriminant, type;
	struct variants variants;
	struct rust_scalar tag = { .encoding = DW_ATE_unsigned };
	uint64_t offset, bytes;
	bool tagged;

	read_variants(walk, part, &variants, depth);
	as_bytes(layout);
	if (variants.with_data && variants.data.kind == RUST_UNKNOWN) {
		layout->kind = RUST_UNKNOWN;
		return;
	}
	if (!variants.uniform || (variants.with_data && variants.data.kind != RUST_SCALARS))
		return;
	tagged = die_own_reference((Dwarf_Die *)part, DW_AT_discr, &discriminant) &&
		 die_type(&discriminant, &type) && die_size(&walk->info->units, &type, &bytes) &&
		 member_offset(&discriminant, &offset) && offset + bytes <= layout->bytes;
	tag.bytes = tagged ? bytes : 0;
	if (tagged && !variants.with_data) {
		put_scalar(layout, offset, &tag);
		return;
	}
	/* A tag apart from the data lies below it. */
	if (tagged && offset + bytes <= variants.data.scalars[0].offset) {
		if (variants.data.scalar_count > 1)
			return;
		put_scalar(layout, offset, &tag);
	} else if (variants.with_data > 1) {
		return;
	}
	for (unsigned int i = 0; i < variants.data.scalar_count; i++)
		put_scalar(layout, 0, &variants.data.scalars[i]);
}

static void one_scalar(Dwarf_Die *type, struct rust_layout *layout)
{
	struct rust_scalar scalar = { .bytes = layout->bytes, .encoding = DW_ATE_address };
	uint64_t encoding;

	if (die_number(type, DW_AT_encoding, &encoding)) {
		scalar.encoding = encoding;
		scalar.is_float = encoding == DW_ATE_float;
	}
	put_scalar(layout, 0, &scalar);
}

static void layout_of(struct walk *walk, const Dwarf_Die *type, struct rust_layout *layout,
		      int depth)
{
	Dwarf_Die at;

	*layout = (struct rust_layout){ .kind = RUST_UNKNOWN };
	if (!type || depth <= 0 || !die_peel(type, &at) ||
	    !die_size(&walk->info->units, &at, &layout->bytes))
		return;
	if (!layout->bytes) {
		layout->kind = RUST_NOTHING;
		return;
	}
	switch (dwarf_tag(&at)) {
	case DW_TAG_structure_type:
		struct_layout(walk, &at, layout, depth);
		return;
	case DW_TAG_union_type:
		union_layout(walk, &at, layout, depth);
		return;
	case DW_TAG_array_type:
		as_bytes(layout);
		return;
	default:
		if (layout->bytes <= 16)
			one_scalar(&at, layout);
		else
			as_bytes(layout);
	}
}

void rust_layout(struct debug_info *info, const Dwarf_Die *type, bool strict,
		 struct rust_layout *layout)
{
	struct walk walk = { .info = info, .strict = strict };

	layout_of(&walk, type, layout, MAX_TYPE_DEPTH);
}
