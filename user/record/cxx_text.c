// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "cxx_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../target/code_map.h"
#include "../target/demangle.h"
#include "../target/elf_file.h"
#include "error_pieces.h"

#define COUNT(array)   (sizeof(array) / sizeof(*(array)))
#define CODE_BYTES     32
#define CONSTANT_BYTES 512 /* of a text in the file */

static const char type_only[] = "not a standard exception: its type alone is known";

static void replace_all(char *text, const char *what, const char *with)
{
	size_t len = strlen(what), shorter = strlen(with);
	char *at = text;

	while ((at = strstr(at, what))) {
		memcpy(at, with, shorter);
		memmove(at + shorter, at + len, strlen(at + len) + 1);
		at += shorter;
	}
}

/* As the source has it: without what the library's versions are told apart by. */
static char *plain_type(const char *demangled)
{
	char *type = strdup(demangled);

	if (!type)
		return NULL;
	replace_all(type, "__cxx11::", "");
	replace_all(type, "[abi:cxx11]", "");
	replace_all(type, "std::__1::", "std::");
	replace_all(type, "std::__fs::", "std::");
	replace_all(type, "std::basic_string<char, std::char_traits<char>, std::allocator<char> >",
		    "std::string");
	return type;
}

/* What a std::type_info's name stands for: "St13runtime_error" is std::runtime_error. */
static char *readable_type(const char *name, size_t len)
{
	static const char before[] = "typeinfo name for ";
	char demangled[DEMANGLED_MAX], *symbol;

	/* GNU: not to be compared by its text. */
	if (len && *name == '*') {
		name++;
		len--;
	}
	if (!len || asprintf(&symbol, "_ZTS%.*s", (int)len, name) < 0)
		return NULL;
	if (demangle(symbol, DEMANGLED_FULL, demangled) &&
	    !strncmp(demangled, before, strlen(before))) {
		free(symbol);
		return plain_type(demangled + strlen(before));
	}
	memmove(symbol, symbol + 4, strlen(symbol + 4) + 1);
	return symbol;
}

static void set_what(struct error_text *text, const char *what, size_t len)
{
	free(text->what);
	text->what = malloc(len + 1);
	if (!text->what)
		return;
	memcpy(text->what, what, len);
	text->what[len] = '\0';
	text->what_len = len;
}

/* The text that the kernel side has read there; false: none. */
static bool take_text(struct error_text *text, const struct error_event *event, unsigned int which)
{
	size_t len = 0;
	const char *found = error_event__piece(event, MAAP_PIECE_TEXT + which, &len);

	if (!found)
		return false;
	set_what(text, found, len);
	text->what_cut = len >= MAAP_ERROR_TEXT - 1;
	return text->what;
}

struct what_function {
	const char *symbol;
	const char *constant;  /* NULL: a text of the object's … */
	unsigned int which;    /* … that one, from MAAP_PIECE_TEXT on */
	const char *of_libcxx; /* NULL: the same there */
};

/* By their mangled names; of others the end ("4whatEv") tells that they are what(). */
static const struct what_function standard[] = {
	{ "_ZNKSt11logic_error4whatEv", NULL, 0, NULL },
	{ "_ZNKSt13runtime_error4whatEv", NULL, 0, NULL },
	{ "_ZNKSt12future_error4whatEv", NULL, 0, NULL },
	{ "_ZNKSt8ios_base7failureB5cxx114whatEv", NULL, 0, NULL },
	{ "_ZNKSt8ios_base7failure4whatEv", NULL, 0, NULL },
	{ "_ZNKSt18bad_variant_access4whatEv", NULL, 0, "bad_variant_access" },
	{ "_ZNKSt10filesystem7__cxx1116filesystem_error4whatEv", NULL, 2, NULL },
	{ "_ZNKSt9exception4whatEv", "std::exception", 0, NULL },
	{ "_ZNKSt9bad_alloc4whatEv", "std::bad_alloc", 0, NULL },
	{ "_ZNKSt20bad_array_new_length4whatEv", "std::bad_array_new_length", 0,
	  "bad_array_new_length" },
	{ "_ZNKSt8bad_cast4whatEv", "std::bad_cast", 0, NULL },
	{ "_ZNKSt10bad_typeid4whatEv", "std::bad_typeid", 0, NULL },
	{ "_ZNKSt13bad_exception4whatEv", "std::bad_exception", 0, NULL },
	{ "_ZNKSt17bad_function_call4whatEv", "bad_function_call", 0, NULL },
	{ "_ZNKSt12bad_weak_ptr4whatEv", "bad_weak_ptr", 0, NULL },
	{ "_ZNKSt19bad_optional_access4whatEv", "bad optional access", 0, "bad_optional_access" },
	{ "_ZNKSt12bad_any_cast4whatEv", "bad any_cast", 0, "bad any cast" },
	{ "_ZNKSt3__117bad_function_call4whatEv", "std::bad_function_call", 0, NULL },
	{ "_ZNKSt3__112bad_weak_ptr4whatEv", "bad_weak_ptr", 0, NULL },
	{ "_ZNKSt3__112future_error4whatEv", NULL, 0, NULL },
};

/* Where the code of a function of the process begins. */
struct code_at {
	struct code_map *code;
	const struct module *module;
	const char *symbol;
	uint64_t address; /* in the module's own address space */
};

static bool find_code(const struct process *process, uint64_t address, struct code_at *at)
{
	const struct mapping *mapping =
		process && address ? process__mapping_at(process, address) : NULL;
	uint64_t start;

	if (!mapping || !mapping->executable ||
	    !elf_file__address_of(mapping->module->elf, address - mapping->start + mapping->offset,
				  &at->address))
		return false;
	at->module = mapping->module;
	at->code = module__code(mapping->module);
	at->symbol = at->code ? code_map__symbol_at(at->code, at->address, &start) : NULL;
	return at->symbol && start == at->address;
}

static bool is_what(const char *symbol)
{
	static const char end[] = "4whatEv";
	size_t len = strcspn(symbol, "@");

	return len > strlen(end) && !strncmp(symbol + len - strlen(end), end, strlen(end)) &&
	       !strncmp(symbol, "_Z", 2);
}

static const struct what_function *find_standard(const char *symbol)
{
	size_t len = strcspn(symbol, "@");

	for (size_t i = 0; i < COUNT(standard); i++)
		if (!strncmp(symbol, standard[i].symbol, len) && !standard[i].symbol[len])
			return &standard[i];
	return NULL;
}

static bool take_constant(struct error_text *text, const struct code_at *at, uint64_t address)
{
	char constant[CONSTANT_BYTES];
	size_t bytes = code_map__read(at->code, address, constant, sizeof(constant));
	size_t len = strnlen(constant, bytes);

	if (!bytes || len == bytes)
		return false;
	set_what(text, constant, len);
	return text->what;
}

static bool matches(const unsigned char *code, size_t *at, const char *bytes, size_t count)
{
	if (memcmp(code + *at, bytes, count))
		return false;
	*at += count;
	return true;
}

#define MATCHES(code, at, literal) matches(code, at, literal, sizeof(literal) - 1)

/*
 * A what() of the program's own that does nothing but give back a pointer: to a constant, or one
 * that is kept in the object, as GCC and clang compile these with and without optimisation.
 */
static bool take_by_code(struct error_text *text, const struct error_event *event,
			 const struct code_at *from, unsigned int first)
{
	unsigned char code[CODE_BYTES + 8] = { 0 };
	size_t at = 0;
	int32_t distance;
	bool framed;

	if (code_map__read(from->code, from->address, code, CODE_BYTES) < CODE_BYTES / 2)
		return false;
	MATCHES(code, &at, "\xf3\x0f\x1e\xfa"); /* endbr64 */
	/* push %rbp; mov %rsp,%rbp; mov %rdi,-8(%rbp) */
	framed = MATCHES(code, &at, "\x55\x48\x89\xe5\x48\x89\x7d\xf8");
	if (MATCHES(code, &at, "\x48\x8d\x05")) { /* lea distance(%rip),%rax */
		memcpy(&distance, code + at, sizeof(distance));
		return take_constant(text, from, from->address + at + 4 + distance);
	}
	if (MATCHES(code, &at, "\xb8")) { /* mov $address,%eax */
		memcpy(&distance, code + at, sizeof(distance));
		return take_constant(text, from, (uint32_t)distance);
	}
	if (framed && !MATCHES(code, &at, "\x48\x8b\x45\xf8")) /* mov -8(%rbp),%rax */
		return false;
	/* mov 8(%rdi),%rax or mov 8(%rax),%rax, then ret or pop %rbp; ret */
	if (!(framed ? MATCHES(code, &at, "\x48\x8b\x40") : MATCHES(code, &at, "\x48\x8b\x47")))
		return false;
	if (code[at] % 8 || !code[at])
		return false;
	if (code[at + 1] != 0xc3 && !(framed && code[at + 1] == 0x5d && code[at + 2] == 0xc3))
		return false;
	first += code[at] / 8 - 1;
	return first < 2 && take_text(text, event, first);
}

/* `table`: which virtual table it is from: 0 of the object, 1 of a base 8 bytes into it. */
static bool take_by_function(struct error_text *text, const struct error_event *event,
			     const struct process *process, unsigned int table)
{
	const struct what_function *function;
	const char *constant;
	struct code_at at;

	if (!find_code(process, event->what[table], &at) || !is_what(at.symbol))
		return false;
	text->untold = "its class has a what() of its own";
	function = find_standard(at.symbol);
	if (!function) {
		take_by_code(text, event, &at, table);
		return true;
	}
	constant = function->constant;
	if (function->of_libcxx && !strncmp(at.module->name, "libc++", 6))
		constant = function->of_libcxx;
	if (constant)
		set_what(text, constant, strlen(constant));
	else
		take_text(text, event, function->which == 2 ? 2 : table);
	return true;
}

/* libc++'s std::string: a short one's length, doubled, is its first byte; a long one is odd. */
static void take_libcxx_string(struct error_text *text, const struct error_event *event)
{
	size_t len = (event->words[0] & 0xff) >> 1;

	if (event->words[0] & 1)
		take_text(text, event, 1);
	else if (len < 3 * sizeof(event->words[0]))
		set_what(text, (const char *)event->words + 1, len);
}

/* Texts, and what gives its text in a way that its library hides. */
static void take_text_by_type(struct error_text *text, const struct error_event *event,
			      const char *type)
{
	if (!strcmp(type, "PKc") || !strcmp(type, "Pc") ||
	    !strcmp(type, "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"))
		take_text(text, event, 0);
	else if (!strcmp(type, "NSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEE"))
		take_libcxx_string(text, event);
	else if (!strcmp(type, "NSt3__14__fs10filesystem16filesystem_errorE"))
		take_text(text, event, 2);
}

/* Plain values tell of themselves. */
static void take_by_type(struct error_text *text, const struct error_event *event)
{
	uint64_t word = event->words[0];
	bool known = event->word_bytes >= sizeof(word);
	char number[32];
	char type[128] = "";
	size_t len = 0;
	const char *name = error_event__piece(event, MAAP_PIECE_NAME, &len);

	if (name && len < sizeof(type))
		memcpy(type, name, len);
	if (!known)
		return;
	if (!strcmp(type, "i"))
		snprintf(number, sizeof(number), "%d", (int)word);
	else if (!strcmp(type, "j"))
		snprintf(number, sizeof(number), "%u", (unsigned int)word);
	else if (!strcmp(type, "l") || !strcmp(type, "x"))
		snprintf(number, sizeof(number), "%ld", (long)word);
	else if (!strcmp(type, "m") || !strcmp(type, "y"))
		snprintf(number, sizeof(number), "%lu", (unsigned long)word);
	else {
		take_text_by_type(text, event, type);
		return;
	}
	set_what(text, number, strlen(number));
}

void cxx_text__read(struct error_text *text, const struct error_event *event,
		    const struct process *process)
{
	size_t len = 0;
	const char *name = error_event__piece(event, MAAP_PIECE_NAME, &len);

	if (name)
		text->type = readable_type(name, len);
	text->untold = type_only;
	for (unsigned int i = 0; i < MAAP_ERROR_VTABLES; i++)
		if (event->what[i] && take_by_function(text, event, process, i))
			break;
	if (!text->what)
		take_by_type(text, event);
	if (text->what)
		text->untold = NULL;
}
