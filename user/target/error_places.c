// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "error_places.h"

#include <gelf.h>
#include <string.h>

#include "code_map.h"
#include "elf_file.h"
#include "symbols.h"

#define CODE_BYTES 32

static bool name_is(const char *symbol, const char *wanted)
{
	size_t len = strlen(wanted);

	return !strncmp(symbol, wanted, len) && (!symbol[len] || symbol[len] == '@');
}

static bool matches(const unsigned char *code, size_t *at, const char *bytes, size_t count)
{
	if (memcmp(code + *at, bytes, count))
		return false;
	*at += count;
	return true;
}

#define MATCHES(code, at, literal) matches(code, at, literal, sizeof(literal) - 1)

/* Where the address in data is in the process. */
static uint64_t address_in(const struct process *process, const struct module *module,
			   uint64_t address)
{
	uint64_t offset, mapped;

	/* What the file does not hold (.bss) lies at the same distance from what it does. */
	for (uint64_t back = 0; back < 1 << 20; back += 4096) {
		if (!elf_file__offset_of(module->elf, address - back, false, &offset))
			continue;
		mapped = process__address_of(process, module, offset);
		return mapped ? mapped + back : 0;
	}
	return 0;
}

/*
 * It adds a constant to the thread pointer (%fs:0), which the dynamic linker has put into the
 * library's table of addresses, or the static one into the code.
 */
static uint64_t errno_offset(const struct process *process, struct module *module, uint64_t address)
{
	static const char add_fs[] = "\x64\x48\x03\x04\x25\x00\x00\x00\x00";
	static const char load_fs[] = "\x64\x48\x8b\x04\x25\x00\x00\x00\x00";
	unsigned char code[CODE_BYTES + 16] = { 0 };
	struct code_map *map = module__code(module);
	size_t at = 0;
	int32_t constant;
	uint64_t word, table;

	if (!map || code_map__read(map, address, code, CODE_BYTES) < CODE_BYTES / 2)
		return 0;
	MATCHES(code, &at, "\xf3\x0f\x1e\xfa");	  /* endbr64 */
	if (MATCHES(code, &at, "\x48\x8b\x05")) { /* mov distance(%rip),%rax */
		memcpy(&constant, code + at, sizeof(constant));
		at += sizeof(constant);
		table = address + at + constant;
		if (!matches(code, &at, add_fs, sizeof(add_fs) - 1) || code[at] != 0xc3)
			return 0;
		return process__read_word(process, address_in(process, module, table), &word)
			       ? 0
			       : word;
	}
	if (MATCHES(code, &at, "\x48\xc7\xc0")) { /* mov $constant,%rax */
		memcpy(&constant, code + at, sizeof(constant));
		at += sizeof(constant);
		return matches(code, &at, add_fs, sizeof(add_fs) - 1) && code[at] == 0xc3
			       ? (uint64_t)(int64_t)constant
			       : 0;
	}
	if (!matches(code, &at, load_fs, sizeof(load_fs) - 1))
		return 0;
	if (MATCHES(code, &at, "\x48\x83\xc0")) /* add $constant,%rax */
		return code[at + 1] == 0xc3 ? (uint64_t)(int8_t)code[at] : 0;
	/* the same, or lea constant(%rax),%rax */
	if (!MATCHES(code, &at, "\x48\x05") && !MATCHES(code, &at, "\x48\x8d\x80"))
		return 0;
	memcpy(&constant, code + at, sizeof(constant));
	return code[at + 4] == 0xc3 ? (uint64_t)(int64_t)constant : 0;
}

static bool is_static(const struct module *module)
{
	return !module->soname && !elf_file__has_section(module->elf, ".interp");
}

/* In a static program errno is among its own thread-local data, which end at the pointer. */
static uint64_t static_errno_offset(const struct module *module, uint64_t value)
{
	Elf *elf = elf_file__handle(module->elf);
	size_t count;

	if (elf_getphdrnum(elf, &count))
		return 0;
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;
		uint64_t align;

		if (!gelf_getphdr(elf, i, &segment) || segment.p_type != PT_TLS)
			continue;
		align = segment.p_align ? segment.p_align : 1;
		return value - (segment.p_memsz + align - 1) / align * align;
	}
	return 0;
}

static void look_at_symbol(const struct process *process, struct module *module,
			   const struct symbol *symbol, struct error_places *places)
{
	if (symbol->kind == SYMBOL_FUNCTION && !places->errno_offset &&
	    name_is(symbol->name, "__errno_location"))
		places->errno_offset = errno_offset(process, module, symbol->address);
	if (symbol->kind != SYMBOL_OTHER)
		return;
	if (!places->abort_message && symbol->address && name_is(symbol->name, "__abort_msg"))
		places->abort_message = address_in(process, module, symbol->address);
	if (!places->errno_offset && is_static(module) && name_is(symbol->name, "__libc_errno"))
		places->errno_offset = static_errno_offset(module, symbol->address);
}

void error_places__find(const struct target *target, const struct process *process,
			struct error_places *places)
{
	*places = (struct error_places){ 0 };
	for (size_t i = 0; i < target->module_count; i++) {
		struct module *module = target->modules[i];
		struct symbol_iter iter = { .elf = module->elf };
		struct symbol symbol;

		if (!process__maps(process, module) ||
		    !(module__is_named(module, "libc") || is_static(module)))
			continue;
		while (symbol_iter__next(&iter, &symbol))
			if (*symbol.name == '_')
				look_at_symbol(process, module, &symbol, places);
	}
}
