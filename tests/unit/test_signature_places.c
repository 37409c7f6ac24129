// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Whether an argument is where signatures__find() says: real functions of several compilers are
 * stopped at their entry, their registers and stack kept, and compared with what they themselves
 * say that they were given. The same for results.
 */
#include "stopped.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <link.h>

#include "../../user/dwarf/signatures.h"

/* `bytes` holds what was seen: what no piece covers, padding, stays as it is. */
static void from_registers(const uint64_t *registers, const struct value_place *place,
			   unsigned char *bytes)
{
	for (int i = 0; i < place->piece_count; i++) {
		const struct value_piece *piece = &place->pieces[i];

		assert_true(piece->reg < REGISTERS && piece->size <= 8);
		assert_true(piece->offset + piece->size <= SEEN_BYTES);
		memcpy(bytes + piece->offset, &registers[piece->reg], piece->size);
	}
}

/* Whether the place holds what was seen there; else *why is told. */
static bool holds(const struct stopped *function, const struct value_place *place,
		  const struct seen *seen, const char **why)
{
	size_t count = seen->count < SEEN_BYTES ? seen->count : SEEN_BYTES;
	unsigned char bytes[SEEN_BYTES] = { 0 };
	const void *address;

	*why = "other bytes";
	switch (place->kind) {
	case PLACE_REGISTERS:
		memcpy(bytes, seen->bytes, count);
		from_registers(function->registers, place, bytes);
		break;
	case PLACE_STACK:
		assert_true(place->stack_offset >= 8 && place->stack_offset + count <= STACK_BYTES);
		memcpy(bytes, function->stack + place->stack_offset, count);
		break;
	case PLACE_REFERENCE:
		*why = "another address";
		if (place->piece_count)
			address = (const void *)function->registers[place->pieces[0].reg];
		else
			memcpy(&address, function->stack + place->stack_offset, sizeof(address));
		/* Rust sees the reference itself. */
		return address == seen->address ||
		       (seen->count == sizeof(address) &&
			!memcmp(seen->bytes, &address, sizeof(address)));
	case PLACE_CONSTANT:
		memcpy(bytes, &place->constant, sizeof(place->constant));
		break;
	default:
		*why = place->kind == PLACE_GONE ? "gone" : "vector";
		return false;
	}
	/* Empty objects have a byte that nobody sets. */
	return (place->kind == PLACE_REGISTERS && !place->piece_count) ||
	       !memcmp(bytes, seen->bytes, count);
}

/* Texts: their lengths as the sources have them. */
static bool is_text_known(const struct stopped *function, const struct parameter *parameter,
			  const struct seen *seen)
{
	static const struct {
		const char *function, *parameter;
		uint64_t length;
	} texts[] = {
		{ "take_strings", "a", 51 }, { "take_strings", "b", 5 }, { "take_strings", "c", 4 },
		{ "take_strings", "d", 5 },  { "take_text", "a", 4 },	 { "take_text", "b", 5 },
	};
	const struct value_type *type = parameter->type;
	uint64_t length;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (!strstr(function->symbol, texts[i].function) ||
		    strcmp(parameter->name, texts[i].parameter))
			continue;
		if (type->kind != VALUE_SPAN || type->bytes != seen->count)
			return false;
		memcpy(&length, seen->bytes + type->length_offset, sizeof(length));
		return length == texts[i].length &&
		       type->pointer_offset + sizeof(length) <= seen->count &&
		       type->pointer_offset != type->length_offset;
	}
	return true;
}

static void check_parameters(const struct stopped *function, const struct signature *signature,
			     const char *library, size_t *failures, size_t *gone)
{
	size_t next = 0;

	for (size_t i = 0; i < signature->parameter_count; i++) {
		const struct parameter *parameter = &signature->parameters[i];
		const struct seen *seen = &function->seen[next];
		const char *why;

		if (parameter->name && *parameter->name == 'u')
			continue;
		assert_true(next < function->seen_count);
		next++;
		if (!is_text_known(function, parameter, seen)) {
			print_error("%s: %s: %s is not its text\n", library, signature->text,
				    parameter->name);
			++*failures;
		}
		if (parameter->name && *parameter->name == 'v') {
			if (parameter->place.kind == PLACE_VECTOR ||
			    parameter->place.kind == PLACE_CONSTANT)
				continue;
			why = "not in a vector register";
		} else if (holds(function, &parameter->place, seen, &why)) {
			continue;
		}
		/* Static functions may have been changed: not to know is no mistake, if rare. */
		if (parameter->place.kind == PLACE_GONE) {
			print_message("%s: %s: %s is not known\n", library, signature->text,
				      parameter->name);
			++*gone;
			continue;
		}
		print_error("%s: %s: %s: %s\n", library, signature->text, parameter->name, why);
		++*failures;
	}
	assert_int_equal(next, function->seen_count);
}

static bool result_holds(const struct stopped *function, const struct signature *signature)
{
	const struct value_place *place = &signature->result_place;
	const struct seen *seen = &function->result;
	size_t count = seen->count < SEEN_BYTES ? seen->count : SEEN_BYTES;
	unsigned char bytes[SEEN_BYTES] = { 0 };

	switch (place->kind) {
	case PLACE_REGISTERS:
		memcpy(bytes, seen->bytes, count);
		from_registers(function->result_registers, place, bytes);
		return !memcmp(bytes, seen->bytes, count);
	case PLACE_REFERENCE:
		return !memcmp(function->referred, seen->bytes, count);
	case PLACE_VECTOR:
		return true; /* by the compilers' word: see check_result() */
	default:
		return false;
	}
}

static void check_result(const struct stopped *function, const struct signature *signature,
			 const char *library, size_t *failures, size_t *gone)
{
	/* Floating point only where the source has it: functions of these names. */
	static const char *const vector[] = { "take_floats", "take_mixed", "take_long_double",
					      "take_complex", "take_vector" };
	bool expected = false;

	for (size_t i = 0; i < ARRAY_LEN(vector); i++)
		expected |= strstr(function->symbol, vector[i]) != NULL;
	if (!function->returned || !function->result.count)
		return;
	if (signature->result_place.kind == PLACE_GONE) {
		print_message("%s: %s: its result is not known\n", library, signature->text);
		++*gone;
		return;
	}
	if (expected != (signature->result_place.kind == PLACE_VECTOR) ||
	    !result_holds(function, signature)) {
		print_error("%s: %s: its result is not there\n", library, signature->text);
		++*failures;
	}
}

static void check_functions(struct signatures *signatures, const char *library, size_t *gone)
{
	size_t failures = 0;

	for (size_t i = 0; i < function_count; i++) {
		const struct stopped *function = &functions[i];
		const struct signature *signature =
			signatures__find(signatures, function->address, function->symbol, false);

		if (!signature) {
			print_error("%s: %s is not known\n", library, function->symbol);
			failures++;
			continue;
		}
		if (!function->called)
			continue;
		check_parameters(function, signature, library, &failures, gone);
		check_result(function, signature, library, &failures, gone);
	}
	assert_int_equal(failures, 0);
}

/* `may_be_gone`: places that may stay unknown, of functions that the compiler has changed. */
static void check_library(const char *name, size_t may_be_gone)
{
	struct signatures *signatures;
	struct link_map *map;
	char path[4096];
	size_t gone = 0;
	void *library;
	Dwarf *dwarf;
	int fd;

	snprintf(path, sizeof(path), "%s/%s.so", FIXTURES, name);
	library = dlopen(path, RTLD_NOW);
	if (!library)
		fail_msg("%s", dlerror());
	assert_int_equal(dlinfo(library, RTLD_DI_LINKMAP, &map), 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	dwarf = dwarf_begin(fd, DWARF_C_READ);
	assert_non_null(dwarf);
	find_functions(dwarf_getelf(dwarf), map->l_addr);
	run_stopped(library);
	assert_int_equal(signatures__open(dwarf, &signatures), 0);
	check_functions(signatures, name, &gone);
	if (gone > may_be_gone)
		fail_msg("%s: %zu places are not known", name, gone);
	signatures__free(signatures);
	dwarf_end(dwarf);
	close(fd);
	dlclose(library);
}

#define LIBRARY_TEST(name, may_be_gone)                                                            \
	static void test_##name(void **state)                                                      \
	{                                                                                          \
		(void)state;                                                                       \
		check_library(#name, may_be_gone);                                                 \
	}

LIBRARY_TEST(places_c_gcc_O0, 0)
LIBRARY_TEST(places_c_gcc_O2, 4)
LIBRARY_TEST(places_c_clang_O0, 4)
LIBRARY_TEST(places_c_clang_O2, 6)
LIBRARY_TEST(places_cxx_gcc_O0, 0)
LIBRARY_TEST(places_cxx_gcc_O2, 0)
LIBRARY_TEST(places_cxx_clang_O0, 0)
LIBRARY_TEST(places_cxx_clang_O2, 1)
LIBRARY_TEST(places_c_gcc_O2_types, 4)
LIBRARY_TEST(places_c_clang_O2_types, 6)
LIBRARY_TEST(places_cxx_gcc_O2_types, 0)
LIBRARY_TEST(places_cxx_clang_O2_types, 1)
LIBRARY_TEST(places_rust_O0, 1)
LIBRARY_TEST(places_rust_O2, 11)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places_c_gcc_O0),
		cmocka_unit_test(test_places_c_gcc_O2),
		cmocka_unit_test(test_places_c_clang_O0),
		cmocka_unit_test(test_places_c_clang_O2),
		cmocka_unit_test(test_places_cxx_gcc_O0),
		cmocka_unit_test(test_places_cxx_gcc_O2),
		cmocka_unit_test(test_places_cxx_clang_O0),
		cmocka_unit_test(test_places_cxx_clang_O2),
		cmocka_unit_test(test_places_c_gcc_O2_types),
		cmocka_unit_test(test_places_c_clang_O2_types),
		cmocka_unit_test(test_places_cxx_gcc_O2_types),
		cmocka_unit_test(test_places_cxx_clang_O2_types),
		cmocka_unit_test(test_places_rust_O0),
		cmocka_unit_test(test_places_rust_O2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
