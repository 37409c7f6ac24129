// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit_search.h"

#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Header of a contribution to .debug_str_offsets: length, version, padding. */
#define STR_OFFSETS_HEADER_BYTES 8

static int add_unit(struct unit_search *search, Dwarf_CU *cu)
{
	const struct section_bytes *info = &search->sections->info;
	const uint8_t *start;
	Dwarf_Die die;

	if (!dwarf_cu_die(cu, &die, NULL, NULL, NULL, NULL, NULL, NULL))
		return 0;
	start = (const uint8_t *)die.addr - dwarf_cuoffset(&die);
	if (start < info->start || start >= info->end)
		return 0; /* of .debug_types */
	if (search->count == search->room) {
		size_t more = search->room ? 2 * search->room : 256;
		struct marked_unit *grown = reallocarray(search->items, more, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		search->items = grown;
		search->room = more;
	}
	search->items[search->count++] = (struct marked_unit){ .start = start, .cu = cu };
	return 0;
}

int unit_search__start(struct unit_search *search, Dwarf *dwarf)
{
	Dwarf_CU *cu = NULL;
	int err = 0;

	while (!err && !dwarf_get_units(dwarf, cu, &cu, NULL, NULL, NULL, NULL))
		err = add_unit(search, cu);
	return err;
}

void unit_search__end(struct unit_search *search)
{
	free(search->items);
	search->items = NULL;
	search->count = search->room = 0;
}

/* The index of the unit that holds a byte; libdw lists them by place. */
static struct marked_unit *unit_of(struct unit_search *search, const uint8_t *at)
{
	size_t low = 0, high = search->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (search->items[middle].start <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &search->items[low - 1] : NULL;
}

/* Marks it; returns where the next one begins. */
static const uint8_t *mark(struct unit_search *search, const uint8_t *at)
{
	struct marked_unit *unit = unit_of(search, at);

	if (!unit)
		return at + 1;
	unit->marked = true;
	return unit + 1 < search->items + search->count ? unit[1].start
							: search->sections->info.end;
}

void unit_search__mark_numbers(struct unit_search *search, const struct number_set *numbers)
{
	const struct section_bytes *info = &search->sections->info;
	const uint8_t *at = info->start;

	while ((at = number_set__find(numbers, at, info->end)))
		at = mark(search, at);
}

/* Names that are written out in the entries. */
static void mark_text(struct unit_search *search, const char *name)
{
	const struct section_bytes *info = &search->sections->info;
	const uint8_t *at = info->start;

	while (at < info->end && (at = memmem(at, info->end - at, name, strlen(name) + 1)))
		at = mark(search, at);
}

/* Where the name stands in .debug_str: also at the end of longer ones, which linkers make use of.
 */
static int find_offsets(const struct section_bytes *str, const char *name, struct number_set *out)
{
	size_t len = strlen(name) + 1;
	const uint8_t *at = str->start;
	int err = 0;

	while (!err && at && at < str->end && (at = memmem(at, str->end - at, name, len))) {
		if (at - str->start <= UINT32_MAX)
			err = number_set__add(out, at - str->start);
		at++;
	}
	number_set__finish(out);
	return err;
}

/* The unit's table of names: DW_FORM_strx… count in it. False: it has none. */
static bool offsets_base(Dwarf_CU *cu, uint64_t *base)
{
	Dwarf_Attribute attr;
	Dwarf_Die die;

	return dwarf_cu_die(cu, &die, NULL, NULL, NULL, NULL, NULL, NULL) &&
	       dwarf_attr(&die, DW_AT_str_offsets_base, &attr) && !dwarf_formudata(&attr, base);
}

/* Marks the unit if its table has any of the names' offsets. */
static void mark_by_table(struct unit_search *search, struct marked_unit *unit,
			  const struct number_set *numbers)
{
	const struct section_bytes *table = &search->sections->str_offsets;
	size_t bytes = table->end - table->start;
	const uint8_t *start;
	uint32_t length;
	uint64_t base;

	if (unit->marked || !offsets_base(unit->cu, &base) || base < STR_OFFSETS_HEADER_BYTES ||
	    base > bytes)
		return;
	start = table->start + base;
	memcpy(&length, start - STR_OFFSETS_HEADER_BYTES, sizeof(length));
	/* The length counts what follows it: 4 bytes of the header too. */
	if (length < STR_OFFSETS_HEADER_BYTES - sizeof(length) ||
	    length - (STR_OFFSETS_HEADER_BYTES - sizeof(length)) > bytes - base)
		return;
	length -= STR_OFFSETS_HEADER_BYTES - sizeof(length);
	unit->marked = number_set__find(numbers, start, start + length);
}

int unit_search__mark_name(struct unit_search *search, const char *name)
{
	const struct section_bytes *str = &search->sections->str;
	struct number_set numbers = { 0 };
	int err = 0;

	if (str->start)
		err = find_offsets(str, name, &numbers);
	if (!err) {
		unit_search__mark_numbers(search, &numbers);
		mark_text(search, name);
		if (search->sections->str_offsets.start)
			for (size_t i = 0; i < search->count; i++)
				mark_by_table(search, &search->items[i], &numbers);
	}
	number_set__clear(&numbers);
	return err;
}
