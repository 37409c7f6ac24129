/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Go programs as the end-to-end tests run them: version, place of the current g, functions with and
 * without symbols.
 */
#include "../../user/target/select.h"
#include "go_files.h"

#include <gelf.h>
#include <signal.h>
#include <sys/wait.h>

/* Names of .symtab have ".abi0", and instances' types where the table has "[...]". */
static bool same_name(const char *symbol, const char *name)
{
	size_t len = strcspn(symbol, "[");
	const char *suffix = symbol + strlen(name);

	if (symbol[len])
		return !strncmp(symbol, name, len) && !strncmp(name + len, "[...]", 5);
	return !strncmp(symbol, name, strlen(name)) && (!*suffix || !strcmp(suffix, ".abi0"));
}

/* Each function's symbol against the table. */
static void compare_with_symbols(const char *name, size_t least)
{
	struct opened opened = open_file(program(name));
	const struct gopclntab *table = elf_file__go_functions(opened.elf);
	struct symbol_iter iter = { .elf = opened.elf };
	struct gopclntab_function function;
	struct symbol symbol;
	size_t found = 0;

	assert_non_null(table);
	while (symbol_iter__next(&iter, &symbol)) {
		assert_int_not_equal(iter.table, SYMBOLS_GO);
		if (symbol.kind != SYMBOL_FUNCTION || strncmp(symbol.name, "main.", 5))
			continue;
		if (!gopclntab__find(table, symbol.address, &function))
			fail_msg("%s: %s is not in the table", name, symbol.name);
		if (!same_name(symbol.name, function.name))
			fail_msg("%s: %s is called %s", name, symbol.name, function.name);
		assert_int_equal(symbol.address, function.address);
		assert_true(function.size >= symbol.size && function.size < symbol.size + 64);
		assert_false(function.foreign);
		found++;
	}
	assert_true(found >= least);
	close_file(&opened);
}

static void test_real(void **state)
{
	(void)state;
	compare_with_symbols("goroutines", 30);
	compare_with_symbols("cgo", 5);
}

static void test_stripped(void **state)
{
	static const char *const names[] = { "goroutines_stripped", "goroutines_pie" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct opened opened = open_file(program(names[i]));

		assert_true(has_symbol(opened.elf, "main.(*box).Ask"));
		assert_true(has_symbol(opened.elf, "main.twice[...]"));
		assert_true(has_symbol(opened.elf, "main.multiplier.func1"));
		assert_true(has_symbol(opened.elf, "runtime.gopanic"));
		assert_false(has_symbol(opened.elf, "main.nosuch"));
		close_file(&opened);
	}
}

/* Where the linker has put runtime.tlsg: below the thread pointer, as the ABI has it. */
static int64_t tls_by_symbol(struct elf_file *elf)
{
	Elf *handle = elf_file__handle(elf);
	Elf_Scn *section = NULL;
	GElf_Phdr tls = { 0 };
	GElf_Shdr header;
	GElf_Sym sym;

	for (int i = 0; gelf_getphdr(handle, i, &tls) && tls.p_type != PT_TLS; i++)
		;
	while ((section = elf_nextscn(handle, section))) {
		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		for (int i = 0; gelf_getsym(elf_getdata(section, NULL), i, &sym); i++) {
			const char *name = elf_strptr(handle, header.sh_link, sym.st_name);

			if (GELF_ST_TYPE(sym.st_info) == STT_TLS && !strcmp(name, "runtime.tlsg"))
				return (int64_t)(sym.st_value - (tls.p_memsz + tls.p_align - 1) /
									tls.p_align * tls.p_align);
		}
	}
	return 0;
}

static void test_module(void **state)
{
	static const char *const names[] = { "goroutines", "goroutines_stripped",
					     "goroutines_pie" };
	struct opened cgo = open_file(program("cgo"));
	int64_t tls_g = tls_by_symbol(cgo.elf);
	struct go_module go;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		go = read_module(program(names[i]));
		assert_true(go.minor >= 17 && go.minor < 100);
		assert_true(go.register_abi);
		assert_int_equal(go.tls_g, -8);
	}
	assert_true(tls_g < -8);
	assert_int_equal(read_module(program("cgo")).tls_g, tls_g);
	assert_int_equal(read_module(program("cgo_stripped")).tls_g, tls_g);
	assert_int_equal(read_module(program("cgo_pie")).tls_g, tls_g);
	close_file(&cgo);
}

static void test_no_go(void **state)
{
	struct opened opened = open_file("/proc/self/exe");
	struct gopclntab_function function;
	struct go_module go;

	(void)state;
	assert_int_equal(go_module__read(opened.elf, &go), -ENOENT);
	assert_null(elf_file__go_functions(opened.elf));
	assert_false(go_module__function_at(opened.elf, 0x401000, &function));
	close_file(&opened);
}

/* C that the C linker has put beside the Go code is none. */
static void test_cgo(void **state)
{
	struct opened opened = open_file(program("cgo"));
	struct symbol_iter iter = { .elf = opened.elf };
	struct gopclntab_function function;
	struct symbol symbol;
	int seen = 0;

	(void)state;
	while (symbol_iter__next(&iter, &symbol)) {
		bool c = !strcmp(symbol.name, "c_add") || !strcmp(symbol.name, "c_double");
		bool go = !strcmp(symbol.name, "main.inner");

		if (!c && !go)
			continue;
		assert_int_equal(go_module__function_at(opened.elf, symbol.address, &function), go);
		seen++;
	}
	assert_int_equal(seen, 3);
	close_file(&opened);
}

/* The program, held before its work: until end_program() kills it, or this test dies. */
static pid_t start_program(const char *name)
{
	int in[2], out[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execl(program(name), name, NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	assert_int_equal(read(out[0], &byte, 1), 1);
	close(out[0]);
	return pid;
}

static void end_program(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void select_in(const char *name, char **texts, size_t count, const bool *go)
{
	struct target target = { 0 };
	struct function_list list;
	pid_t pid = start_program(name);

	assert_int_equal(target__add_process(&target, pid), 0);
	assert_non_null(target.modules[0]->go);
	assert_int_equal(select_functions(&target, texts, count, 0, &list), 0);
	assert_int_equal(list.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(list.items[i]->name, texts[i]);
		assert_int_equal(list.items[i]->go, go[i]);
		assert_true(list.items[i]->size > 0);
	}
	function_list__free(&list);
	target__close(&target);
	end_program(pid);
}

static void test_select(void **state)
{
	char *names[] = { "main.(*box).Ask", "main.twice[...]", "main.multiplier.func1",
			  "main.recurse", "internal/fmtsort.Sort" };
	char *mixed[] = { "c_add", "main.inner" };
	static const bool all[] = { true, true, true, true, true }, second[] = { false, true };

	(void)state;
	select_in("goroutines", names, ARRAY_LEN(names), all);
	select_in("goroutines_stripped", names, ARRAY_LEN(names), all);
	select_in("goroutines_pie", names, ARRAY_LEN(names), all);
	select_in("cgo", mixed, ARRAY_LEN(mixed), second);
}

static void test_spec(void **state)
{
	static const char *const names[] = { "main.(*T).M", "net/http.(*Server).Serve",
					     "main.f[...]" };
	struct function_spec spec;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char with_module[128];

		assert_int_equal(function_spec__parse(names[i], &spec), 0);
		assert_null(spec.module);
		assert_string_equal(spec.name, names[i]);
		function_spec__free(&spec);
		snprintf(with_module, sizeof(with_module), "/usr/bin/x:%s", names[i]);
		assert_int_equal(function_spec__parse(with_module, &spec), 0);
		assert_string_equal(spec.module, "/usr/bin/x");
		assert_string_equal(spec.name, names[i]);
		function_spec__free(&spec);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real),   cmocka_unit_test(test_stripped),
		cmocka_unit_test(test_module), cmocka_unit_test(test_no_go),
		cmocka_unit_test(test_cgo),    cmocka_unit_test(test_select),
		cmocka_unit_test(test_spec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
