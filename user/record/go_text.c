// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "go_text.h"

#include <ctype.h>
#include <gelf.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../target/code_map.h"
#include "../target/elf_file.h"
#include "../target/go_module.h"
#include "../target/symbols.h"
#include "error_pieces.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* runtime/type.go, since Go 1.14: of a type's description. */
#define KIND_WORD   2 /* its last byte */
#define KIND_MASK   0x1f
#define NAME_WORD   5 /* its lower half: bytes from the module's first type to the name */
#define TFLAG_WORD  2 /* its fifth byte */
#define EXTRA_STAR  2 /* the name begins with a star that does not belong to it */
#define KIND_STRING 24

#define DATA	       (MAAP_ERROR_WORDS / 2) /* words of the value begin here */
#define NAME_MAX_BYTES 256

/* Where the offsets of names count from. */
static size_t find_bases(struct module *module, uint64_t *bases, size_t room)
{
	struct module_symbols symbols = { .module = module };
	Elf *elf = elf_file__handle(module->elf);
	Elf_Scn *section = NULL;
	struct symbol symbol;
	size_t strings, count = 0;

	while (module_symbols__next(&symbols, &symbol))
		if (!strcmp(symbol.name, "runtime.types")) {
			bases[0] = symbol.address;
			return 1;
		}
	/* Stripped: it is the first in its section. */
	if (elf_getshdrstrndx(elf, &strings))
		return 0;
	while ((section = elf_nextscn(elf, section)) && count < room) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header))
			continue;
		name = elf_strptr(elf, strings, header.sh_name);
		if (name && (!strcmp(name, ".rodata") || !strcmp(name, ".data.rel.ro")))
			bases[count++] = header.sh_addr;
	}
	return count;
}

/* A flag byte, the length as a varint, the text; up to 1.16 the length has two bytes. */
static char *read_name(struct module *module, uint64_t address)
{
	unsigned char bytes[NAME_MAX_BYTES + 3];
	struct code_map *code = module__code(module);
	size_t got = code ? code_map__read(code, address, bytes, sizeof(bytes)) : 0, len, at = 2;

	if (got < 4)
		return NULL;
	if (module->go->minor && module->go->minor < 17) {
		len = bytes[1] << 8 | bytes[2];
		at = 3;
	} else {
		len = bytes[1] & 0x7f;
		if (bytes[1] & 0x80)
			len |= bytes[at++] << 7;
	}
	if (!len || at + len > got)
		return NULL;
	for (size_t i = 0; i < len; i++)
		if (!isprint(bytes[at + i]))
			return NULL;
	return strndup((char *)bytes + at, len);
}

static char *type_name(const struct error_event *event, const struct process *process)
{
	const struct mapping *mapping =
		process ? process__mapping_at(process, event->object) : NULL;
	int32_t offset = (int32_t)event->words[NAME_WORD];
	bool star = event->words[TFLAG_WORD] >> 32 & EXTRA_STAR;
	uint64_t bases[4];
	char *name = NULL;
	size_t count;

	if (!mapping || !mapping->module->go)
		return NULL;
	count = find_bases(mapping->module, bases, COUNT(bases));
	for (size_t i = 0; i < count && !name; i++)
		name = read_name(mapping->module, bases[i] + offset);
	if (name && star && *name == '*')
		memmove(name, name + 1, strlen(name));
	return name;
}

/* runtime/error.go: what boundsError says, by its code. */
static void bounds_text(struct error_text *text, const __u64 *words)
{
	static const char *const formats[] = {
		"index out of range [%" PRId64 "] with length %" PRId64,
		"slice bounds out of range [:%" PRId64 "] with length %" PRId64,
		"slice bounds out of range [:%" PRId64 "] with capacity %" PRId64,
		"slice bounds out of range [%" PRId64 ":%" PRId64 "]",
		"slice bounds out of range [::%" PRId64 "] with length %" PRId64,
		"slice bounds out of range [::%" PRId64 "] with capacity %" PRId64,
		"slice bounds out of range [:%" PRId64 ":%" PRId64 "]",
		"slice bounds out of range [%" PRId64 ":%" PRId64 ":]",
		"cannot convert slice with length %" PRId64
		" to array or pointer to array with length %" PRId64,
	};
	static const char *const negative[] = {
		"index out of range [%" PRId64 "]",
		"slice bounds out of range [:%" PRId64 "]",
		"slice bounds out of range [:%" PRId64 "]",
		"slice bounds out of range [%" PRId64 ":]",
		"slice bounds out of range [::%" PRId64 "]",
		"slice bounds out of range [::%" PRId64 "]",
		"slice bounds out of range [:%" PRId64 ":]",
		"slice bounds out of range [%" PRId64 "::]",
	};
	int64_t x = words[0], y = words[1];
	bool is_signed = words[2] & 0xff;
	unsigned int code = words[2] >> 8 & 0xff;
	char said[160];

	if (code >= COUNT(formats))
		return;
	if (is_signed && x < 0 && code < COUNT(negative))
		snprintf(said, sizeof(said), negative[code], x);
	else
		snprintf(said, sizeof(said), formats[code], x, y);
	if (asprintf(&text->what, "runtime error: %s", said) < 0)
		text->what = NULL;
	else
		text->what_len = strlen(text->what);
}

/* Values that are, or begin with, the text that they give. */
static bool says_its_text(const char *type, bool *runtime)
{
	static const char *const names[] = {
		"*errors.errorString", "*fmt.wrapError",      "*fmt.wrapErrors",
		"runtime.plainError",  "runtime.errorString", "runtime.errorAddressString",
	};

	*runtime =
		!strcmp(type, "runtime.errorString") || !strcmp(type, "runtime.errorAddressString");
	for (size_t i = 0; i < COUNT(names); i++)
		if (!strcmp(type, names[i]))
			return true;
	return false;
}

static void take_text(struct error_text *text, const struct error_event *event, bool runtime)
{
	const char *before = runtime ? "runtime error: " : "";
	size_t len = 0;
	const char *found = error_event__piece(event, MAAP_PIECE_TEXT, &len);

	if (!found)
		return;
	text->what_cut = event->words[DATA + 1] > len;
	text->what = malloc(strlen(before) + len + 1);
	if (!text->what)
		return;
	memcpy(text->what, before, strlen(before));
	memcpy(text->what + strlen(before), found, len);
	text->what_len = strlen(before) + len;
	text->what[text->what_len] = '\0';
}

void go_text__read(struct error_text *text, const struct error_event *event,
		   const struct process *process)
{
	unsigned int kind = event->words[KIND_WORD] >> 56 & KIND_MASK;
	bool runtime = false;

	text->type = strdup("panic");
	text->go_type = type_name(event, process);
	if (text->go_type && !strcmp(text->go_type, "runtime.boundsError"))
		bounds_text(text, &event->words[DATA]);
	else if (text->go_type ? says_its_text(text->go_type, &runtime) || kind == KIND_STRING
			       : kind == KIND_STRING)
		take_text(text, event, runtime);
	if (!text->what)
		text->untold = "its value is neither a string nor an error that is one";
}
