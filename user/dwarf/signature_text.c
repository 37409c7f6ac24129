// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "die_facts.h"
#include "qualified_name.h"
#include "signature_build.h"
#include "type_text.h"

/* What one language writes differently from another. */
struct notation {
	const char *word;   /* before the name */
	const char *result; /* before the result, if it stands behind */
	bool name_first;    /* "s: &str", not "const char *s" */
	const char *colon;
};

static const struct notation c_notation = { .word = "", .result = NULL };
static const struct notation rust_notation = { "fn ", " -> ", true, ": " };
static const struct notation go_notation = { "func ", " ", true, " " };

static const struct notation *notation_of(const struct debug_unit *unit)
{
	if (is_rust(unit->language))
		return &rust_notation;
	return is_go(unit->language) ? &go_notation : &c_notation;
}

static void put_parameter(struct bounded_text *buffer, struct debug_info *info,
			  const struct notation *notation, struct die_facts *parameter)
{
	struct type_text text = { "?", "" };
	const char *name = facts_name(&info->units, parameter);
	Dwarf_Die type;

	if (facts_type(parameter, &type))
		text = type_text(info, &type);
	if (!notation->name_first) {
		put_declaration(buffer, text, name);
		return;
	}
	if (name) {
		put_text(buffer, name);
		put_text(buffer, notation->colon);
	}
	put_declaration(buffer, text, NULL);
}

/* The entry that lists all parameters: an instance of an abstract function may leave some out. */
static Dwarf_Die listing_of(struct debug_info *info, Dwarf_Die *function, bool refers)
{
	struct die_cursor cursor;
	Dwarf_Die abstract;

	if (!refers || !die_own_reference(function, DW_AT_abstract_origin, &abstract))
		return *function;
	die_children(&info->units, &abstract, &cursor);
	while (die_cursor__next_child(&cursor))
		if (cursor.abbrev->tag == DW_TAG_formal_parameter)
			return abstract;
	return *function;
}

/* All parameters that were written; Go's results stand apart. Returns their number. */
static size_t put_list(struct bounded_text *buffer, struct debug_info *info,
		       const struct notation *notation, const Dwarf_Die *listing)
{
	bool go = notation == &go_notation;
	struct die_cursor cursor;
	size_t count = 0;

	die_children(&info->units, listing, &cursor);
	while (!buffer->cut && die_cursor__next_child(&cursor)) {
		unsigned int tag = cursor.abbrev->tag;
		struct die_facts facts;

		if (tag != DW_TAG_formal_parameter && tag != DW_TAG_unspecified_parameters)
			continue;
		read_facts(&cursor, &facts);
		if ((go && facts.variable) || facts_artificial(&facts))
			continue;
		if (count++)
			put_text(buffer, ", ");
		if (tag == DW_TAG_formal_parameter)
			put_parameter(buffer, info, notation, &facts);
		else
			put_text(buffer, "...");
	}
	return count;
}

/* "(int, error)", without the names that the compiler makes up: "~r0". */
static void put_go_results(struct bounded_text *buffer, struct debug_info *info,
			   Dwarf_Die *function)
{
	struct bounded_text list;
	struct die_cursor cursor;
	size_t count = 0;

	bounded_text__start(&list);
	die_children(&info->units, function, &cursor);
	while (die_cursor__next_child(&cursor)) {
		Dwarf_Die die = die_cursor__die(&cursor), type;
		const char *name;

		if (cursor.abbrev->tag != DW_TAG_formal_parameter ||
		    !die_flag(&die, DW_AT_variable_parameter))
			continue;
		if (count++)
			put_text(&list, ", ");
		name = die_name(&die);
		if (name && *name != '~') {
			put_text(&list, name);
			put_text(&list, " ");
		}
		if (die_type(&die, &type))
			put_declaration(&list, type_text(info, &type), NULL);
	}
	list.text[list.len] = '\0';
	if (!count)
		return;
	put_text(buffer, count > 1 ? " (" : " ");
	put_text(buffer, list.text);
	put_text(buffer, count > 1 ? ")" : "");
}

/* Constructors and destructors: nothing stands before their names. */
static bool gives_nothing(struct debug_info *info, const struct debug_unit *unit,
			  Dwarf_Die *function)
{
	const char *name = die_name(function), *class;

	if (!is_cplusplus(unit->language) || !name)
		return false;
	class = scope_name(info, function, 0);
	return *name == '~' || (*class && !strncmp(name, class, strlen(name)) &&
				(class[strlen(name)] == '<' || !class[strlen(name)]));
}

/* "const" behind a member function: `this` points to what it leaves alone. */
static bool leaves_object_alone(struct debug_info *info, const Dwarf_Die *listing)
{
	Dwarf_Die type, object;
	struct die_cursor cursor;

	die_children(&info->units, listing, &cursor);
	while (die_cursor__next_child(&cursor)) {
		struct die_facts facts;

		if (cursor.abbrev->tag != DW_TAG_formal_parameter)
			continue;
		read_facts(&cursor, &facts);
		/* The pointer may be constant itself: that is another matter. */
		return facts_artificial(&facts) && facts_type(&facts, &type) &&
		       (dwarf_tag(&type) != DW_TAG_const_type || die_type(&type, &type)) &&
		       dwarf_tag(&type) == DW_TAG_pointer_type && die_type(&type, &object) &&
		       dwarf_tag(&object) == DW_TAG_const_type;
	}
	return false;
}

static void put_result(struct bounded_text *buffer, const char *before)
{
	put_declaration(buffer, (struct type_text){ before, "" }, NULL);
	if (last_character(buffer) != '*' && last_character(buffer) != '&' &&
	    last_character(buffer) != '(')
		put_text(buffer, " ");
}

void put_signature(struct bounded_text *buffer, struct debug_info *info,
		   const struct debug_unit *unit, Dwarf_Die *function)
{
	const struct notation *notation = notation_of(unit);
	struct type_text result = { "void", "" };
	bool cplusplus = is_cplusplus(unit->language), has_result;
	Dwarf_Die type, listing;
	struct die_facts facts;
	size_t count;

	read_facts_of(unit, function, &facts);
	listing = listing_of(info, function, facts.refers);
	has_result = facts_type(&facts, &type);
	if (has_result)
		result = type_text(info, &type);
	put_text(buffer, notation->word);
	if (notation == &c_notation && (has_result || !gives_nothing(info, unit, function)))
		put_result(buffer, result.before);
	put_qualified_name(buffer, info, function);
	put_text(buffer, "(");
	count = put_list(buffer, info, notation, &listing);
	if (!count && is_c_family(unit->language) && !cplusplus)
		put_text(buffer, "void");
	put_text(buffer, ")");
	if (cplusplus && leaves_object_alone(info, &listing))
		put_text(buffer, " const");
	if (notation == &c_notation)
		put_text(buffer, result.after);
	else if (notation == &go_notation)
		put_go_results(buffer, info, function);
	else if (has_result) {
		put_text(buffer, notation->result);
		put_declaration(buffer, result, NULL);
	}
}
