// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "abbrevs.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

/* Compilers write 30 at most; more would only make every entry slow to go over. */
#define MAX_ATTRIBUTES 128

/* Bytes of a form whose values are all equally long; -1: they are not, or it is unknown. */
static int fixed_form_bytes(const struct debug_unit *unit, unsigned int form)
{
	switch (form) {
	case DW_FORM_flag_present:
	case DW_FORM_implicit_const:
		return 0;
	case DW_FORM_data1:
	case DW_FORM_ref1:
	case DW_FORM_flag:
	case DW_FORM_strx1:
	case DW_FORM_addrx1:
		return 1;
	case DW_FORM_data2:
	case DW_FORM_ref2:
	case DW_FORM_strx2:
	case DW_FORM_addrx2:
		return 2;
	case DW_FORM_strx3:
	case DW_FORM_addrx3:
		return 3;
	case DW_FORM_data4:
	case DW_FORM_ref4:
	case DW_FORM_ref_sup4:
	case DW_FORM_strx4:
	case DW_FORM_addrx4:
		return 4;
	case DW_FORM_data8:
	case DW_FORM_ref8:
	case DW_FORM_ref_sup8:
	case DW_FORM_ref_sig8:
		return 8;
	case DW_FORM_data16:
		return 16;
	case DW_FORM_addr:
		return unit->address_bytes;
	case DW_FORM_ref_addr:
		return unit->version <= 2 ? unit->address_bytes : unit->offset_bytes;
	case DW_FORM_strp:
	case DW_FORM_line_strp:
	case DW_FORM_strp_sup:
	case DW_FORM_sec_offset:
	case DW_FORM_GNU_ref_alt:
	case DW_FORM_GNU_strp_alt:
		return unit->offset_bytes;
	default:
		return -1;
	}
}

static bool skip_bytes(const uint8_t **at, const uint8_t *end, uint64_t bytes)
{
	if (bytes > (size_t)(end - *at))
		return false;
	*at += bytes;
	return true;
}

static bool skip_block(const uint8_t **at, const uint8_t *end, unsigned int length_bytes)
{
	uint64_t bytes;

	if (length_bytes ? !read_fixed(at, end, length_bytes, &bytes) : !read_uleb(at, end, &bytes))
		return false;
	return skip_bytes(at, end, bytes);
}

bool skip_form(const struct debug_unit *unit, unsigned int form, const uint8_t **at)
{
	const uint8_t *end = unit->end, *nul;
	int bytes = fixed_form_bytes(unit, form);
	uint64_t number;

	if (bytes >= 0)
		return skip_bytes(at, end, bytes);
	switch (form) {
	case DW_FORM_block1:
		return skip_block(at, end, 1);
	case DW_FORM_block2:
		return skip_block(at, end, 2);
	case DW_FORM_block4:
		return skip_block(at, end, 4);
	case DW_FORM_block:
	case DW_FORM_exprloc:
		return skip_block(at, end, 0);
	case DW_FORM_string:
		nul = memchr(*at, 0, end - *at);
		*at = nul ? nul + 1 : end;
		return nul;
	case DW_FORM_sdata:
	case DW_FORM_udata:
	case DW_FORM_ref_udata:
	case DW_FORM_strx:
	case DW_FORM_addrx:
	case DW_FORM_loclistx:
	case DW_FORM_rnglistx:
	case DW_FORM_GNU_addr_index:
	case DW_FORM_GNU_str_index:
		return read_uleb(at, end, &number);
	case DW_FORM_indirect:
		/* One that leads to another is an attack. */
		return read_uleb(at, end, &number) && number != DW_FORM_indirect &&
		       number != DW_FORM_implicit_const && skip_form(unit, number, at);
	default:
		return false;
	}
}

bool next_spec(const uint8_t **at, const uint8_t *end, struct attribute_spec *spec)
{
	uint64_t name, form;
	int64_t constant;

	if (!read_uleb(at, end, &name) || !read_uleb(at, end, &form))
		return false;
	*spec = (struct attribute_spec){ .name = name, .form = form, .constant = *at };
	if (form == DW_FORM_implicit_const && !read_sleb(at, end, &constant))
		return false;
	return name || form;
}

static bool read_abbrev(const uint8_t **at, const uint8_t *end, const struct debug_unit *unit,
			struct abbrev *abbrev)
{
	struct attribute_spec spec;
	unsigned int attributes = 0;
	uint64_t tag, children;

	if (!read_uleb(at, end, &abbrev->code) || !abbrev->code || !read_uleb(at, end, &tag) ||
	    !read_fixed(at, end, 1, &children))
		return false;
	abbrev->tag = tag > UINT16_MAX ? 0 : tag;
	abbrev->has_children = children;
	abbrev->has_sibling = false;
	abbrev->sibling_at = -1;
	abbrev->specs = *at;
	abbrev->fixed_bytes = 0;
	while (next_spec(at, end, &spec)) {
		int bytes = fixed_form_bytes(unit, spec.form);

		if (++attributes > MAX_ATTRIBUTES)
			return false;
		if (spec.name == DW_AT_sibling) {
			abbrev->has_sibling = true;
			abbrev->sibling_at = abbrev->fixed_bytes;
			abbrev->sibling_form = spec.form;
		}
		if (bytes < 0)
			abbrev->fixed_bytes = -1;
		if (abbrev->fixed_bytes >= 0)
			abbrev->fixed_bytes += bytes;
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct abbrev *left = a, *right = b;

	return (left->code > right->code) - (left->code < right->code);
}

struct abbrev_table *abbrevs__read(const uint8_t *start, const uint8_t *end,
				   const struct debug_unit *unit)
{
	struct abbrev_table *table = calloc(1, sizeof(*table));
	const uint8_t *at = start;
	bool sorted = true;
	struct abbrev abbrev;
	size_t room = 0;

	if (!table)
		return NULL;
	table->end = end;
	while (read_abbrev(&at, end, unit, &abbrev)) {
		if (table->count == room) {
			size_t more = room ? 2 * room : 64;
			struct abbrev *grown = reallocarray(table->items, more, sizeof(*grown));

			if (!grown) {
				abbrevs__free(table);
				return NULL;
			}
			table->items = grown;
			room = more;
		}
		if (table->count && table->items[table->count - 1].code >= abbrev.code)
			sorted = false;
		table->items[table->count++] = abbrev;
	}
	if (!sorted)
		qsort(table->items, table->count, sizeof(*table->items), compare);
	return table;
}

void abbrevs__free(struct abbrev_table *table)
{
	if (table)
		free(table->items);
	free(table);
}

const struct abbrev *abbrevs__find(const struct abbrev_table *table, uint64_t code)
{
	const struct abbrev key = { .code = code };

	/* Compilers count from 1. */
	if (code <= table->count && table->items[code - 1].code == code)
		return &table->items[code - 1];
	return table->count ? bsearch(&key, table->items, table->count, sizeof(key), compare)
			    : NULL;
}

/* One abbreviation behind its code. False: it is damaged. */
static bool look_at(const uint8_t **at, const uint8_t *end, unsigned int tag, unsigned int form,
		    bool *has_tag, bool *has_form)
{
	struct attribute_spec spec;
	uint64_t found;

	if (!read_uleb(at, end, &found) || *at >= end)
		return false;
	*has_tag |= found == tag;
	(*at)++; /* DW_CHILDREN_yes or _no */
	while (next_spec(at, end, &spec))
		*has_form |= spec.form == form;
	return *at <= end;
}

void abbrevs__look_for(const uint8_t *start, const uint8_t *end, unsigned int tag,
		       unsigned int form, bool *has_tag, bool *has_form)
{
	const uint8_t *at = start;
	uint64_t code;

	*has_tag = *has_form = false;
	while (at < end && !(*has_tag && *has_form))
		/* 0 ends a table, and the next begins. */
		if (!read_uleb(&at, end, &code) ||
		    (code && !look_at(&at, end, tag, form, has_tag, has_form)))
			*has_tag = *has_form = true;
}
