// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "type_text.h"

#include <dwarf.h>
#include <stdio.h>
#include <string.h>

#include "die.h"
#include "qualified_name.h"

static const struct type_text unfinished = { "...", "" };

static struct type_text text_at(struct debug_info *info, const Dwarf_Die *type, int depth);

static const char *keep(struct debug_info *info, const struct bounded_text *buffer)
{
	const char *text = buffer->len ? arena_string(info->arena, buffer->text, buffer->len) : "";

	return text ? text : "...";
}

void put_declaration(struct bounded_text *buffer, struct type_text type, const char *name)
{
	size_t len = strlen(type.before);
	char last = len ? type.before[len - 1] : '\0';

	put_text(buffer, type.before);
	if (name && *name) {
		if (last != '*' && last != '&' && last != '(')
			put_text(buffer, " ");
		put_text(buffer, name);
	} else if (*type.after == '[') {
		put_text(buffer, " ");
	}
	put_text(buffer, type.after);
}

/* "struct stat" in C, "stat" in languages where the word is not part of the name. */
static struct type_text tagged(struct debug_info *info, const Dwarf_Die *type, const char *word)
{
	const struct debug_unit *unit = debug_units__get(&info->units, type->cu);
	struct bounded_text buffer;
	bool c = unit && is_c_family(unit->language) && !is_cplusplus(unit->language);

	bounded_text__start(&buffer);
	if (c || !die_name((Dwarf_Die *)type)) {
		put_text(&buffer, word);
		put_text(&buffer, " ");
	}
	if (die_name((Dwarf_Die *)type))
		put_qualified_name(&buffer, info, type);
	else
		put_text(&buffer, "{...}");
	return (struct type_text){ keep(info, &buffer), "" };
}

static void put_parameters(struct bounded_text *buffer, struct debug_info *info,
			   const Dwarf_Die *function, int depth)
{
	struct die_cursor cursor;
	bool first = true;

	put_text(buffer, "(");
	die_children(&info->units, function, &cursor);
	while (!buffer->cut && die_cursor__next_child(&cursor)) {
		Dwarf_Die parameter = die_cursor__die(&cursor), type;

		if (cursor.abbrev->tag != DW_TAG_formal_parameter &&
		    cursor.abbrev->tag != DW_TAG_unspecified_parameters)
			continue;
		if (!first)
			put_text(buffer, ", ");
		first = false;
		if (cursor.abbrev->tag == DW_TAG_unspecified_parameters)
			put_text(buffer, "...");
		else if (die_type(&parameter, &type))
			put_declaration(buffer, text_at(info, &type, depth - 1), NULL);
	}
	put_text(buffer, ")");
}

static struct type_text function_text(struct debug_info *info, const Dwarf_Die *type, int depth)
{
	struct bounded_text before, after;
	Dwarf_Die result;
	struct type_text inner = { "void", "" };

	bounded_text__start(&before);
	bounded_text__start(&after);
	if (die_type((Dwarf_Die *)type, &result))
		inner = text_at(info, &result, depth - 1);
	put_text(&before, inner.before);
	put_text(&before, " ");
	put_parameters(&after, info, type, depth);
	put_text(&after, inner.after);
	return (struct type_text){ keep(info, &before), keep(info, &after) };
}

static struct type_text array_text(struct debug_info *info, const Dwarf_Die *type, int depth)
{
	const struct debug_unit *unit = debug_units__get(&info->units, type->cu);
	struct bounded_text before, after;
	struct type_text inner = { "void", "" };
	Dwarf_Die element;
	uint64_t count;
	char number[32] = "";

	bounded_text__start(&before);
	bounded_text__start(&after);
	if (die_type((Dwarf_Die *)type, &element))
		inner = text_at(info, &element, depth - 1);
	if (array_element_count(&info->units, type, &count))
		snprintf(number, sizeof(number), "%lu", (unsigned long)count);
	if (unit && is_rust(unit->language)) {
		put_text(&before, "[");
		put_text(&before, inner.before);
		put_text(&before, "; ");
		put_text(&before, number);
		put_text(&before, "]");
	} else {
		put_text(&before, inner.before);
		put_text(&after, "[");
		put_text(&after, number);
		put_text(&after, "]");
		put_text(&after, inner.after);
	}
	return (struct type_text){ keep(info, &before), keep(info, &after) };
}

/* A pointer or reference: `sign` before the name, in brackets before "(…)" and "[…]". */
static struct type_text pointing(struct debug_info *info, const Dwarf_Die *type, const char *sign,
				 int depth)
{
	struct bounded_text before, after;
	struct type_text inner = { "void", "" };
	Dwarf_Die target;

	bounded_text__start(&before);
	bounded_text__start(&after);
	if (die_type((Dwarf_Die *)type, &target))
		inner = text_at(info, &target, depth - 1);
	put_declaration(&before, (struct type_text){ inner.before, "" }, NULL);
	if (*inner.after == '(' || *inner.after == '[') {
		put_text(&before, last_character(&before) == ' ' ? "(" : " (");
		put_text(&before, sign);
		put_text(&after, ")");
	} else {
		char last = last_character(&before);

		if (last != '*' && last != '&' && last != '(')
			put_text(&before, " ");
		put_text(&before, sign);
	}
	put_text(&after, inner.after);
	return (struct type_text){ keep(info, &before), keep(info, &after) };
}

/* "int thing::*" */
static struct type_text member_pointer(struct debug_info *info, const Dwarf_Die *type, int depth)
{
	struct bounded_text sign;
	Dwarf_Die class;

	bounded_text__start(&sign);
	if (die_own_reference((Dwarf_Die *)type, DW_AT_containing_type, &class))
		put_qualified_name(&sign, info, &class);
	put_text(&sign, "::*");
	sign.text[sign.len] = '\0';
	return pointing(info, type, sign.text, depth);
}

/* "const char" but "char *const": behind what is itself a pointer. */
static struct type_text qualified(struct debug_info *info, const Dwarf_Die *type, const char *word,
				  int depth)
{
	static const char constant[] = "const ";
	struct bounded_text buffer;
	struct type_text inner = { "void", "" };
	Dwarf_Die target;
	size_t len;

	bounded_text__start(&buffer);
	if (die_type((Dwarf_Die *)type, &target))
		inner = text_at(info, &target, depth - 1);
	len = strlen(inner.before);
	if (len && inner.before[len - 1] == '*') {
		put_text(&buffer, inner.before);
		put_text(&buffer, word);
	} else if (!strncmp(inner.before, constant, strlen(constant))) {
		/* The usual order, whichever of the two the compiler names first. */
		put_text(&buffer, constant);
		put_text(&buffer, word);
		put_text(&buffer, inner.before + strlen(constant) - 1);
	} else {
		put_text(&buffer, word);
		put_text(&buffer, " ");
		put_text(&buffer, inner.before);
	}
	return (struct type_text){ keep(info, &buffer), inner.after };
}

static struct type_text through(struct debug_info *info, const Dwarf_Die *type, int depth)
{
	Dwarf_Die target;

	if (die_type((Dwarf_Die *)type, &target))
		return text_at(info, &target, depth - 1);
	return (struct type_text){ "void", "" };
}

static struct type_text named(struct debug_info *info, const Dwarf_Die *type)
{
	struct bounded_text buffer;

	bounded_text__start(&buffer);
	put_qualified_name(&buffer, info, type);
	return (struct type_text){ keep(info, &buffer), "" };
}

/* gcc's and clang's words for C's types are longer than people's. */
static struct type_text base_text(struct debug_info *info, const Dwarf_Die *type)
{
	static const char *const names[][2] = {
		{ "long unsigned int", "unsigned long" },
		{ "long int", "long" },
		{ "short unsigned int", "unsigned short" },
		{ "short int", "short" },
		{ "long long unsigned int", "unsigned long long" },
		{ "long long int", "long long" },
		{ "_Bool", "bool" },
	};
	const char *name = die_name((Dwarf_Die *)type);

	for (size_t i = 0; name && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i][0]))
			return (struct type_text){ names[i][1], "" };
	return named(info, type);
}

static struct type_text make_text(struct debug_info *info, const Dwarf_Die *type, int depth)
{
	Dwarf_Die definition;

	switch (dwarf_tag((Dwarf_Die *)type)) {
	case DW_TAG_base_type:
		return base_text(info, type);
	case DW_TAG_const_type:
		return qualified(info, type, "const", depth);
	case DW_TAG_volatile_type:
		return qualified(info, type, "volatile", depth);
	case DW_TAG_restrict_type: /* a promise about the caller, of no use to a reader */
	case DW_TAG_atomic_type:
	case DW_TAG_immutable_type:
	case DW_TAG_packed_type:
	case DW_TAG_shared_type:
		return through(info, type, depth);
	case DW_TAG_pointer_type:
		/* Rust and Go name their pointers: "&str", "*main.T". */
		if (dwarf_hasattr((Dwarf_Die *)type, DW_AT_name))
			return named(info, type);
		return pointing(info, type, "*", depth);
	case DW_TAG_reference_type:
		return pointing(info, type, "&", depth);
	case DW_TAG_rvalue_reference_type:
		return pointing(info, type, "&&", depth);
	case DW_TAG_ptr_to_member_type:
		return member_pointer(info, type, depth);
	case DW_TAG_array_type:
		if (dwarf_hasattr((Dwarf_Die *)type, DW_AT_name))
			return named(info, type);
		return array_text(info, type, depth);
	case DW_TAG_subroutine_type:
		if (dwarf_hasattr((Dwarf_Die *)type, DW_AT_name))
			return named(info, type);
		return function_text(info, type, depth);
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
		if (!dwarf_hasattr((Dwarf_Die *)type, DW_AT_name) &&
		    die_own_reference((Dwarf_Die *)type, DW_AT_signature, &definition))
			return text_at(info, &definition, depth - 1);
		return tagged(info, type,
			      dwarf_tag((Dwarf_Die *)type) == DW_TAG_union_type		? "union"
			      : dwarf_tag((Dwarf_Die *)type) == DW_TAG_enumeration_type ? "enum"
											: "struct");
	default:
		return named(info, type);
	}
}

static struct type_text text_at(struct debug_info *info, const Dwarf_Die *type, int depth)
{
	struct type_text *text = pointer_map__get(&info->texts, type->addr);

	if (text)
		return *text;
	text = depth ? arena_alloc(info->arena, sizeof(*text)) : NULL;
	if (!text)
		return unfinished;
	/* What contains itself meets this. */
	*text = unfinished;
	if (!pointer_map__put(&info->texts, type->addr, text))
		*text = make_text(info, type, depth);
	return *text;
}

struct type_text type_text(struct debug_info *info, const Dwarf_Die *type)
{
	return type ? text_at(info, type, MAX_TYPE_DEPTH) : (struct type_text){ "void", "" };
}

const char *type_name(struct debug_info *info, const Dwarf_Die *type)
{
	struct type_text text = type_text(info, type);
	struct bounded_text buffer;

	bounded_text__start(&buffer);
	if (!*text.after)
		return text.before;
	put_declaration(&buffer, text, NULL);
	return arena_string(info->arena, buffer.text, buffer.len);
}
