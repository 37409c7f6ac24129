// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "code_map.h"

#include <errno.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../util/log.h"
#include "code_symbols.h"
#include "debug_files.h"
#include "elf_file.h"
#include "process.h"
#include "relocations.h"

#define SYMBOLS_LOOKED_AT 64 /* before an address, for the one that it lies in */

struct word {
	uint64_t address;
	uint64_t value;
};

struct section {
	struct code_range range;
	bool stubs; /* .plt and its kin */
};

struct code_map {
	struct module *module;
	Elf *elf; /* the module's */
	struct call_frames *frames;
	struct section *sections; /* executable ones */
	size_t section_count;
	struct code_symbols symbols;
	bool has_symbols;   /* they have been read */
	struct word *words; /* by address: what R_X86_64_RELATIVE puts there */
	size_t word_count;
	size_t word_room;
	bool has_words;
};

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static void read_sections(struct code_map *map)
{
	Elf_Scn *section = NULL;
	size_t count, strings;

	if (elf_getshdrnum(map->elf, &count) || elf_getshdrstrndx(map->elf, &strings))
		return;
	map->sections = calloc(count + 1, sizeof(*map->sections));
	while (map->sections && (section = elf_nextscn(map->elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_EXECINSTR) ||
		    !(header.sh_flags & SHF_ALLOC))
			continue;
		name = elf_strptr(map->elf, strings, header.sh_name);
		map->sections[map->section_count++] = (struct section){
			{ header.sh_addr, header.sh_addr + header.sh_size },
			name && !strncmp(name, ".plt", 4),
		};
	}
}

static const struct section *section_at(const struct code_map *map, uint64_t address)
{
	for (size_t i = 0; i < map->section_count; i++)
		if (address >= map->sections[i].range.start && address < map->sections[i].range.end)
			return &map->sections[i];
	return NULL;
}

/* Out of memory, there are no symbols: .eh_frame has to do. */
static void need_symbols(struct code_map *map)
{
	if (map->has_symbols)
		return;
	map->has_symbols = true;
	if (code_symbols__read(map->module, &map->symbols))
		log_verbose("%s: no memory for its symbols", map->module->path);
}

static bool take_word(uint64_t address, uint64_t value, void *context)
{
	struct code_map *map = context;

	if (map->word_count == map->word_room) {
		size_t room = map->word_room ? 2 * map->word_room : 1024;
		struct word *grown = reallocarray(map->words, room, sizeof(*grown));

		/* Out of memory, what has been read has to do: a table is not told then. */
		if (!grown)
			return true;
		map->words = grown;
		map->word_room = room;
	}
	map->words[map->word_count++] = (struct word){ address, value };
	return false;
}

static int compare_words(const void *a, const void *b)
{
	const struct word *x = a, *y = b;

	return compare(x->address, y->address);
}

static void need_words(struct code_map *map)
{
	if (map->has_words)
		return;
	map->has_words = true;
	elf_file__find_pointer(map->module->elf, take_word, map);
	if (map->word_count)
		qsort(map->words, map->word_count, sizeof(*map->words), compare_words);
}

int code_map__open(struct module *module, struct code_map **out)
{
	struct code_map *map = calloc(1, sizeof(*map));
	int err;

	if (!map)
		return -ENOMEM;
	map->module = module;
	map->elf = elf_file__handle(module->elf);
	err = map->elf ? call_frames__open(map->elf, &map->frames) : -ENOEXEC;
	if (err) {
		code_map__free(map);
		return err;
	}
	read_sections(map);
	*out = map;
	return 0;
}

void code_map__free(struct code_map *map)
{
	if (!map)
		return;
	call_frames__close(map->frames);
	free(map->sections);
	code_symbols__free(&map->symbols);
	free(map->words);
	free(map);
}

static uint64_t function_end(struct code_map *map, uint64_t address)
{
	const struct section *section = section_at(map, address);
	size_t after = code_symbols__after(&map->symbols, address);
	struct code_range range;
	uint64_t end;

	for (size_t i = after; i-- > 0 && map->symbols.items[i].address == address;)
		if (map->symbols.items[i].size &&
		    (!i || map->symbols.items[i - 1].address != address))
			return address + map->symbols.items[i].size;
	if (call_frames__range_at(map->frames, address, &range))
		return range.end;
	end = section ? section->range.end : UINT64_MAX;
	if (after < map->symbols.count && map->symbols.items[after].address < end)
		return map->symbols.items[after].address;
	return end;
}

/* Where the executable segment that holds the address has its last byte in the file. */
static uint64_t segment_end(const struct code_map *map, uint64_t address)
{
	size_t count;

	if (elf_getphdrnum(map->elf, &count))
		return address;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (gelf_getphdr(map->elf, i, &segment) && segment.p_type == PT_LOAD &&
		    segment.p_flags & PF_X && address >= segment.p_vaddr &&
		    address - segment.p_vaddr < segment.p_filesz)
			return segment.p_vaddr + segment.p_filesz;
	}
	return address;
}

bool code_map__function_at(struct code_map *map, uint64_t address, struct code_range *range)
{
	uint64_t limit = segment_end(map, address), end;

	need_symbols(map);
	if (limit <= address)
		return false;
	end = function_end(map, address);
	range->start = address;
	range->end = end < limit && end > address ? end : limit;
	return true;
}

size_t code_map__cold_parts(struct code_map *map, uint64_t address, struct cold_part *parts,
			    size_t room)
{
	need_symbols(map);
	return code_symbols__cold_parts(&map->symbols, address, parts, room);
}

bool code_map__cold_at(struct code_map *map, uint64_t address, struct code_range *range)
{
	need_symbols(map);
	return code_symbols__cold_at(&map->symbols, address, range);
}

bool code_map__frame_range_at(struct code_map *map, uint64_t address, struct code_range *range)
{
	return call_frames__range_at(map->frames, address, range);
}

enum frame_state code_map__frame_at(struct code_map *map, uint64_t address)
{
	return call_frames__state_at(map->frames, address);
}

bool code_map__in_stubs(struct code_map *map, uint64_t address)
{
	const struct section *section = section_at(map, address);

	return section && section->stubs;
}

bool code_map__names_function(struct code_map *map, uint64_t address)
{
	size_t after;

	need_symbols(map);
	after = code_symbols__after(&map->symbols, address);
	return after && map->symbols.items[after - 1].address == address;
}

static size_t underscores(const char *name)
{
	return strspn(name, "_");
}

/* Of several names for one function that which is the least of an inner one. */
static const char *plainest_name(const struct code_symbols *symbols, size_t index)
{
	const struct code_symbol *symbol = &symbols->items[index];
	const char *best = symbol->name;

	for (size_t i = index; i-- > 0 && symbols->items[i].address == symbol->address;)
		if (symbols->items[i].size == symbol->size &&
		    underscores(symbols->items[i].name) < underscores(best))
			best = symbols->items[i].name;
	return best;
}

const char *code_map__symbol_at(struct code_map *map, uint64_t address, uint64_t *start)
{
	const struct section *section = section_at(map, address);
	const struct code_symbol *unsized = NULL;
	size_t after;

	need_symbols(map);
	after = code_symbols__after(&map->symbols, address);
	/* A symbol within another one, as labels are, hides it no longer than it is. */
	for (size_t i = after; i-- > 0 && after - i < SYMBOLS_LOOKED_AT;) {
		const struct code_symbol *symbol = &map->symbols.items[i];

		if (section && symbol->address < section->range.start)
			break;
		if (address - symbol->address < symbol->size) {
			*start = symbol->address;
			return plainest_name(&map->symbols, i);
		}
		if (!symbol->size && !unsized)
			unsized = symbol;
	}
	if (!unsized)
		return NULL;
	*start = unsized->address;
	return unsized->name;
}

bool code_map__has_names(struct code_map *map)
{
	return elf_file__has_section(map->module->elf, ".symtab") ||
	       module__symbol_file(map->module);
}

bool code_map__offset_of(struct code_map *map, uint64_t address, uint64_t *offset)
{
	return elf_file__offset_of(map->module->elf, address, true, offset);
}

size_t code_map__read(struct code_map *map, uint64_t address, void *buffer, size_t size)
{
	uint64_t offset, last;
	ssize_t len;

	if (!size || !elf_file__offset_of(map->module->elf, address, false, &offset))
		return 0;
	/* Not on into what follows the segment in the file. */
	while (size && (!elf_file__offset_of(map->module->elf, address + size - 1, false, &last) ||
			last != offset + size - 1))
		size /= 2;
	len = pread(map->module->fd, buffer, size, offset);
	return len > 0 ? len : 0;
}

bool code_map__read_pointer(struct code_map *map, uint64_t address, uint64_t *value)
{
	struct word key = { .address = address };
	const struct word *word;

	need_words(map);
	word = map->word_count
		       ? bsearch(&key, map->words, map->word_count, sizeof(key), compare_words)
		       : NULL;
	if (word) {
		*value = word->value;
		return true;
	}
	return code_map__read(map, address, value, sizeof(*value)) == sizeof(*value);
}

struct code_map *module__code(struct module *module)
{
	if (!module->code && code_map__open(module, &module->code))
		module->code = NULL;
	return module->code;
}
