// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "go_table.h"

#include <endian.h>
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>

#include "relocations.h"

#define WORD 8

static const char buildinfo_magic[] = "\xff Go buildinf:";
#define BUILDINFO_ALIGN 16
#define BUILDINFO_BYTES 32 /* of its header */

/* In a file made to waste our time, so many look-alikes are looked at closely. */
#define LOOKALIKES 16

/* The part of the file's map at [offset, offset + size), as far as the file goes. */
static bool map_part(struct elf_file *elf, uint64_t offset, uint64_t size, struct elf_part *part)
{
	size_t file_size;
	const char *map = elf_rawfile(elf_file__handle(elf), &file_size);

	if (!map || offset >= file_size)
		return false;
	part->data = (const unsigned char *)map + offset;
	part->size = size < file_size - offset ? size : file_size - offset;
	return part->size;
}

bool elf_part__next(struct elf_file *elf, size_t *next, struct elf_part *part)
{
	GElf_Phdr segment;

	while (gelf_getphdr(elf_file__handle(elf), *next, &segment)) {
		++*next;
		if (segment.p_type != PT_LOAD ||
		    !map_part(elf, segment.p_offset, segment.p_filesz, part))
			continue;
		part->address = segment.p_vaddr;
		part->executable = segment.p_flags & PF_X;
		return true;
	}
	return false;
}

bool elf_part__of_section(struct elf_file *elf, const char *name, struct elf_part *part)
{
	Elf *handle = elf_file__handle(elf);
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	size_t strings;

	if (elf_getshdrstrndx(handle, &strings))
		return false;
	while ((section = elf_nextscn(handle, section))) {
		const char *found;

		if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS)
			continue;
		found = elf_strptr(handle, strings, header.sh_name);
		if (!found || strcmp(found, name) ||
		    !map_part(elf, header.sh_offset, header.sh_size, part))
			continue;
		part->address = header.sh_addr;
		part->executable = header.sh_flags & SHF_EXECINSTR;
		return true;
	}
	return false;
}

static void skip_bytes(struct elf_part *part, uint64_t bytes)
{
	part->data += bytes;
	part->size -= bytes;
	part->address += bytes;
}

bool elf_part__at(struct elf_file *elf, uint64_t address, struct elf_part *part)
{
	struct elf_part found;
	size_t next = 0;

	while (elf_part__next(elf, &next, &found)) {
		if (address < found.address || address - found.address >= found.size)
			continue;
		skip_bytes(&found, address - found.address);
		*part = found;
		return true;
	}
	return false;
}

/* Moves the part to the next address that the alignment allows. */
static void align_part(struct elf_part *part, uint64_t alignment)
{
	uint64_t past = part->address % alignment;
	uint64_t bytes = past ? alignment - past : 0;

	skip_bytes(part, bytes < part->size ? bytes : part->size);
}

static uint64_t word_at(const unsigned char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, WORD);
	return le64toh(word);
}

struct wanted_pointer {
	uint64_t address;
	uint64_t value;
};

static bool is_pointer_at(uint64_t address, uint64_t value, void *context)
{
	struct wanted_pointer *wanted = context;

	wanted->value = value;
	return address == wanted->address;
}

/* The pointer that the program will find at the address, in the file's own address space. */
static bool read_pointer(struct elf_file *elf, uint64_t address, uint64_t *value)
{
	struct wanted_pointer wanted = { .address = address };
	struct elf_part part;

	if (!elf_part__at(elf, address, &part) || part.size < WORD)
		return false;
	*value = word_at(part.data);
	if (!*value && elf_file__find_pointer(elf, is_pointer_at, &wanted))
		*value = wanted.value;
	return true;
}

static bool is_buildinfo(const struct elf_part *part)
{
	return part->size >= BUILDINFO_BYTES &&
	       !memcmp(part->data, buildinfo_magic, sizeof(buildinfo_magic) - 1) &&
	       part->data[sizeof(buildinfo_magic) - 1] == WORD;
}

bool go_table__find_buildinfo(struct elf_file *elf, struct elf_part *part)
{
	struct elf_part found;
	size_t next = 0;

	if (elf_part__of_section(elf, ".go.buildinfo", &found) && is_buildinfo(&found)) {
		*part = found;
		return true;
	}
	if (elf_nextscn(elf_file__handle(elf), NULL))
		return false;
	while (elf_part__next(elf, &next, &found)) {
		align_part(&found, BUILDINFO_ALIGN);
		for (; !found.executable && found.size >= BUILDINFO_BYTES;
		     skip_bytes(&found, BUILDINFO_ALIGN))
			if (is_buildinfo(&found)) {
				*part = found;
				return true;
			}
	}
	return false;
}

/* What the runtime's own description of the program (moduledata) says of the table. */
struct moduledata {
	struct elf_file *elf;
	const struct gopclntab *table;
	uint64_t entries; /* address of the table's entries */
	uint64_t text_start;
	int lookalikes;
};

/*
 * In a moduledata: the entries as a slice (pointer, length, capacity), findfunctab, minpc, maxpc,
 * text, etext (runtime/symtab.go since 1.16). Takes it for one only if all of them fit the table.
 */
static bool is_moduledata(uint64_t address, struct moduledata *moduledata)
{
	enum { LENGTH = 1, CAPACITY, FINDFUNCTAB, MINPC, MAXPC, TEXT, WORDS };
	struct gopclntab table = *moduledata->table;
	uint64_t words[WORDS], start, end;
	struct elf_part part;

	if (!elf_part__at(moduledata->elf, address, &part) || part.size < WORDS * WORD ||
	    word_at(part.data + LENGTH * WORD) != table.count + 1 ||
	    word_at(part.data + CAPACITY * WORD) != table.count + 1 ||
	    ++moduledata->lookalikes > LOOKALIKES)
		return false;
	for (size_t i = MINPC; i <= TEXT; i++)
		if (!read_pointer(moduledata->elf, address + i * WORD, &words[i]))
			return false;
	table.text_start = words[TEXT];
	if (!gopclntab__text(&table, &start, &end) || start != words[MINPC] || end != words[MAXPC])
		return false;
	moduledata->text_start = words[TEXT];
	return true;
}

static bool relative_is_moduledata(uint64_t address, uint64_t value, void *context)
{
	struct moduledata *moduledata = context;

	return value == moduledata->entries && is_moduledata(address, moduledata);
}

/* Newer headers do not have text_start: the program's data does. */
static bool find_moduledata(struct moduledata *moduledata)
{
	struct elf_part part;
	size_t next = 0;

	while (elf_part__next(moduledata->elf, &next, &part)) {
		align_part(&part, WORD);
		for (; !part.executable && part.size >= WORD; skip_bytes(&part, WORD))
			if (word_at(part.data) == moduledata->entries &&
			    is_moduledata(part.address, moduledata))
				return true;
	}
	return elf_file__find_pointer(moduledata->elf, relative_is_moduledata, moduledata);
}

static bool is_in_code(struct elf_file *elf, const struct gopclntab *table)
{
	uint64_t start, end, offset;

	return gopclntab__text(table, &start, &end) &&
	       elf_file__offset_of(elf, start, true, &offset) &&
	       elf_file__offset_of(elf, end - 1, true, &offset);
}

static int find_text_start(struct elf_file *elf, const struct elf_part *part,
			   struct gopclntab *table)
{
	struct moduledata moduledata = {
		.elf = elf,
		.table = table,
		.entries = part->address + table->entries,
	};

	if (!table->relative || table->text_start)
		return 0;
	if (read_pointer(elf, part->address + GOPCLNTAB_TEXT_START_AT, &table->text_start) &&
	    table->text_start)
		return 0;
	if (!find_moduledata(&moduledata))
		return -ENOENT;
	table->text_start = moduledata.text_start;
	return 0;
}

/* Takes the table that has been parsed from the part if its addresses are those of code. */
static int check_table(struct elf_file *elf, const struct elf_part *part, struct gopclntab *table)
{
	int err = find_text_start(elf, part, table);

	return err || is_in_code(elf, table) ? err : -ENOENT;
}

static int scan_for_table(struct elf_file *elf, struct gopclntab *table)
{
	struct elf_part part;
	int lookalikes = 0;
	size_t next = 0;

	while (elf_part__next(elf, &next, &part)) {
		align_part(&part, WORD);
		for (; part.size >= WORD; skip_bytes(&part, WORD)) {
			struct gopclntab found;

			if (gopclntab__parse(part.data, part.size, &found))
				continue;
			if (++lookalikes > LOOKALIKES)
				return -ENOENT;
			if (!check_table(elf, &part, &found)) {
				*table = found;
				return 0;
			}
		}
	}
	return -ENOENT;
}

int go_table__find(struct elf_file *elf, struct gopclntab *table)
{
	struct gopclntab found;
	struct elf_part part;

	if (elf_part__of_section(elf, ".gopclntab", &part) ||
	    elf_part__of_section(elf, ".data.rel.ro.gopclntab", &part)) {
		if (gopclntab__parse(part.data, part.size, &found) ||
		    check_table(elf, &part, &found))
			return -ENOENT;
		*table = found;
		return 0;
	}
	/* Another linker than Go's (cgo in a PIE) leaves it within .data.rel.ro. */
	if (!go_table__find_buildinfo(elf, &part))
		return -ENOENT;
	return scan_for_table(elf, table);
}
