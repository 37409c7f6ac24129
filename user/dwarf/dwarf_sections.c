// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dwarf_sections.h"

#include <elfutils/libdw.h>
#include <gelf.h>
#include <string.h>

static struct section_bytes *section_of(struct dwarf_sections *sections, const char *name)
{
	const struct {
		const char *name;
		struct section_bytes *bytes;
	} known[] = {
		{ ".debug_info", &sections->info },
		{ ".debug_types", &sections->types },
		{ ".debug_abbrev", &sections->abbrev },
		{ ".debug_str", &sections->str },
		{ ".debug_str_offsets", &sections->str_offsets },
		{ ".debug_line", &sections->line },
		{ ".debug_line_str", &sections->line_str },
	};
	size_t len = strlen(name);

	/* Files of split DWARF. */
	if (len > 4 && !strcmp(name + len - 4, ".dwo"))
		len -= 4;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i].name) == len && !strncmp(name, known[i].name, len))
			return known[i].bytes;
	/* GNU's older way to compress: .zdebug_info. */
	if (!strncmp(name, ".zdebug_", 8))
		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			if (!strcmp(known[i].name + 1, name + 2))
				return known[i].bytes;
	return NULL;
}

void dwarf_sections__read(struct Dwarf *dwarf, struct dwarf_sections *sections)
{
	Elf *elf = dwarf_getelf(dwarf);
	Elf_Scn *scn = NULL;
	size_t names;

	*sections = (struct dwarf_sections){ 0 };
	if (!elf || elf_getshdrstrndx(elf, &names))
		return;
	while ((scn = elf_nextscn(elf, scn))) {
		GElf_Shdr header;
		const char *name = NULL;
		struct section_bytes *bytes;
		Elf_Data *data;

		if (gelf_getshdr(scn, &header) && header.sh_type != SHT_NOBITS)
			name = elf_strptr(elf, names, header.sh_name);
		bytes = name ? section_of(sections, name) : NULL;
		if (!bytes || bytes->start)
			continue;
		/* The same call as libdw's, so that the addresses are those of its DIEs. */
		data = elf_rawdata(scn, NULL);
		if (data && data->d_buf && !(header.sh_flags & SHF_COMPRESSED))
			*bytes = (struct section_bytes){ data->d_buf,
							 (uint8_t *)data->d_buf + data->d_size };
	}
}

bool read_long_uleb(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
	*value = 0;
	for (unsigned int shift = 0; *at < end; shift += 7) {
		uint8_t byte = *(*at)++;

		if (shift < 64)
			*value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return shift < 64 || !(byte & 0x7f);
	}
	return false;
}

bool read_sleb(const uint8_t **at, const uint8_t *end, int64_t *value)
{
	uint64_t bits = 0;

	for (unsigned int shift = 0; *at < end && shift < 70; shift += 7) {
		uint8_t byte = *(*at)++;

		if (shift < 64)
			bits |= (uint64_t)(byte & 0x7f) << shift;
		if (byte & 0x80)
			continue;
		if (shift + 7 < 64 && (byte & 0x40))
			bits |= ~UINT64_C(0) << (shift + 7);
		*value = (int64_t)bits;
		return true;
	}
	return false;
}

bool read_fixed(const uint8_t **at, const uint8_t *end, unsigned int bytes, uint64_t *value)
{
	if ((size_t)(end - *at) < bytes)
		return false;
	*value = 0;
	memcpy(value, *at, bytes);
	*at += bytes;
	return true;
}
