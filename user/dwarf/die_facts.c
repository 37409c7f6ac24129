// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "die_facts.h"

#include <dwarf.h>
#include <string.h>

#include "abbrevs.h"
#include "die.h"

static bool read_flag(const struct debug_unit *unit, unsigned int form, const uint8_t *at)
{
	return form == DW_FORM_flag_present || (form == DW_FORM_flag && at < unit->end && *at);
}

static void take_attribute(struct die_facts *facts, const struct attribute_spec *spec,
			   const uint8_t *at)
{
	switch (spec->name) {
	case DW_AT_name:
		facts->name = at;
		facts->name_form = spec->form;
		break;
	case DW_AT_type:
		facts->type = at;
		facts->type_form = spec->form;
		break;
	case DW_AT_abstract_origin:
	case DW_AT_specification:
		facts->refers = true;
		break;
	case DW_AT_artificial:
		facts->artificial = read_flag(facts->unit, spec->form, at);
		break;
	case DW_AT_variable_parameter:
		facts->variable = read_flag(facts->unit, spec->form, at);
		break;
	}
}

void read_facts(const struct die_cursor *cursor, struct die_facts *facts)
{
	const struct debug_unit *unit = cursor->unit;
	const uint8_t *specs = cursor->abbrev->specs, *at = cursor->attributes;
	struct attribute_spec spec;

	*facts = (struct die_facts){ .unit = unit, .die = die_cursor__die(cursor) };
	while (next_spec(&specs, unit->abbrevs->end, &spec)) {
		take_attribute(facts, &spec, at);
		if (!skip_form(unit, spec.form, &at))
			return;
	}
}

void read_facts_of(const struct debug_unit *unit, const Dwarf_Die *die, struct die_facts *facts)
{
	struct die_cursor cursor;

	if (die_cursor__entry(&cursor, unit, die))
		read_facts(&cursor, facts);
	else
		*facts = (struct die_facts){ .unit = unit, .die = *die, .refers = true };
}

/* A text that ends before `end`. */
static const char *text_at(const uint8_t *at, const uint8_t *end)
{
	return at < end && memchr(at, 0, end - at) ? (const char *)at : NULL;
}

const char *facts_name(struct debug_units *units, struct die_facts *facts)
{
	const struct dwarf_sections *sections;
	const struct section_bytes *str;
	uint64_t offset;

	if (!facts->name)
		return facts->refers ? die_name(&facts->die) : NULL;
	if (facts->name_form == DW_FORM_string)
		return text_at(facts->name, facts->unit->end);
	if (facts->name_form != DW_FORM_strp ||
	    !form_number(facts->unit, facts->name_form, facts->name, &offset))
		return die_name(&facts->die);
	sections = debug_units__sections(units, dwarf_cu_getdwarf(facts->unit->cu));
	str = sections ? &sections->str : NULL;
	if (!str || !str->start || offset >= (size_t)(str->end - str->start))
		return NULL;
	return text_at(str->start + offset, str->end);
}

bool facts_type(struct die_facts *facts, Dwarf_Die *type)
{
	const struct debug_unit *unit = facts->unit;
	uint64_t offset;

	if (!facts->type)
		return facts->refers && die_type(&facts->die, type);
	switch (facts->type_form) {
	case DW_FORM_ref1:
	case DW_FORM_ref2:
	case DW_FORM_ref4:
	case DW_FORM_ref8:
	case DW_FORM_ref_udata:
		if (!form_number(unit, facts->type_form, facts->type, &offset) ||
		    offset < (size_t)(unit->first - unit->start) ||
		    offset >= (size_t)(unit->end - unit->start))
			return false;
		*type = (Dwarf_Die){ .addr = (void *)(unit->start + offset), .cu = unit->cu };
		return true;
	default:
		return die_type(&facts->die, type);
	}
}

bool facts_artificial(struct die_facts *facts)
{
	return facts->artificial || (facts->refers && die_flag(&facts->die, DW_AT_artificial));
}
