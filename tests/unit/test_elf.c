/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Symbol to file offset: this very program is the subject, so the truth is at hand. The bytes at
 * the offset in the file must be the bytes at the function's address in memory.
 */
#include "../../user/target/elf_file.h"
#include "../../user/target/process.h"
#include "../../user/target/select.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>

int subject_global(int value);
int subject_alias(int value) __attribute__((alias("subject_global")));

__attribute__((noipa)) int subject_global(int value)
{
	return value * 3 + 1;
}

static __attribute__((noipa)) int subject_local(int value)
{
	return value * 5 + 2;
}

static int implementation(int value)
{
	return value + 7;
}

static int (*choose(void))(int)
{
	return implementation;
}

int subject_ifunc(int value) __attribute__((ifunc("choose"), no_sanitize("address")));

static struct target self;

static int open_self(void **state)
{
	(void)state;
	/* Resolved for sure, lazily bound or not. */
	return subject_ifunc(1) == 8 ? target__add_process(&self, getpid()) : -1;
}

static int close_self(void **state)
{
	(void)state;
	target__close(&self);
	return 0;
}

static struct function_list select_names(char *const *names, size_t count, int want)
{
	struct function_list list;

	assert_int_equal(select_functions(&self, names, count, 0, &list), want);
	return list;
}

static void check_place(const struct function *function, const void *address)
{
	uint64_t where =
		process__address_of(&self.processes[0], function->module, function->offset);

	assert_ptr_equal((void *)where, address);
}

static void test_global_and_local(void **state)
{
	char *names[] = {"subject_global", "subject_local"};
	struct function_list list = select_names(names, 2, 0);

	(void)state;
	assert_int_equal(list.count, 2);
	check_place(list.items[0], subject_global);
	check_place(list.items[1], subject_local);
	assert_int_not_equal(list.items[0]->size, 0);
	function_list__free(&list);
}

/* One address is one function, under the name asked for first. */
static void test_aliases(void **state)
{
	char *names[] = {"subject_alias", "subject_global"};
	struct function_list list = select_names(names, 2, 0);

	(void)state;
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0]->name, "subject_alias");
	check_place(list.items[0], subject_global);
	function_list__free(&list);
}

static void test_ifunc(void **state)
{
	char *names[] = {"subject_ifunc"};
	struct function_list list = select_names(names, 1, 0);

	(void)state;
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0]->name, "subject_ifunc");
	check_place(list.items[0], implementation);
	function_list__free(&list);
}

/* In a library with the module in front, by its soname, its stem, and wrongly. */
static void test_library(void **state)
{
	char *right[] = {"libcmocka.so.0:_assert_true"};
	char *stem[] = {"libcmocka:_assert_true"};
	char *wrong[] = {"libnosuch.so:_assert_true"};
	struct function_list list = select_names(right, 1, 0);

	(void)state;
	check_place(list.items[0], _assert_true);
	function_list__free(&list);
	list = select_names(stem, 1, 0);
	assert_int_equal(list.count, 1);
	function_list__free(&list);
	/* It may come later. */
	list = select_names(wrong, 1, 0);
	assert_int_equal(list.count, 0);
	function_list__free(&list);
}

/* One miss and nothing is selected. */
static void test_all_or_nothing(void **state)
{
	char *names[] = {"subject_global", "subject_globla"};
	struct function_list list = select_names(names, 2, -ENOENT);

	(void)state;
	assert_int_equal(list.count, 0);
}

static void test_not_a_program(void **state)
{
	struct elf_file *elf = NULL;
	int fd = open("/proc/self/status", O_RDONLY);

	(void)state;
	assert_int_equal(elf_check_machine(fd, "status"), -ENOEXEC);
	assert_int_equal(elf_file__open(fd, "status", &elf), -ENOEXEC);
	assert_null(elf);
	close(fd);
}

static void test_processes(void **state)
{
	struct target target = {0};

	(void)state;
	assert_int_equal(target__add_process(&target, 0x3fffff), -ESRCH);
	assert_int_equal(target__add_process(&target, 2), -EINVAL); /* kthreadd */
	assert_int_equal(target.process_count, 0);
	target__close(&target);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_global_and_local),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_ifunc),
		cmocka_unit_test(test_library),
		cmocka_unit_test(test_all_or_nothing),
		cmocka_unit_test(test_not_a_program),
		cmocka_unit_test(test_processes),
	};

	return cmocka_run_group_tests(tests, open_self, close_self);
}
