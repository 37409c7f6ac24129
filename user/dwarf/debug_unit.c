// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "debug_unit.h"

#include <dwarf.h>
#include <stdlib.h>

#include "abbrevs.h"
#include "unit_functions.h"

bool is_cplusplus(int language)
{
	switch (language) {
	case DW_LANG_C_plus_plus:
	case DW_LANG_C_plus_plus_03:
	case DW_LANG_C_plus_plus_11:
	case DW_LANG_C_plus_plus_14:
	case DW_LANG_ObjC_plus_plus:
	case 0x2b: /* C++17, C++20: registered after DWARF 5 */
	case 0x2c:
		return true;
	default:
		return false;
	}
}

bool is_c_family(int language)
{
	switch (language) {
	case DW_LANG_C:
	case DW_LANG_C89:
	case DW_LANG_C99:
	case DW_LANG_C11:
	case DW_LANG_ObjC:
	case DW_LANG_UPC:
	case DW_LANG_OpenCL:
	case 0x2d: /* C17 */
		return true;
	default:
		return is_cplusplus(language);
	}
}

bool is_assembly(int language)
{
	return language == DW_LANG_Mips_Assembler;
}

bool is_rust(int language)
{
	return language == DW_LANG_Rust;
}

bool is_go(int language)
{
	return language == DW_LANG_Go;
}

const struct dwarf_sections *debug_units__sections(struct debug_units *units, Dwarf *dwarf)
{
	struct dwarf_sections *sections = pointer_map__get(&units->sections, dwarf);

	if (sections)
		return sections;
	sections = malloc(sizeof(*sections));
	if (!sections)
		return NULL;
	dwarf_sections__read(dwarf, sections);
	if (pointer_map__put(&units->sections, dwarf, sections)) {
		free(sections);
		return NULL;
	}
	return sections;
}

static const struct abbrev_table *abbrevs_at(struct debug_units *units,
					     const struct dwarf_sections *sections,
					     const struct debug_unit *unit, uint64_t offset)
{
	const struct section_bytes *section = &sections->abbrev;
	struct abbrev_table *table;

	if (!section->start || offset >= (size_t)(section->end - section->start))
		return NULL;
	table = pointer_map__get(&units->abbrevs, section->start + offset);
	if (table)
		return table;
	table = abbrevs__read(section->start + offset, section->end, unit);
	if (table && pointer_map__put(&units->abbrevs, section->start + offset, table)) {
		abbrevs__free(table);
		return NULL;
	}
	return table;
}

/* Where the unit ends, by its own header and within its section. False: it cannot be. */
static bool find_bounds(struct debug_unit *unit, const struct dwarf_sections *sections)
{
	const struct section_bytes *in = &sections->info;
	const uint8_t *at = unit->start;
	uint64_t bytes;

	if (!in->start || at < in->start || at >= in->end)
		in = &sections->types;
	if (!in->start || at < in->start || at >= in->end || !read_fixed(&at, in->end, 4, &bytes))
		return false;
	if (bytes == UINT32_MAX && !read_fixed(&at, in->end, 8, &bytes))
		return false;
	if (bytes > (size_t)(in->end - at))
		return false;
	unit->end = at + bytes;
	return unit->first >= at && unit->first < unit->end;
}

static bool read_unit(struct debug_units *units, struct debug_unit *unit)
{
	const struct dwarf_sections *sections;
	Dwarf_Off abbrev_offset;
	Dwarf_Half version;
	Dwarf_Die *die = &unit->die;

	if (!dwarf_cu_die(unit->cu, die, &version, &abbrev_offset, &unit->address_bytes,
			  &unit->offset_bytes, NULL, NULL))
		return false;
	sections = debug_units__sections(units, dwarf_cu_getdwarf(unit->cu));
	if (!sections || unit->address_bytes != 8)
		return false;
	unit->version = version;
	unit->first = die->addr;
	unit->start = unit->first - dwarf_cuoffset(die);
	if (!find_bounds(unit, sections))
		return false;
	unit->abbrevs = abbrevs_at(units, sections, unit, abbrev_offset);
	unit->language = dwarf_srclang(die);
	if (unit->language < 0)
		unit->language = 0;
	return unit->abbrevs != NULL;
}

struct debug_unit *debug_units__get(struct debug_units *units, Dwarf_CU *cu)
{
	struct debug_unit *unit = pointer_map__get(&units->by_cu, cu);

	if (unit)
		return unit->abbrevs ? unit : NULL;
	unit = calloc(1, sizeof(*unit));
	if (!unit)
		return NULL;
	unit->cu = cu;
	/* A damaged one is remembered too, as one without abbreviations. */
	if (!read_unit(units, unit))
		unit->abbrevs = NULL;
	if (pointer_map__put(&units->by_cu, cu, unit)) {
		free(unit);
		return NULL;
	}
	return unit->abbrevs ? unit : NULL;
}

void debug_units__clear(struct debug_units *units)
{
	void *value;

	for (size_t i = 0; (value = pointer_map__next(&units->by_cu, &i));) {
		unit_functions__free(((struct debug_unit *)value)->functions);
		free(value);
	}
	for (size_t i = 0; (value = pointer_map__next(&units->abbrevs, &i));)
		abbrevs__free(value);
	for (size_t i = 0; (value = pointer_map__next(&units->sections, &i));)
		free(value);
	pointer_map__clear(&units->by_cu);
	pointer_map__clear(&units->abbrevs);
	pointer_map__clear(&units->sections);
}
