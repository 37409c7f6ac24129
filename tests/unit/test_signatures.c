// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* How types are named and understood; where values lie is for test_signature_places.c. */
#include "support.h"

#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>

#include "../../user/dwarf/signatures.h"

static const char *const files[] = { "types_gcc_O0", "types_gcc_O2_types", "types_clang_O0",
				     "types_clang_O2_types" };

struct opened {
	const char *file;
	int fd;
	Dwarf *dwarf;
	struct signatures *signatures;
};

static void open_file(struct opened *opened, const char *file)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", FIXTURES, file);
	opened->file = file;
	opened->fd = open(path, O_RDONLY | O_CLOEXEC);
	opened->dwarf = dwarf_begin(opened->fd, DWARF_C_READ);
	assert_non_null(opened->dwarf);
	assert_int_equal(signatures__open(opened->dwarf, &opened->signatures), 0);
}

static void close_file(struct opened *opened)
{
	signatures__free(opened->signatures);
	dwarf_end(opened->dwarf);
	close(opened->fd);
}

static uint64_t address_of(Dwarf *dwarf, const char *name)
{
	Elf *elf = dwarf_getelf(dwarf);
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	while ((scn = elf_nextscn(elf, scn))) {
		assert_non_null(gelf_getshdr(scn, &header));
		if (header.sh_type != SHT_SYMTAB)
			continue;
		for (int i = 0; gelf_getsym(elf_getdata(scn, NULL), i, &symbol); i++)
			if (!strcmp(elf_strptr(elf, header.sh_link, symbol.st_name), name))
				return symbol.st_value;
	}
	fail_msg("no symbol %s", name);
	return 0;
}

static const struct signature *find(struct opened *opened, const char *name)
{
	uint64_t address = address_of(opened->dwarf, name);
	const struct signature *signature =
		signatures__find(opened->signatures, address, name, false);
	char *text;

	if (!signature)
		fail_msg("%s: %s is not known", opened->file, name);
	assert_int_equal(signature->source, SIGNATURE_DWARF);
	assert_ptr_equal(signatures__find(opened->signatures, address, name, false), signature);
	text = signatures__text(opened->signatures, address, name);
	assert_string_equal(text, signature->text);
	free(text);
	return signature;
}

struct expected_type {
	const char *parameter, *name;
	enum value_kind kind;
	unsigned int bytes;
};

static const struct value_type *type_of(const struct signature *signature, const char *parameter)
{
	for (size_t i = 0; i < signature->parameter_count; i++)
		if (!strcmp(signature->parameters[i].name, parameter))
			return signature->parameters[i].type;
	fail_msg("%s has no %s", signature->text, parameter);
	return NULL;
}

static void check_types(const struct signature *signature, const struct expected_type *expected,
			size_t count)
{
	assert_int_equal(signature->parameter_count, count);
	for (size_t i = 0; i < count; i++) {
		const struct value_type *type = type_of(signature, expected[i].parameter);

		assert_string_equal(type->name, expected[i].name);
		if (type->kind != expected[i].kind || type->bytes != expected[i].bytes)
			fail_msg("%s: %s is of kind %d and %u bytes", signature->text,
				 expected[i].parameter, type->kind, type->bytes);
	}
}

static void test_numbers(void **state)
{
	static const struct expected_type expected[] = {
		{ "c", "char", VALUE_CHARACTER, 1 },
		{ "sc", "signed char", VALUE_SIGNED, 1 },
		{ "uc", "unsigned char", VALUE_UNSIGNED, 1 },
		{ "s", "short", VALUE_SIGNED, 2 },
		{ "l", "long", VALUE_SIGNED, 8 },
		{ "h", "handle_t", VALUE_UNSIGNED, 8 },
		{ "b", "bool", VALUE_BOOL, 1 },
		{ "w", "wchar_t", VALUE_CHARACTER, 4 },
		{ "c16", "char16_t", VALUE_CHARACTER, 2 },
		{ "big", "__int128", VALUE_OTHER, 16 },
	};
	struct opened opened;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		open_file(&opened, files[i]);
		check_types(find(&opened, "numbers"), expected, ARRAY_LEN(expected));
		close_file(&opened);
	}
}

static void test_texts(void **state)
{
	static const struct expected_type expected[] = {
		{ "out", "char *", VALUE_TEXT, 8 },
		{ "in", "const char *", VALUE_TEXT, 8 },
		{ "bytes", "const unsigned char *", VALUE_POINTER, 8 },
		{ "list", "const char *const *", VALUE_POINTER, 8 },
		{ "wide", "const wchar_t *", VALUE_POINTER, 8 },
		{ "sc", "const signed char *", VALUE_POINTER, 8 },
	};
	struct opened opened;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const struct signature *signature;

		open_file(&opened, files[i]);
		signature = find(&opened, "texts");
		check_types(signature, expected, ARRAY_LEN(expected));
		assert_false(type_of(signature, "out")->readable);
		assert_true(type_of(signature, "in")->readable);
		assert_false(type_of(signature, "bytes")->readable);
		close_file(&opened);
	}
}

static void check_enumerator(const struct value_type *type, size_t index, const char *name,
			     int64_t value)
{
	assert_true(index < type->enumerator_count);
	assert_string_equal(type->enumerators[index].name, name);
	assert_int_equal(type->enumerators[index].value, value);
}

static void test_enums(void **state)
{
	struct opened opened;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const struct signature *signature;
		const struct value_type *type;

		open_file(&opened, files[i]);
		signature = find(&opened, "enums");
		type = type_of(signature, "c");
		assert_int_equal(type->kind, VALUE_ENUM);
		assert_int_equal(type->enumerator_count, 3);
		check_enumerator(type, 0, "RED", -1);
		check_enumerator(type, 2, "BLUE", 7);
		assert_true(type->is_signed);
		assert_false(type->flags);
		type = type_of(signature, "m");
		check_enumerator(type, 3, "APPEND", 1024);
		assert_true(type->flags);
		type = type_of(signature, "l");
		assert_int_equal(type->bytes, 1);
		check_enumerator(type, 1, "HIGH", 255);
		assert_false(type->is_signed);
		close_file(&opened);
	}
}

static const struct field *field_of(const struct value_type *type, const char *name)
{
	for (size_t i = 0; i < type->field_count; i++)
		if (!strcmp(type->fields[i].name, name))
			return &type->fields[i];
	fail_msg("%s has no %s", type->name, name);
	return NULL;
}

static void check_fields(const struct value_type *type)
{
	const struct field *field;

	assert_string_equal(type->name, "const fields &");
	assert_int_equal(type->kind, VALUE_STRUCT);
	/* The base class, c, low, high, name, text, paint, in, the union, list, next. */
	assert_int_equal(type->field_count, 11);
	assert_string_equal(type->fields[0].name, "");
	assert_string_equal(type->fields[0].type->name, "base");
	assert_int_equal(field_of(type, "c")->type->kind, VALUE_CHARACTER);
	field = field_of(type, "low");
	assert_int_equal(field->bit_count, 3);
	assert_int_equal(8 * field->offset + field->bit_offset, 8 * 17);
	field = field_of(type, "high");
	assert_int_equal(field->bit_count, 5);
	assert_int_equal(8 * field->offset + field->bit_offset, 8 * 17 + 3);
	field = field_of(type, "name");
	assert_int_equal(field->offset, 24);
	assert_int_equal(field->type->kind, VALUE_SPAN);
	assert_int_equal(field->type->pointer_offset, 0);
	assert_int_equal(field->type->length_offset, 8);
	assert_int_equal(field_of(type, "text")->type->kind, VALUE_TEXT);
	assert_int_equal(field_of(type, "paint")->type->kind, VALUE_ENUM);
	assert_int_equal(field_of(type, "in")->type->kind, VALUE_OTHER);
	assert_string_equal(field_of(type, "in")->type->name, "inner");
	assert_int_equal(field_of(type, "list")->type->kind, VALUE_OTHER);
	assert_string_equal(field_of(type, "list")->type->name, "int [4]");
	assert_int_equal(field_of(type, "next")->type->kind, VALUE_POINTER);
}

static void test_objects(void **state)
{
	struct opened opened;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const struct signature *signature;

		open_file(&opened, files[i]);
		signature = find(&opened, "objects");
		assert_string_equal(signature->text, "void objects(fields *pointer, const fields "
						     "&reference, only_declared *d, unnamed_t u)");
		check_fields(type_of(signature, "reference"));
		assert_int_equal(signature->parameters[1].place.kind, PLACE_REFERENCE);
		assert_int_equal(signature->parameters[1].place.pieces[0].reg, GPR_RSI);
		assert_int_equal(type_of(signature, "d")->kind, VALUE_POINTER);
		assert_int_equal(type_of(signature, "u")->kind, VALUE_STRUCT);
		assert_int_equal(type_of(signature, "u")->field_count, 1);
		close_file(&opened);
	}
}

static void test_pointers(void **state)
{
	static const struct expected_type expected[] = {
		{ "v", "void *", VALUE_POINTER, 8 },
		{ "f", "int (*)(const char *, int)", VALUE_POINTER, 8 },
		{ "fr", "int (*&)(int)", VALUE_POINTER, 8 },
		{ "l", "list *", VALUE_POINTER, 8 },
		{ "a", "int (*)[3]", VALUE_POINTER, 8 },
		{ "cv", "const volatile void *", VALUE_POINTER, 8 },
	};
	struct opened opened;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		open_file(&opened, files[i]);
		check_types(find(&opened, "pointers"), expected, ARRAY_LEN(expected));
		close_file(&opened);
	}
}

static void test_strings(void **state)
{
	struct opened opened;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const struct signature *signature;
		const struct value_type *type;

		open_file(&opened, files[i]);
		signature = find(&opened, "_Z7stringsRKNSt7__cxx1112basic_stringIcSt11char_traits"
					  "IcESaIcEEESt17basic_string_viewIcS2_ES4_");
		assert_string_equal(signature->text,
				    "std::string_view strings(const std::string &s, "
				    "std::string_view v, std::string t)");
		type = type_of(signature, "s");
		assert_string_equal(type->name, "const std::string &");
		assert_int_equal(type->kind, VALUE_SPAN);
		assert_int_equal(type->bytes, 32);
		assert_true(type->readable);
		type = type_of(signature, "v");
		assert_int_equal(type->kind, VALUE_SPAN);
		assert_int_equal(type->pointer_offset, 8);
		assert_int_equal(type->length_offset, 0);
		assert_int_equal(signature->parameters[2].place.kind, PLACE_REFERENCE);
		assert_int_equal(signature->parameters[2].place.pieces[0].reg, GPR_RCX);
		close_file(&opened);
	}
}

static void test_others(void **state)
{
	struct opened opened;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const struct signature *signature;

		open_file(&opened, files[i]);
		signature = find(&opened, "floats");
		assert_int_equal(type_of(signature, "f")->kind, VALUE_FLOAT);
		assert_int_equal(type_of(signature, "ld")->kind, VALUE_FLOAT);
		assert_int_equal(signature->parameters[0].place.kind, PLACE_VECTOR);
		assert_int_equal(signature->result_place.kind, PLACE_VECTOR);
		signature = find(&opened, "variadic");
		assert_true(signature->variadic);
		assert_string_equal(signature->text, "int variadic(const char *format, ...)");
		assert_int_equal(signature->line, 60);
		assert_true(strstr(signature->file, "fixtures/types.cpp") != NULL);
		signature = find(&opened, "_ZNK5space5thing6methodEi");
		assert_string_equal(signature->text, "int space::thing::method(int a) const");
		assert_int_equal(signature->parameter_count, 2);
		assert_string_equal(signature->parameters[0].name, "this");
		assert_int_equal(signature->parameters[0].type->kind, VALUE_POINTER);
		close_file(&opened);
	}
}

static void test_unknown_addresses(void **state)
{
	struct opened opened;
	uint64_t address;

	(void)state;
	open_file(&opened, files[0]);
	address = address_of(opened.dwarf, "numbers");
	assert_null(signatures__find(opened.signatures, 0, "numbers", false));
	assert_null(signatures__find(opened.signatures, address + 1, "numbers", false));
	assert_null(signatures__find(opened.signatures, UINT64_MAX, "numbers", false));
	assert_null(signatures__text(opened.signatures, address - 1, NULL));
	assert_non_null(signatures__find(opened.signatures, address, NULL, false));
	close_file(&opened);
	signatures__free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),	 cmocka_unit_test(test_texts),
		cmocka_unit_test(test_enums),	 cmocka_unit_test(test_objects),
		cmocka_unit_test(test_pointers), cmocka_unit_test(test_strings),
		cmocka_unit_test(test_others),	 cmocka_unit_test(test_unknown_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
