// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "support.h"

#include <elfutils/libdw.h>
#include <fcntl.h>

#include "../../user/dwarf/inlined.h"

static size_t places(const char *file, const char *name, const char *linkage_name)
{
	char path[4096];
	size_t count;
	Dwarf *dwarf;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", FIXTURES, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	dwarf = dwarf_begin(fd, DWARF_C_READ);
	assert_non_null(dwarf);
	count = inlined_places(dwarf, name, linkage_name);
	dwarf_end(dwarf);
	close(fd);
	return count;
}

static const char *const files[] = { "inlined_gcc_O2", "inlined_clang_O2", "inlined_gcc_O2_types",
				     "inlined_clang_O2_types" };

static void check_all(const char *name, const char *linkage_name, size_t expected)
{
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		size_t found = places(files[i], name, linkage_name);

		if (found != expected)
			fail_msg("%s: %s is inlined %zu times, not %zu", files[i],
				 linkage_name ? linkage_name : name, expected, found);
	}
}

static void test_inlined_functions(void **state)
{
	(void)state;
	check_all("around_inlined_function", NULL, 2);
	check_all("only_in_the_other_unit", NULL, 2);
}

/* Not the one that stands in the abstract around_inlined_function(). */
static void test_inlined_in_inlined(void **state)
{
	(void)state;
	check_all("f1", NULL, 3);
}

static void test_members(void **state)
{
	(void)state;
	check_all("space::holder::member_inlined_function", NULL, 1);
	check_all("space::holder::member_inlined_function(int)", NULL, 1);
	check_all("member_inlined_function", NULL, 0);
	check_all("other::holder::member_inlined_function", NULL, 0);
	check_all("holder::member_inlined_function", NULL, 0);
}

static void test_overloads(void **state)
{
	(void)state;
	check_all("space::holder::overloaded_inlined", NULL, 3);
	check_all("overloaded_inlined", "_ZN5space6holder18overloaded_inlinedEi", 1);
	check_all("overloaded_inlined", "_ZN5space6holder18overloaded_inlinedEl", 2);
}

static void test_never_inlined(void **state)
{
	(void)state;
	check_all("first", NULL, 0);
	check_all("not_f1", NULL, 0);
	check_all("no_such_function", NULL, 0);
	check_all("f1", "_Z2f1l", 0);
	check_all("", NULL, 0);
}

/* The abstract function stands in one unit, what was inlined of it in another. */
static void test_link_time_optimisation(void **state)
{
	(void)state;
	assert_int_equal(places("inlined_lto", "f1", NULL), 3);
	assert_int_equal(places("inlined_lto", "only_in_the_other_unit", NULL), 2);
	assert_int_equal(places("inlined_lto", "space::holder::member_inlined_function", NULL), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inlined_functions),
		cmocka_unit_test(test_inlined_in_inlined),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_overloads),
		cmocka_unit_test(test_never_inlined),
		cmocka_unit_test(test_link_time_optimisation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
