// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "source_path.h"

#include <dwarf.h>
#include <string.h>

#include "abbrevs.h"
#include "bounded_text.h"

#define MAX_ENTRIES 65536
#define MAX_FORMATS 16

/* One line of a table of files or folders. */
struct entry {
	const char *name;
	uint64_t folder;
};

struct entry_format {
	unsigned int count;
	struct {
		uint64_t content, form;
	} items[MAX_FORMATS];
};

struct line_header {
	const struct dwarf_sections *sections;
	const uint8_t *at; /* behind the opcode lengths: the tables */
	/* As skip_form() wants it: the end, version and widths. */
	struct debug_unit widths;
};

static bool read_text(const uint8_t **at, const uint8_t *end, const char **text)
{
	const uint8_t *nul = *at < end ? memchr(*at, 0, end - *at) : NULL;

	*text = (const char *)*at;
	if (nul)
		*at = nul + 1;
	return nul;
}

static bool text_in(const struct section_bytes *section, uint64_t offset, const char **text)
{
	const uint8_t *at;

	if (!section->start || offset >= (size_t)(section->end - section->start))
		return false;
	at = section->start + offset;
	return read_text(&at, section->end, text);
}

/* Up to the tables. */
static bool read_header(struct line_header *header, uint64_t offset)
{
	const struct section_bytes *line = &header->sections->line;
	struct debug_unit *widths = &header->widths;
	const uint8_t *at;
	uint64_t bytes, value, opcodes;

	if (!line->start || offset >= (size_t)(line->end - line->start))
		return false;
	at = line->start + offset;
	widths->offset_bytes = 4;
	if (!read_fixed(&at, line->end, 4, &bytes))
		return false;
	if (bytes == UINT32_MAX) {
		widths->offset_bytes = 8;
		if (!read_fixed(&at, line->end, 8, &bytes))
			return false;
	}
	if (bytes > (size_t)(line->end - at))
		return false;
	widths->end = at + bytes;
	if (!read_fixed(&at, widths->end, 2, &value) || value < 2 || value > 5)
		return false;
	widths->version = value;
	widths->address_bytes = 8;
	/* Widths of addresses and segments in version 5; length of the header; then, of one byte
	 * each: instruction length, operations (from 4 on), is_stmt, line base and range. */
	if ((value == 5 && !read_fixed(&at, widths->end, 2, &opcodes)) ||
	    !read_fixed(&at, widths->end, widths->offset_bytes, &bytes) ||
	    !read_fixed(&at, widths->end, value >= 4 ? 5 : 4, &bytes) ||
	    !read_fixed(&at, widths->end, 1, &opcodes))
		return false;
	if (opcodes && opcodes - 1 > (size_t)(widths->end - at))
		return false;
	header->at = at + (opcodes ? opcodes - 1 : 0);
	return true;
}

/* Versions 2 to 4: names, ended by an empty one; files have three more numbers each. */
static bool next_old(struct line_header *header, bool file, struct entry *entry)
{
	const uint8_t *end = header->widths.end;
	uint64_t number;

	*entry = (struct entry){ 0 };
	if (!read_text(&header->at, end, &entry->name) || !*entry->name)
		return false;
	return !file ||
	       (read_uleb(&header->at, end, &entry->folder) &&
		read_uleb(&header->at, end, &number) && read_uleb(&header->at, end, &number));
}

/* Folder 0 is the one the compiler ran in and not listed; files count from 1. */
static bool find_old(struct line_header *header, uint64_t index, struct entry *file,
		     const char **folder)
{
	const uint8_t *folders = header->at;
	struct entry entry;

	for (int i = 0; i < MAX_ENTRIES && next_old(header, false, &entry); i++)
		;
	for (uint64_t i = 1; i <= index; i++)
		if (i > MAX_ENTRIES || !next_old(header, true, file))
			return false;
	header->at = folders;
	for (uint64_t i = 1; i <= file->folder; i++)
		if (i > MAX_ENTRIES || !next_old(header, false, &entry))
			return false;
	*folder = file->folder ? entry.name : NULL;
	return index != 0;
}

static bool read_format(struct line_header *header, struct entry_format *format)
{
	const uint8_t *end = header->widths.end;
	uint64_t count;

	if (!read_fixed(&header->at, end, 1, &count) || count > MAX_FORMATS)
		return false;
	format->count = count;
	for (unsigned int i = 0; i < count; i++)
		if (!read_uleb(&header->at, end, &format->items[i].content) ||
		    !read_uleb(&header->at, end, &format->items[i].form))
			return false;
	return true;
}

static bool path_value(const struct line_header *header, uint64_t form, const uint8_t *at,
		       const char **text)
{
	uint64_t offset;

	if (form == DW_FORM_string)
		return read_text(&at, header->widths.end, text);
	if (form != DW_FORM_strp && form != DW_FORM_line_strp)
		return false;
	return read_fixed(&at, header->widths.end, header->widths.offset_bytes, &offset) &&
	       text_in(form == DW_FORM_strp ? &header->sections->str : &header->sections->line_str,
		       offset, text);
}

static bool next_new(struct line_header *header, const struct entry_format *format,
		     struct entry *entry)
{
	*entry = (struct entry){ 0 };
	for (unsigned int i = 0; i < format->count; i++) {
		uint64_t form = format->items[i].form;
		const uint8_t *value = header->at;

		if (form > UINT16_MAX || !skip_form(&header->widths, form, &header->at))
			return false;
		if (format->items[i].content == DW_LNCT_path)
			path_value(header, form, value, &entry->name);
		else if (format->items[i].content == DW_LNCT_directory_index)
			form_number(&header->widths, form, value, &entry->folder);
	}
	return entry->name;
}

/* Version 5: both tables tell what their entries are made of; both count from 0. */
static bool find_new(struct line_header *header, uint64_t index, struct entry *file,
		     const char **folder)
{
	const uint8_t *folders, *end = header->widths.end;
	struct entry_format folder_format, format;
	uint64_t folder_count, file_count;
	struct entry entry = { 0 };

	if (!read_format(header, &folder_format) || !read_uleb(&header->at, end, &folder_count))
		return false;
	folders = header->at;
	for (uint64_t i = 0; i < folder_count; i++)
		if (i > MAX_ENTRIES || !next_new(header, &folder_format, &entry))
			return false;
	if (!read_format(header, &format) || !read_uleb(&header->at, end, &file_count) ||
	    index >= file_count)
		return false;
	for (uint64_t i = 0; i <= index; i++)
		if (i > MAX_ENTRIES || !next_new(header, &format, file))
			return false;
	if (file->folder >= folder_count)
		return false;
	header->at = folders;
	for (uint64_t i = 0; i <= file->folder; i++)
		if (!next_new(header, &folder_format, &entry))
			return false;
	*folder = entry.name;
	return true;
}

static const char *unit_text(const struct debug_unit *unit, unsigned int attribute)
{
	Dwarf_Attribute attr;
	Dwarf_Die die = unit->die;

	return dwarf_formstring(dwarf_attr(&die, attribute, &attr));
}

static const char *join(struct debug_info *info, const struct debug_unit *unit, const char *folder,
			const char *name)
{
	struct bounded_text path;
	const char *parts[3] = { unit_text(unit, DW_AT_comp_dir), folder, name };
	int first = 2;

	bounded_text__start(&path);
	/* From the last part that is absolute on. */
	while (first && *parts[first] != '/' && parts[first - 1])
		first--;
	for (int i = first; i < 3; i++) {
		put_text(&path, parts[i]);
		if (i < 2)
			put_text(&path, "/");
	}
	return arena_string(info->arena, path.text, path.len);
}

const char *source_path(struct debug_info *info, const struct debug_unit *unit, uint64_t index)
{
	struct line_header header = { 0 };
	struct entry file = { 0 };
	const char *folder = NULL;
	Dwarf_Attribute attr;
	Dwarf_Die die = unit->die;
	Dwarf_Word offset;
	bool found;

	header.sections = debug_units__sections(&info->units, dwarf_cu_getdwarf(unit->cu));
	if (!header.sections || !dwarf_attr(&die, DW_AT_stmt_list, &attr) ||
	    dwarf_formudata(&attr, &offset) || !read_header(&header, offset))
		return NULL;
	found = header.widths.version == 5 ? find_new(&header, index, &file, &folder)
					   : find_old(&header, index, &file, &folder);
	return found ? join(info, unit, folder, file.name) : NULL;
}
