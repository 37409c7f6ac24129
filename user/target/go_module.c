// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "go_module.h"

#include <endian.h>
#include <errno.h>
#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include "go_table.h"

/* Go's build information (debug/buildinfo): a magic of 14 bytes, the bytes of a pointer, flags. */
#define BUILDINFO_FLAGS	  15
#define BUILDINFO_POINTER 16 /* before 1.18: the address of a Go string, its pointer and length */
#define BUILDINFO_INLINE  32 /* since: the version itself, its length before it */
#define FLAG_BIG_ENDIAN	  1
#define FLAG_INLINE	  2

#define POINTER 8

#define VERSION_BYTES 128

static uint64_t pointer_at(const unsigned char *bytes)
{
	uint64_t pointer;

	memcpy(&pointer, bytes, sizeof(pointer));
	return le64toh(pointer);
}

/* LEB128. Returns the bytes it takes, 0 if it does not end in time. */
static size_t read_varint(const unsigned char *bytes, size_t size, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < size && i < 9; i++) {
		*value |= (uint64_t)(bytes[i] & 0x7f) << (7 * i);
		if (!(bytes[i] & 0x80))
			return i + 1;
	}
	return 0;
}

/* The version's bytes: within the information itself, or where it points to. */
static bool find_version(struct elf_file *elf, const struct elf_part *info,
			 struct elf_part *version)
{
	unsigned char flags = info->data[BUILDINFO_FLAGS];
	struct elf_part string;
	uint64_t length;
	size_t used;

	if (flags & FLAG_INLINE) {
		if (info->size <= BUILDINFO_INLINE)
			return false;
		used = read_varint(info->data + BUILDINFO_INLINE, info->size - BUILDINFO_INLINE,
				   &length);
		version->data = info->data + BUILDINFO_INLINE + used;
		version->size = info->size - BUILDINFO_INLINE - used;
		if (!used || length > version->size)
			return false;
		version->size = length;
		return true;
	}
	if (flags & FLAG_BIG_ENDIAN ||
	    !elf_part__at(elf, pointer_at(info->data + BUILDINFO_POINTER), &string) ||
	    string.size < 2 * POINTER || !elf_part__at(elf, pointer_at(string.data), version))
		return false;
	length = pointer_at(string.data + POINTER);
	if (length > version->size)
		return false;
	version->size = length;
	return true;
}

/* "go1.19.8", "devel go1.20-1a2b3c", "go1.17.1 X:noregabi" */
static void read_version(struct elf_file *elf, struct go_module *go)
{
	struct elf_part info, version;
	char text[VERSION_BYTES];
	const char *minor;

	if (!go_table__find_buildinfo(elf, &info) || !find_version(elf, &info, &version) ||
	    version.size >= sizeof(text))
		return;
	memcpy(text, version.data, version.size);
	text[version.size] = '\0';
	minor = strstr(text, "go1.");
	if (!minor)
		return;
	go->minor = strtoul(minor + strlen("go1."), NULL, 10);
	go->register_abi = go->minor >= 17 && !strstr(text, "noregabi");
}

/*
 * How Go's code loads the current g, offset within the instruction: one instruction, or in a PIE an
 * immediate and then a load through the same register (cmd/internal/obj/x86). Into %r14 since
 * 1.17, into %rcx at the start of each function before.
 */
static const struct g_load {
	unsigned char before[5];
	unsigned char before_bytes;
	unsigned char after[4]; /* behind the 4 bytes of the offset */
	unsigned char after_bytes;
	bool register_abi;
} g_loads[] = {
	{ { 0x64, 0x4c, 0x8b, 0x34, 0x25 }, 5, { 0 }, 0, true },
	{ { 0x49, 0xc7, 0xc6 }, 3, { 0x64, 0x4d, 0x8b, 0x36 }, 4, true },
	{ { 0x64, 0x48, 0x8b, 0x0c, 0x25 }, 5, { 0 }, 0, false },
	{ { 0x48, 0xc7, 0xc1 }, 3, { 0x64, 0x48, 0x8b, 0x09 }, 4, false },
};

#define G_LOADS (sizeof(g_loads) / sizeof(*g_loads))

static bool is_load(const struct g_load *load, const unsigned char *code, size_t size,
		    int64_t *offset)
{
	size_t after = load->before_bytes + sizeof(int32_t);
	int32_t found;

	if (size < after + load->after_bytes || memcmp(code, load->before, load->before_bytes) ||
	    memcmp(code + after, load->after, load->after_bytes))
		return false;
	memcpy(&found, code + load->before_bytes, sizeof(found));
	/* Thread-local variables of the program lie below the thread pointer. */
	if (found >= 0 || found % POINTER)
		return false;
	*offset = found;
	return true;
}

/* What the code itself does is right whoever has linked it, symbols or not. */
static bool find_load(struct elf_file *elf, const struct gopclntab *table, bool register_abi,
		      int64_t *offset)
{
	struct elf_part part;
	uint64_t start, end;

	if (!gopclntab__text(table, &start, &end) || !elf_part__at(elf, start, &part))
		return false;
	if (part.size > end - start)
		part.size = end - start;
	for (size_t at = 0; at < part.size; at++)
		for (size_t i = 0; i < G_LOADS; i++)
			if (g_loads[i].register_abi == register_abi &&
			    is_load(&g_loads[i], part.data + at, part.size - at, offset))
				return true;
	return false;
}

/* Go's own linker, and no thread-local variable but g's: the word right below the thread pointer.
 */
static bool has_only_g(struct elf_file *elf)
{
	Elf *handle = elf_file__handle(elf);
	GElf_Phdr segment;

	for (int i = 0; gelf_getphdr(handle, i, &segment); i++)
		if (segment.p_type == PT_TLS)
			return segment.p_memsz == POINTER;
	return true;
}

static bool is_executable(struct elf_file *elf)
{
	Elf *handle = elf_file__handle(elf);
	GElf_Phdr segment;
	GElf_Ehdr header;

	if (gelf_getehdr(handle, &header) && header.e_type == ET_EXEC)
		return true;
	for (int i = 0; gelf_getphdr(handle, i, &segment); i++)
		if (segment.p_type == PT_INTERP)
			return true;
	return false;
}

int go_module__read(struct elf_file *elf, struct go_module *out)
{
	const struct gopclntab *table = elf_file__go_functions(elf);
	struct go_module go = { 0 };
	struct elf_part part;
	int64_t offset;

	if (!table && !go_table__find_buildinfo(elf, &part))
		return -ENOENT;
	read_version(elf, &go);
	if (table && find_load(elf, table, true, &offset)) {
		go.tls_g = offset;
		if (!go.minor)
			go.register_abi = true;
	} else if (table && find_load(elf, table, false, &offset)) {
		go.tls_g = offset;
	} else if (is_executable(elf) && has_only_g(elf)) {
		go.tls_g = -POINTER;
	}
	*out = go;
	return 0;
}

bool go_module__function_at(struct elf_file *elf, uint64_t address,
			    struct gopclntab_function *function)
{
	const struct gopclntab *table = elf_file__go_functions(elf);
	struct gopclntab_function found;

	if (!table || !gopclntab__find(table, address, &found) || found.foreign)
		return false;
	*function = found;
	return true;
}
