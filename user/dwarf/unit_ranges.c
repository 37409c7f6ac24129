// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "unit_ranges.h"

#include <dwarf.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "bounded_text.h"

#define MAX_RANGES_OF_UNIT 1000000

struct unit_range {
	uint64_t start, end;
	uint64_t max_end; /* of this and all before it */
	Dwarf_CU *cu;
};

struct unit_ranges {
	struct unit_range *items; /* by start */
	size_t count, room;
};

static int add_range(struct unit_ranges *ranges, Dwarf_CU *cu, uint64_t start, uint64_t end)
{
	/* From 0: functions that the linker has thrown away. */
	if (!start || start >= end)
		return 0;
	if (ranges->count == ranges->room) {
		size_t more = ranges->room ? 2 * ranges->room : 256;
		struct unit_range *grown = reallocarray(ranges->items, more, sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		ranges->items = grown;
		ranges->room = more;
	}
	ranges->items[ranges->count++] =
		(struct unit_range){ .start = start, .end = end, .cu = cu };
	return 0;
}

static const char *attribute_text(Dwarf_Die *die, unsigned int attribute)
{
	Dwarf_Attribute attr;

	return dwarf_formstring(dwarf_attr(die, attribute, &attr));
}

/*
 * libdw opens the file that a skeleton unit names, and names in a hostile program may lead to a
 * pipe, on which opening waits for ever, or to a device.
 */
static bool is_plain_file(Dwarf_Die *skeleton)
{
	const char *name = attribute_text(skeleton, DW_AT_dwo_name);
	const char *folder = attribute_text(skeleton, DW_AT_comp_dir);
	struct bounded_text path;
	struct stat st;

	if (!name)
		name = attribute_text(skeleton, DW_AT_GNU_dwo_name);
	if (!name)
		return false;
	bounded_text__start(&path);
	if (*name != '/' && folder) {
		put_text(&path, folder);
		put_text(&path, "/");
	}
	put_text(&path, name);
	path.text[path.len] = '\0';
	return !path.cut && !stat(path.text, &st) && S_ISREG(st.st_mode);
}

/* The unit that holds the functions' entries: of split DWARF, the other half. */
static Dwarf_CU *full_unit(Dwarf_CU *cu, Dwarf_Die *die, uint8_t type)
{
	Dwarf_Die full;

	if (type != DW_UT_skeleton || !is_plain_file(die))
		return cu;
	if (dwarf_cu_info(cu, NULL, NULL, NULL, &full, NULL, NULL, NULL) || !full.cu)
		return cu;
	return full.cu;
}

static int add_unit(struct unit_ranges *ranges, Dwarf_CU *cu, uint8_t type)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t at = 0;
	Dwarf_Die die;
	Dwarf_CU *full;
	size_t count = 0;

	if (type != DW_UT_compile && type != DW_UT_skeleton && type != DW_UT_partial)
		return 0;
	if (!dwarf_cu_die(cu, &die, NULL, NULL, NULL, NULL, NULL, NULL))
		return 0;
	full = full_unit(cu, &die, type);
	while (count++ < MAX_RANGES_OF_UNIT &&
	       (at = dwarf_ranges(&die, at, &base, &start, &end)) > 0) {
		int err = add_range(ranges, full, start, end);

		if (err)
			return err;
	}
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct unit_range *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

int unit_ranges__read(struct debug_info *info, struct unit_ranges **out)
{
	struct unit_ranges *ranges = calloc(1, sizeof(*ranges));
	uint64_t max_end = 0;
	Dwarf_CU *cu = NULL;
	uint8_t type;
	int err = ranges ? 0 : -ENOMEM;

	while (!err && !dwarf_get_units(info->dwarf, cu, &cu, NULL, &type, NULL, NULL))
		err = add_unit(ranges, cu, type);
	if (err) {
		unit_ranges__free(ranges);
		return err;
	}
	if (ranges->count)
		qsort(ranges->items, ranges->count, sizeof(*ranges->items), compare);
	for (size_t i = 0; i < ranges->count; i++) {
		if (ranges->items[i].end > max_end)
			max_end = ranges->items[i].end;
		ranges->items[i].max_end = max_end;
	}
	*out = ranges;
	return 0;
}

void unit_ranges__free(struct unit_ranges *ranges)
{
	if (ranges)
		free(ranges->items);
	free(ranges);
}

size_t unit_ranges__at(const struct unit_ranges *ranges, uint64_t pc, Dwarf_CU **units, size_t room)
{
	size_t low = 0, high = ranges->count, count = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ranges->items[middle].start <= pc)
			low = middle + 1;
		else
			high = middle;
	}
	while (low-- && ranges->items[low].max_end > pc && count < room)
		if (ranges->items[low].end > pc)
			units[count++] = ranges->items[low].cu;
	return count;
}
