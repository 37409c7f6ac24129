// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "gopclntab.h"

#include <endian.h>
#include <errno.h>
#include <string.h>

#define MAGIC_1_2  0xfffffffb
#define MAGIC_1_16 0xfffffffa
#define MAGIC_1_18 0xfffffff0
#define MAGIC_1_20 0xfffffff1

#define HEADER_BYTES 8 /* magic, two zeros, bytes of the least instruction, bytes of a pointer */
#define POINTER	     8

/* Numbers of a function's record, each of 4 bytes, counted from the one behind its entry. */
enum { RECORD_NAME = 0, RECORD_PCSP = 3, RECORD_PCFILE = 4, RECORD_PCLINE = 5 };

static bool read_number(const struct gopclntab *table, size_t at, unsigned int bytes,
			uint64_t *value)
{
	uint64_t number = 0;

	if (at > table->size || table->size - at < bytes)
		return false;
	memcpy(&number, table->data + at, bytes);
	*value = le64toh(number);
	return true;
}

/* The `index`-th word behind the header's first bytes. */
static bool header_word(const struct gopclntab *table, size_t index, uint64_t *value)
{
	return read_number(table, HEADER_BYTES + index * POINTER, POINTER, value);
}

/* Words of the header: names, and the table of entries, whose offsets count from its own start. */
static bool read_places(struct gopclntab *table, size_t names_word, size_t entries_word)
{
	uint64_t names, entries;

	if (!header_word(table, names_word, &names) || !header_word(table, entries_word, &entries))
		return false;
	if (names >= table->size || entries >= table->size)
		return false;
	table->names = names;
	table->entries = entries;
	table->records = entries;
	return true;
}

static bool read_header(struct gopclntab *table, uint64_t magic)
{
	uint64_t count;

	if (!header_word(table, 0, &count) || count > table->size)
		return false;
	table->count = count;
	switch (magic) {
	case MAGIC_1_2:
		table->field = POINTER;
		table->entries = HEADER_BYTES + POINTER;
		return true;
	case MAGIC_1_16:
		table->field = POINTER;
		return read_places(table, 2, 6);
	case MAGIC_1_18:
	case MAGIC_1_20:
		table->field = 4;
		table->relative = true;
		return header_word(table, 2, &table->text_start) && read_places(table, 3, 7);
	default:
		return false;
	}
}

int gopclntab__parse(const unsigned char *data, size_t size, struct gopclntab *out)
{
	struct gopclntab table = { .data = data, .size = size };
	uint64_t magic;

	if (!read_number(&table, 0, 4, &magic) || size < HEADER_BYTES)
		return -EINVAL;
	if (data[4] || data[5] || data[6] != 1 || data[7] != POINTER)
		return -EINVAL;
	if (!read_header(&table, magic) || !table.count)
		return -EINVAL;
	/* count is at most size here, so that this cannot overflow. */
	if ((table.count * 2 + 1) * table.field > table.size - table.entries)
		return -EINVAL;
	*out = table;
	return 0;
}

/* Entry of function `index`; at `count` the end of the last one. */
static bool read_entry(const struct gopclntab *table, size_t index, uint64_t *address)
{
	if (index > table->count ||
	    !read_number(table, table->entries + 2 * index * table->field, table->field, address))
		return false;
	*address += table->relative ? table->text_start : 0;
	return true;
}

/* Where the 4-byte numbers of its record begin. */
static bool find_record(const struct gopclntab *table, size_t index, size_t *at)
{
	uint64_t offset;

	if (!read_number(table, table->entries + (2 * index + 1) * table->field, table->field,
			 &offset) ||
	    offset > table->size)
		return false;
	*at = table->records + offset + (table->relative ? 4 : POINTER);
	return true;
}

static bool read_name(const struct gopclntab *table, size_t record, const char **name)
{
	uint64_t offset;
	size_t at;

	if (!read_number(table, record + 4 * RECORD_NAME, 4, &offset))
		return false;
	at = table->names + offset;
	if (at >= table->size || !memchr(table->data + at, '\0', table->size - at))
		return false;
	*name = (const char *)table->data + at;
	return **name;
}

/* Go code has tables of its stack use and lines; offset 0 of the tables means none. */
static bool has_tables(const struct gopclntab *table, size_t record)
{
	uint64_t pcsp, pcfile, pcline;

	return read_number(table, record + 4 * RECORD_PCSP, 4, &pcsp) &&
	       read_number(table, record + 4 * RECORD_PCFILE, 4, &pcfile) &&
	       read_number(table, record + 4 * RECORD_PCLINE, 4, &pcline) &&
	       (pcsp || pcfile || pcline);
}

bool gopclntab__function(const struct gopclntab *table, size_t index,
			 struct gopclntab_function *function)
{
	uint64_t address, next;
	const char *name;
	size_t record;

	if (index >= table->count || !read_entry(table, index, &address) ||
	    !read_entry(table, index + 1, &next) || !find_record(table, index, &record) ||
	    !read_name(table, record, &name))
		return false;
	*function = (struct gopclntab_function){
		.name = name,
		.address = address,
		.size = next > address ? next - address : 0,
		.foreign = !has_tables(table, record),
	};
	return true;
}

bool gopclntab__find(const struct gopclntab *table, uint64_t address,
		     struct gopclntab_function *function)
{
	size_t low = 0, high = table->count;
	struct gopclntab_function found;

	/* Invariant: entry(low) <= address < entry(high), if the table holds it at all. */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		uint64_t entry;

		if (!read_entry(table, middle, &entry))
			return false;
		if (entry <= address)
			low = middle;
		else
			high = middle;
	}
	if (!gopclntab__function(table, low, &found) || address < found.address ||
	    address - found.address >= found.size)
		return false;
	*function = found;
	return true;
}

bool gopclntab__text(const struct gopclntab *table, uint64_t *start, uint64_t *end)
{
	return read_entry(table, 0, start) && read_entry(table, table->count, end) && *start < *end;
}
