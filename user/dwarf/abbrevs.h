/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* .debug_abbrev: how the entries of a unit are laid out. */
#ifndef MAAP_DWARF_ABBREVS_H
#define MAAP_DWARF_ABBREVS_H

#include "debug_unit.h"

/*
 * The table that begins at `start`; `unit` tells how wide addresses and offsets are. What is
 * damaged ends the table. NULL: no memory. The caller frees it.
 */
struct abbrev_table *abbrevs__read(const uint8_t *start, const uint8_t *end,
				   const struct debug_unit *unit);
void abbrevs__free(struct abbrev_table *table);

/* NULL: no such code. */
const struct abbrev *abbrevs__find(const struct abbrev_table *table, uint64_t code);

/* Whether any table of the section has an entry with the tag, an attribute of the form. What is
 * damaged counts as having both. */
void abbrevs__look_for(const uint8_t *start, const uint8_t *end, unsigned int tag,
		       unsigned int form, bool *has_tag, bool *has_form);

/* One attribute of an abbreviation; *at moves on. False: that was all. */
struct attribute_spec {
	unsigned int name, form;
	const uint8_t *constant; /* DW_FORM_implicit_const: where its value lies */
};
bool next_spec(const uint8_t **at, const uint8_t *end, struct attribute_spec *spec);

/* Moves *at behind a value of this form. False: the form is unknown, or the data ends. */
bool skip_form(const struct debug_unit *unit, unsigned int form, const uint8_t **at);

#endif
