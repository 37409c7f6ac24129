/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Functions selected from this very process, and from libraries that it maps later. */
#include "../../user/target/process.h"
#include "../../user/target/select.h"
#include "support.h"

#include <dlfcn.h>
#include <errno.h>

int chosen_first(int n);
int chosen_second(int n);

__attribute__((noipa)) int chosen_first(int n)
{
	return n + 3;
}

__attribute__((noipa)) int chosen_second(int n)
{
	return n + 4;
}

static struct target self;
static struct selection *selection;

static int open_self(void **state)
{
	return make_folder_fixture(state) ? -1 : target__add_process(&self, getpid());
}

static int close_self(void **state)
{
	selection__free(selection);
	selection = NULL;
	target__close(&self);
	return remove_folder_fixture(state);
}

static void run(const char *command)
{
	char line[4096 + 512];

	snprintf(line, sizeof(line), "cd '%s' && %s", folder, command);
	if (system(line))
		fail_msg("%s", line);
}

/* NAME.so with the functions of the source. */
static void build(const char *name, const char *source)
{
	char line[512];

	write_file("a.cpp", source);
	snprintf(line, sizeof(line), "g++ -O1 -shared -fPIC -o %s a.cpp", name);
	run(line);
}

static void *map(const char *name)
{
	void *library = dlopen(path_of(name), RTLD_NOW | RTLD_LOCAL);

	assert_non_null(library);
	assert_true(process__refresh(&self, &self.processes[0]) > 0);
	return library;
}

static void select_texts(char **texts, size_t count, int want)
{
	assert_int_equal(selection__make(&self, texts, count, 0, &selection), want);
}

static const struct function *selected(size_t index)
{
	const struct function_list *list = selection__list(selection);

	assert_true(index < list->count);
	assert_int_equal(list->items[index]->id, index);
	return list->items[index];
}

static void test_pattern(void **state)
{
	char *texts[] = { "chosen_second", "chosen_*" };

	(void)state;
	select_texts(texts, 2, 0);
	assert_int_equal(selection__list(selection)->count, 2);
	assert_string_equal(selected(0)->name, "chosen_second");
	assert_string_equal(selected(1)->name, "chosen_first");
	assert_null(selection__waiting(selection, 0));
}

static void test_misses(void **state)
{
	char *texts[] = { "chosen_first", "/chosen_(/", "/^nothing$/" };
	const char *said;

	(void)state;
	stderr_begin();
	select_texts(texts, 3, -EINVAL);
	said = stderr_end();
	assert_says(said, "/chosen_(/: not a regular expression");
	stderr_begin();
	texts[1] = "no_such_*";
	select_texts(texts, 3, -ENOENT);
	said = stderr_end();
	assert_says(said, "no_such_*: no function");
	assert_says(said, "/^nothing$/: no function");
}

static void test_later(void **state)
{
	char *texts[] = { "late.so:late_work", "chosen_first", "never.so:f", "plug*:plug_*" };
	const struct function *first;
	const char *said;
	void *late, *plugin, *other;

	(void)state;
	stderr_begin();
	select_texts(texts, 4, 0);
	said = stderr_end();
	assert_says(said, "waiting for late.so");
	assert_says(said, "waiting for never.so");
	assert_says(said, "waiting for plug*");
	assert_int_equal(selection__list(selection)->count, 1);
	first = selected(0);
	assert_int_equal(selection__more(selection, &self), 0);

	build("late.so", "extern \"C\" int late_work(int n) { return n; }");
	late = map("late.so");
	assert_int_equal(selection__more(selection, &self), 1);
	assert_string_equal(selected(1)->name, "late_work");
	assert_ptr_equal(selected(0), first);
	assert_string_equal(selection__waiting(selection, 0), "never.so:f");
	assert_string_equal(selection__waiting(selection, 1), "plug*:plug_*");
	assert_null(selection__waiting(selection, 2));

	/* A pattern of modules goes on with each that comes. */
	build("plugin1.so", "extern \"C\" int plug_a(int n) { return n; }");
	plugin = map("plugin1.so");
	assert_int_equal(selection__more(selection, &self), 1);
	build("plugin2.so", "extern \"C\" int plug_b(int n) { return n; }\n"
			    "extern \"C\" int plug_c(int n) { return n + 1; }");
	other = map("plugin2.so");
	assert_int_equal(selection__more(selection, &self), 2);
	assert_null(selection__waiting(selection, 1));
	dlclose(late);
	dlclose(plugin);
	dlclose(other);
}

static void test_later_without_it(void **state)
{
	char *texts[] = { "late.so:late_wrok" };
	const char *said;
	void *late;

	(void)state;
	select_texts(texts, 1, 0);
	build("late.so", "extern \"C\" int late_work(int n) { return n; }");
	late = map("late.so");
	stderr_begin();
	assert_int_equal(selection__more(selection, &self), 0);
	said = stderr_end();
	assert_says(said, "late.so:late_wrok: no such function");
	assert_says(said, "did you mean late_work?");
	assert_null(selection__waiting(selection, 0));
	assert_int_equal(selection__more(selection, &self), 0);
	dlclose(late);
}

static const char overloads[] = "namespace n { int f(int a) { return a; }\n"
				"int f(double a) { return a; }\n"
				"int g(int a) { return a + 1; }\n"
				"template <typename T> T h(T a) { return a + 2; }\n"
				"template int h<int>(int); template char h<char>(char); }";

static void test_names(void **state)
{
	char *texts[] = { "over.so:n::*" };
	static const char *const names[] = { "n::f(int)", "n::f(double)", "n::g", "n::h<int>",
					     "n::h<char>" };
	void *library;

	(void)state;
	build("over.so", overloads);
	library = map("over.so");
	select_texts(texts, 1, 0);
	assert_int_equal(selection__list(selection)->count, ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		bool there = false;

		for (size_t j = 0; j < ARRAY_LEN(names); j++)
			there |= !strcmp(selected(j)->name, names[i]);
		if (!there)
			fail_msg("no %s", names[i]);
	}
	dlclose(library);
}

/* Asked for by name: as asked; the same function is not selected twice. */
static void test_asked_names(void **state)
{
	char *texts[] = { "n::f(int)", "n::f", "n::h<int>", "n::h", "_ZN1n1gEi", "over.so:/::g/" };
	static const char *const names[] = { "n::f(int)", "n::f", "n::h<int>", "n::h",
					     "_ZN1n1gEi" };
	void *library;

	(void)state;
	build("over.so", overloads);
	library = map("over.so");
	select_texts(texts, ARRAY_LEN(texts), 0);
	assert_int_equal(selection__list(selection)->count, ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_string_equal(selected(i)->name, names[i]);
	dlclose(library);
}

/* Clones of C++ functions belong to them; their cold parts are no functions. */
static void test_clones(void **state)
{
	char *texts[] = { "n::f" }, *all[] = { "clones.so:*" }, *cold[] = { "_ZN1n1fEi.cold" };
	void *library;

	(void)state;
	write_file("c.s", "	.text\n"
			  "	.globl _ZN1n1fEi\n"
			  "	.type _ZN1n1fEi, @function\n"
			  "_ZN1n1fEi: ret\n"
			  "	.size _ZN1n1fEi, 1\n"
			  "	.type _ZN1n1fEi.constprop.0, @function\n"
			  "_ZN1n1fEi.constprop.0: nop\n	ret\n"
			  "	.size _ZN1n1fEi.constprop.0, 2\n"
			  "	.type _ZN1n1fEi.llvm.77, @function\n"
			  "_ZN1n1fEi.llvm.77: nop\n	nop\n	ret\n"
			  "	.size _ZN1n1fEi.llvm.77, 3\n"
			  "	.type _ZN1n1fEi.cold, @function\n"
			  "_ZN1n1fEi.cold: ret\n"
			  "	.size _ZN1n1fEi.cold, 1\n"
			  "	.section .note.GNU-stack,\"\",@progbits\n");
	run("gcc -shared -nostdlib -o clones.so c.s");
	library = map("clones.so");
	select_texts(texts, 1, 0);
	assert_int_equal(selection__list(selection)->count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(selected(i)->name, "n::f");
		assert_string_not_equal(selected(i)->symbol, "_ZN1n1fEi.cold");
	}
	selection__free(selection);
	select_texts(all, 1, 0);
	assert_int_equal(selection__list(selection)->count, 3);
	selection__free(selection);
	selection = NULL;
	select_texts(cold, 1, -ENOENT);
	dlclose(library);
}

#define with_self(test) cmocka_unit_test_setup_teardown(test, open_self, close_self)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with_self(test_pattern), with_self(test_misses),
		with_self(test_later),	 with_self(test_later_without_it),
		with_self(test_names),	 with_self(test_asked_names),
		with_self(test_clones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
