// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "support.h"

#include "../../user/dwarf/prototype_table.h"
#include "../../user/dwarf/prototypes.h"

static int make(void **state)
{
	struct prototypes *prototypes;

	assert_int_equal(prototypes__make(&prototypes), 0);
	*state = prototypes;
	return 0;
}

static int unmake(void **state)
{
	prototypes__free(*state);
	return 0;
}

static void assert_register(const struct parameter *parameter, enum machine_register reg, int size)
{
	assert_int_equal(parameter->place.kind, PLACE_REGISTERS);
	assert_int_equal(parameter->place.piece_count, 1);
	assert_int_equal(parameter->place.pieces[0].reg, reg);
	assert_int_equal(parameter->place.pieces[0].size, size);
}

static void test_every_line_is_understood(void **state)
{
	for (size_t i = 0; prototype_table[i]; i++) {
		const char *end = strchr(prototype_table[i], '('), *start = end;
		const struct signature *signature;
		char name[64];

		while (start[-1] != ' ' && start[-1] != '*')
			start--;
		snprintf(name, sizeof(name), "%.*s", (int)(end - start), start);
		signature = prototypes__find(*state, name);
		if (!signature)
			fail_msg("not understood: %s", prototype_table[i]);
		/* Also: no name twice. */
		assert_ptr_equal(signature->text, prototype_table[i]);
		assert_int_equal(signature->source, SIGNATURE_TABLE);
		for (size_t j = 0; j < signature->parameter_count; j++) {
			assert_true(*signature->parameters[j].name);
			assert_true(*signature->parameters[j].type->name);
			assert_int_not_equal(signature->parameters[j].place.kind, PLACE_GONE);
		}
	}
}

static void test_open(void **state)
{
	const struct signature *signature = prototypes__find(*state, "open");

	assert_non_null(signature);
	assert_string_equal(signature->text, "int open(const char *path, int flags, ...)");
	assert_int_equal(signature->parameter_count, 2);
	assert_true(signature->variadic);
	assert_string_equal(signature->parameters[0].name, "path");
	assert_string_equal(signature->parameters[0].type->name, "const char *");
	assert_int_equal(signature->parameters[0].type->kind, VALUE_TEXT);
	assert_true(signature->parameters[0].type->readable);
	assert_register(&signature->parameters[0], GPR_RDI, 8);
	assert_string_equal(signature->parameters[1].name, "flags");
	assert_int_equal(signature->parameters[1].type->kind, VALUE_SIGNED);
	assert_register(&signature->parameters[1], GPR_RSI, 4);
	assert_int_equal(signature->result->kind, VALUE_SIGNED);
	assert_int_equal(signature->result_place.pieces[0].reg, GPR_RAX);
	assert_int_equal(signature->result_place.pieces[0].size, 4);
}

static void test_what_receives_is_not_text(void **state)
{
	const struct signature *signature = prototypes__find(*state, "strcpy");

	assert_int_equal(signature->parameters[0].type->kind, VALUE_POINTER);
	assert_int_equal(signature->parameters[1].type->kind, VALUE_TEXT);
	assert_int_equal(signature->result->kind, VALUE_TEXT);
	assert_true(signature->result->readable);
	/* Given, but to be written to as well. */
	signature = prototypes__find(*state, "strcat");
	assert_int_equal(signature->parameters[0].type->kind, VALUE_TEXT);
	assert_false(signature->parameters[0].type->readable);
}

static void test_functions_as_parameters(void **state)
{
	const struct signature *signature = prototypes__find(*state, "qsort");

	assert_int_equal(signature->parameter_count, 4);
	assert_string_equal(signature->parameters[3].name, "compar");
	assert_string_equal(signature->parameters[3].type->name,
			    "int (*)(const void *, const void *)");
	assert_int_equal(signature->parameters[3].type->kind, VALUE_POINTER);
	assert_register(&signature->parameters[3], GPR_RCX, 8);
	signature = prototypes__find(*state, "pthread_create");
	assert_string_equal(signature->parameters[2].name, "start_routine");
	assert_string_equal(signature->parameters[3].name, "arg");
	assert_register(&signature->parameters[3], GPR_RCX, 8);
}

static void test_floats_are_not_in_general_registers(void **state)
{
	const struct signature *signature = prototypes__find(*state, "difftime");

	assert_int_equal(signature->result->kind, VALUE_FLOAT);
	assert_int_equal(signature->result_place.kind, PLACE_VECTOR);
	assert_register(&signature->parameters[0], GPR_RDI, 8);
	assert_register(&signature->parameters[1], GPR_RSI, 8);
}

static void test_nothing_taken_or_given(void **state)
{
	const struct signature *signature = prototypes__find(*state, "abort");

	assert_int_equal(signature->parameter_count, 0);
	assert_int_equal(signature->result->kind, VALUE_VOID);
	assert_false(signature->variadic);
}

static void test_more_than_registers(void **state)
{
	const struct signature *signature = prototypes__find(*state, "recvfrom");

	assert_int_equal(signature->parameter_count, 6);
	assert_register(&signature->parameters[5], GPR_R9, 8);
}

static void test_other_names(void **state)
{
	static const char *const names[][2] = {
		{ "open64", "open" },
		{ "__open", "open" },
		{ "__open64", "open" },
		{ "__libc_open64", "open" },
		{ "open@@GLIBC_2.2.5", "open" },
		{ "__libc_malloc", "malloc" },
		{ "__strlen_avx2", "strlen" },
		{ "__memcpy_avx_unaligned_erms", "memcpy" },
		{ "__isoc99_sscanf", "sscanf" },
		{ "_IO_puts", "puts" },
		{ "__memmove_evex_unaligned", "memmove" },
		{ "fopen64", "fopen" },
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct signature *found = prototypes__find(*state, names[i][0]);

		if (!found || found != prototypes__find(*state, names[i][1]))
			fail_msg("%s is not %s", names[i][0], names[i][1]);
	}
}

static void test_unknown_names(void **state)
{
	static const char *const names[] = { "",   "@",	   "__",      "opened", "ope",
					     "64", "_avx", "__libc_", "xopen",	"open_" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (prototypes__find(*state, names[i]))
			fail_msg("%s is known", names[i]);
}

/* It takes other parameters than the plain one. */
static void test_checked_variants(void **state)
{
	assert_int_equal(prototypes__find(*state, "__printf_chk")->parameter_count, 2);
	assert_int_equal(prototypes__find(*state, "__printf")->parameter_count, 1);
	assert_null(prototypes__find(*state, "__read_chk"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_line_is_understood),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_what_receives_is_not_text),
		cmocka_unit_test(test_functions_as_parameters),
		cmocka_unit_test(test_floats_are_not_in_general_registers),
		cmocka_unit_test(test_nothing_taken_or_given),
		cmocka_unit_test(test_more_than_registers),
		cmocka_unit_test(test_other_names),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_checked_variants),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
