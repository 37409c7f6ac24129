// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "signature_build.h"

#include <dwarf.h>
#include <string.h>

#include "die.h"
#include "formals.h"
#include "source_path.h"
#include "type_text.h"
#include "value_types.h"

/* How a function's places may be told. */
struct placing {
	bool abi;	   /* the language's ABI is known here */
	bool changed;	   /* the compiler may have changed how the function is called */
	bool result_known; /* its result at least is as the ABI says */
};

static bool has_suffix(const char *symbol, const char *suffix)
{
	const char *at = symbol ? strstr(symbol, suffix) : NULL;

	return at && at != symbol;
}

static const char *producer_of(const struct debug_unit *unit)
{
	Dwarf_Die die = unit->die;
	Dwarf_Attribute attr;
	const char *producer = dwarf_formstring(dwarf_attr(&die, DW_AT_producer, &attr));

	return producer ? producer : "";
}

/* An empty object has no place, whatever debug information says. */
static bool is_empty(const struct value_place *place)
{
	return place->kind == PLACE_REGISTERS && !place->piece_count;
}

/*
 * LLVM takes parameters that nobody reads off functions that only this unit calls, and leaves the
 * name as it is; then debug information knows no place for them from the start.
 */
static bool llvm_may_have_changed(Dwarf_Die *function, uint64_t pc, const char *producer,
				  struct formals *formals)
{
	if (die_flag(function, DW_AT_external) || !is_llvm(producer))
		return false;
	for (size_t i = 0; i < formals->count; i++) {
		struct formal *formal = &formals->items[i];

		if (is_empty(&formal->place) || formal->located == LOCATION_UNUSABLE)
			continue;
		if (formal->located == LOCATION_PLACE && formal->location.kind != PLACE_CONSTANT)
			continue;
		if (formal->located != LOCATION_NOT_HERE ||
		    !is_ever_at(function, &formal->die, pc, formal->bytes, &formal->place))
			return true;
	}
	return false;
}

static bool disagrees(const struct formals *formals)
{
	for (size_t i = 0; i < formals->count; i++) {
		const struct formal *formal = &formals->items[i];

		if (formal->located == LOCATION_PLACE && formal->location.kind != PLACE_CONSTANT &&
		    formal->place.kind != PLACE_GONE && !is_empty(&formal->place) &&
		    !same_place(&formal->location, &formal->place))
			return true;
	}
	return false;
}

/* A Rust function that is called the C way keeps its plain name. */
static bool is_rust_abi(Dwarf_Die *function)
{
	const char *name = die_linkage_name(function);

	return name && (!strncmp(name, "_ZN", 3) || !strncmp(name, "_R", 2));
}

static struct placing place_formals(struct debug_info *info, const struct debug_unit *unit,
				    Dwarf_Die *function, uint64_t pc, const char *symbol,
				    struct formals *formals)
{
	const char *producer = producer_of(unit);
	struct placing placing = { .abi = true, .result_known = true };
	uint64_t convention = DW_CC_normal;

	if (is_go(unit->language))
		place_by_go(info, formals, producer);
	else if (is_rust(unit->language) && is_rust_abi(function))
		place_by_rust(info, formals, producer);
	else if (is_rust(unit->language) || is_c_family(unit->language))
		place_by_sysv(info, formals, producer);
	else
		placing.abi = false;
	die_number(function, DW_AT_calling_convention, &convention);
	if (!formals->complete || convention == DW_CC_nocall || has_suffix(symbol, ".isra."))
		placing.result_known = false;
	placing.changed = !placing.result_known || has_suffix(symbol, ".constprop.") ||
			  has_suffix(symbol, ".part.") || disagrees(formals);
	if (llvm_may_have_changed(function, pc, producer, formals)) {
		placing.changed = true;
		placing.result_known = false;
	}
	return placing;
}

static struct value_place choose_place(const struct formal *formal, const struct placing *placing,
				       bool go)
{
	/* Go never changes how a function is called, and what it says is not always true. */
	if (go || (placing->abi && is_empty(&formal->place)))
		return formal->place;
	if (formal->located == LOCATION_PLACE)
		return formal->location;
	if (placing->abi && !placing->changed)
		return formal->place;
	return (struct value_place){ .kind = PLACE_GONE };
}

/* A reference is shown as what it refers to: its own place holds the address. */
static struct value_place referred(struct value_place place)
{
	switch (place.kind) {
	case PLACE_REGISTERS:
		if (place.piece_count == 1 && place.pieces[0].size == 8)
			place.kind = PLACE_REFERENCE;
		else
			place.kind = PLACE_GONE;
		break;
	case PLACE_STACK:
		place.kind = PLACE_REFERENCE;
		place.piece_count = 0;
		break;
	default:
		place.kind = PLACE_GONE;
	}
	return place;
}

static const struct value_type *renamed(struct debug_info *info, const struct value_type *type,
					const char *name)
{
	struct value_type *copy = arena_alloc(info->arena, sizeof(*copy));

	if (!copy || !name)
		return type;
	*copy = *type;
	copy->name = name;
	return copy;
}

/* The type to show and, for references, the place of what is shown. */
static const struct value_type *shown_type(struct debug_info *info, const Dwarf_Die *type,
					   struct value_place *place)
{
	Dwarf_Die to;

	if (!type || !is_shown_reference(info, type, &to))
		return value_type(info, type);
	*place = referred(*place);
	return renamed(info, value_type(info, &to), type_name(info, type));
}

static bool fill_parameters(struct debug_info *info, const struct formals *formals,
			    const struct placing *placing, bool go, struct signature *signature)
{
	static const struct value_type untyped = { .name = "?", .bytes = 8 };
	struct parameter *out = arena_array(info->arena, formals->count, sizeof(*out));

	if (!out)
		return false;
	signature->parameters = out;
	for (size_t i = 0; i < formals->count; i++) {
		struct formal formal = formals->items[i];

		if (formal.is_result)
			continue;
		*out = (struct parameter){ .name = die_name(&formal.die), .type = &untyped };
		out->place = choose_place(&formal, placing, go);
		if (formal.has_type)
			out->type = shown_type(info, &formal.type, &out->place);
		out++;
	}
	signature->parameter_count = out - signature->parameters;
	return true;
}

/* The file's number counts in the unit of the entry that has it: perhaps a declaration's. */
static void fill_source(struct debug_info *info, Dwarf_Die *function, struct signature *signature)
{
	const struct debug_unit *unit;
	Dwarf_Attribute attr;
	uint64_t line;
	Dwarf_Word index;

	if (die_number(function, DW_AT_decl_line, &line) && line <= UINT32_MAX)
		signature->line = line;
	if (!dwarf_attr_integrate(function, DW_AT_decl_file, &attr) ||
	    dwarf_formudata(&attr, &index))
		return;
	unit = debug_units__get(&info->units, attr.cu);
	if (unit)
		signature->file = source_path(info, unit, index);
}

const struct signature *build_signature(struct debug_info *info, const struct debug_unit *unit,
					Dwarf_Die *function, uint64_t pc, const char *symbol)
{
	struct signature *signature = arena_alloc(info->arena, sizeof(*signature));
	bool go = is_go(unit->language);
	struct formals formals;
	struct placing placing;
	struct bounded_text text;

	if (!signature)
		return NULL;
	read_formals(info, function, pc, go, &formals);
	placing = place_formals(info, unit, function, pc, symbol, &formals);
	signature->source = SIGNATURE_DWARF;
	signature->variadic = formals.variadic;
	if (!fill_parameters(info, &formals, &placing, go, signature))
		return NULL;
	signature->result_place = placing.abi && placing.result_known
					  ? formals.result_place
					  : (struct value_place){ .kind = PLACE_GONE };
	if (go && !fill_go_results(info, &formals, signature))
		return NULL;
	if (!go)
		signature->result = shown_type(info, formals.has_result ? &formals.result : NULL,
					       &signature->result_place);
	fill_source(info, function, signature);
	bounded_text__start(&text);
	put_signature(&text, info, unit, function);
	signature->text = arena_string(info->arena, text.text, text.len);
	return signature->text ? signature : NULL;
}
