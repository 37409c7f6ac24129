// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "debug_unit.h"

#include <dwarf.h>

#include "abbrevs.h"

void die_cursor__unit(struct die_cursor *cursor, const struct debug_unit *unit)
{
	*cursor = (struct die_cursor){ .unit = unit, .next = unit->first };
}

bool form_number(const struct debug_unit *unit, unsigned int form, const uint8_t *at,
		 uint64_t *value)
{
	int64_t number;

	switch (form) {
	case DW_FORM_data1:
	case DW_FORM_ref1:
	case DW_FORM_flag:
		return read_fixed(&at, unit->end, 1, value);
	case DW_FORM_data2:
	case DW_FORM_ref2:
		return read_fixed(&at, unit->end, 2, value);
	case DW_FORM_data4:
	case DW_FORM_ref4:
		return read_fixed(&at, unit->end, 4, value);
	case DW_FORM_data8:
	case DW_FORM_ref8:
	case DW_FORM_addr:
		return read_fixed(&at, unit->end, 8, value);
	case DW_FORM_sec_offset:
	case DW_FORM_strp:
	case DW_FORM_ref_addr:
	case DW_FORM_GNU_ref_alt:
		return read_fixed(&at, unit->end, unit->offset_bytes, value);
	case DW_FORM_udata:
	case DW_FORM_ref_udata:
		return read_uleb(&at, unit->end, value);
	case DW_FORM_sdata:
		if (!read_sleb(&at, unit->end, &number))
			return false;
		*value = number;
		return true;
	default:
		return false;
	}
}

static void set_sibling(struct die_cursor *cursor, unsigned int form, const uint8_t *at)
{
	const struct debug_unit *unit = cursor->unit;
	uint64_t offset;

	if (form != DW_FORM_ref_addr && form_number(unit, form, at, &offset) &&
	    offset < (size_t)(unit->end - unit->start))
		cursor->sibling = unit->start + offset;
}

/* The end of the current entry's own bytes; its sibling, if it tells. NULL: damaged. */
static const uint8_t *end_of_entry(struct die_cursor *cursor, const uint8_t *at)
{
	const struct debug_unit *unit = cursor->unit;
	const struct abbrev *abbrev = cursor->abbrev;
	const uint8_t *specs = abbrev->specs;
	struct attribute_spec spec;

	cursor->sibling = NULL;
	if (abbrev->fixed_bytes >= 0) {
		if (unit->end - at < abbrev->fixed_bytes)
			return NULL;
		if (abbrev->has_sibling)
			set_sibling(cursor, abbrev->sibling_form, at + abbrev->sibling_at);
		return at + abbrev->fixed_bytes;
	}
	while (next_spec(&specs, unit->abbrevs->end, &spec)) {
		if (spec.name == DW_AT_sibling)
			set_sibling(cursor, spec.form, at);
		if (!skip_form(unit, spec.form, &at))
			return NULL;
	}
	return at;
}

enum step { STEP_ENTRY, STEP_NULL, STEP_END };

static enum step step(struct die_cursor *cursor)
{
	const uint8_t *at = cursor->next;
	uint64_t code;

	if (!read_uleb(&at, cursor->unit->end, &code))
		return STEP_END;
	if (!code) {
		cursor->next = at;
		if (!cursor->next_depth)
			return STEP_END;
		cursor->next_depth--;
		return STEP_NULL;
	}
	cursor->at = cursor->next;
	cursor->abbrev = abbrevs__find(cursor->unit->abbrevs, code);
	if (!cursor->abbrev)
		return STEP_END;
	cursor->attributes = at;
	cursor->depth = cursor->next_depth;
	at = end_of_entry(cursor, at);
	if (!at)
		return STEP_END;
	cursor->next = at;
	cursor->next_depth = cursor->depth + cursor->abbrev->has_children;
	return STEP_ENTRY;
}

static bool stop(struct die_cursor *cursor)
{
	if (cursor->unit)
		cursor->next = cursor->unit->end;
	return false;
}

bool die_cursor__next_any(struct die_cursor *cursor)
{
	for (;;) {
		switch (step(cursor)) {
		case STEP_ENTRY:
			return true;
		case STEP_NULL:
			/* Behind the last child of where the walk began. */
			if (!cursor->next_depth)
				return stop(cursor);
			break;
		case STEP_END:
			return stop(cursor);
		}
	}
}

/* Jumps behind the children of the entry, if its sibling is told: forward only. */
static void follow_sibling(struct die_cursor *cursor)
{
	if (cursor->abbrev->has_children && cursor->sibling && cursor->sibling > cursor->next) {
		cursor->next = cursor->sibling;
		cursor->next_depth = cursor->depth;
	}
}

void die_cursor__skip_children(struct die_cursor *cursor)
{
	unsigned int depth = cursor->depth;

	follow_sibling(cursor);
	while (cursor->next_depth > depth) {
		switch (step(cursor)) {
		case STEP_ENTRY:
			follow_sibling(cursor);
			break;
		case STEP_NULL:
			break;
		case STEP_END:
			stop(cursor);
			return;
		}
	}
}

bool die_cursor__entry(struct die_cursor *cursor, const struct debug_unit *unit,
		       const Dwarf_Die *die)
{
	*cursor = (struct die_cursor){ .unit = unit, .next = die->addr };
	return cursor->next >= unit->first && cursor->next < unit->end &&
	       step(cursor) == STEP_ENTRY;
}

void die_cursor__children(struct die_cursor *cursor, const struct debug_unit *unit,
			  const Dwarf_Die *die)
{
	if (!die_cursor__entry(cursor, unit, die) || !cursor->abbrev->has_children)
		stop(cursor);
}

bool die_cursor__next_child(struct die_cursor *cursor)
{
	if (cursor->depth == 1)
		die_cursor__skip_children(cursor);
	if (cursor->next_depth != 1)
		return stop(cursor);
	return step(cursor) == STEP_ENTRY || stop(cursor);
}

Dwarf_Die die_cursor__die(const struct die_cursor *cursor)
{
	return (Dwarf_Die){ .addr = (void *)cursor->at, .cu = cursor->unit->cu };
}

bool die_cursor__attribute(const struct die_cursor *cursor, unsigned int name, unsigned int *form,
			   const uint8_t **value)
{
	const struct debug_unit *unit = cursor->unit;
	const uint8_t *specs = cursor->abbrev->specs, *at = cursor->attributes;
	struct attribute_spec spec;

	while (next_spec(&specs, unit->abbrevs->end, &spec)) {
		if (spec.name == name) {
			*form = spec.form;
			*value = spec.form == DW_FORM_implicit_const ? spec.constant : at;
			return true;
		}
		if (!skip_form(unit, spec.form, &at))
			return false;
	}
	return false;
}
