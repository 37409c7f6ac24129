/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Symbols and DWARF from separate debug files, and only from the right ones. */
#include "../../user/target/debug_files.h"
#include "../../user/target/elf_file.h"
#include "../../user/target/mini_debug.h"
#include "../../user/target/symbols.h"
#include "support.h"

#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static struct module module;

static void run(const char *command)
{
	char line[4096 + 1024];

	snprintf(line, sizeof(line), "cd '%s' && %s", folder, command);
	if (system(line))
		fail_msg("%s", line);
}

static void write_source(const char *constant)
{
	FILE *file = fopen(path_of("a.c"), "we");

	assert_non_null(file);
	fprintf(file,
		"static __attribute__((noinline)) int hidden_work(int n) { return n * %s; }\n"
		"int shown_work(int n) { return hidden_work(n) + 1; }\n",
		constant);
	fclose(file);
}

/* lib.so without symbols, full.debug with all of them. */
static void build(const char *flags)
{
	char line[512];

	write_source("3");
	snprintf(line, sizeof(line),
		 "gcc -g -O1 -fPIC -shared %s -o full.so a.c && "
		 "objcopy --only-keep-debug full.so full.debug && strip -o lib.so full.so",
		 flags);
	run(line);
}

static void open_library(void)
{
	struct stat st;

	module = (struct module){ .path = (char *)path_of("lib.so"), .name = "lib.so" };
	module.fd = open(module.path, O_RDONLY | O_CLOEXEC);
	assert_true(module.fd >= 0);
	assert_int_equal(fstat(module.fd, &st), 0);
	module.dev = st.st_dev;
	module.ino = st.st_ino;
	assert_int_equal(elf_file__open(module.fd, module.path, &module.elf), 0);
}

static void close_library(void)
{
	debug_files__free(module.debug);
	elf_file__close(module.elf);
	close(module.fd);
}

static bool find(const char *name, struct symbol *symbol)
{
	struct module_symbols symbols = { .module = &module };

	while (module_symbols__next(&symbols, symbol))
		if (!strcmp(symbol->name, name))
			return true;
	return false;
}

/* Opens lib.so anew and looks for what only the debug file has. */
static bool has_hidden(void)
{
	struct symbol symbol;
	bool found;

	open_library();
	assert_true(find("shown_work", &symbol));
	found = find("hidden_work", &symbol);
	if (found) {
		uint64_t offset;

		/* Its code is the mapped file's. */
		assert_int_equal(symbol.kind, SYMBOL_FUNCTION);
		assert_true(elf_file__offset_of(module.elf, symbol.address, true, &offset));
	}
	close_library();
	return found;
}

static void test_link(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	assert_false(has_hidden());
	run("objcopy --add-gnu-debuglink=full.debug lib.so");
	assert_true(has_hidden());
	run("mkdir .debug && mv full.debug .debug/");
	assert_true(has_hidden());
	run("rm -r .debug");
	assert_false(has_hidden());
}

/* With a build-id, NAME.debug needs no link. */
static void test_name(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	run("mv full.debug lib.so.debug");
	assert_true(has_hidden());
}

static void test_checksum(void **state)
{
	(void)state;
	build("-Wl,--build-id=none");
	run("cp full.debug lib.so.debug");
	assert_false(has_hidden()); /* nothing says that it is the right one */
	run("objcopy --add-gnu-debuglink=full.debug lib.so");
	assert_true(has_hidden());
	run("printf x >>full.debug");
	assert_false(has_hidden());
}

/* The debug file of another build under the right name. */
static void test_wrong_file(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	run("objcopy --add-gnu-debuglink=full.debug lib.so");
	write_source("5");
	run("gcc -g -O1 -fPIC -shared -Wl,--build-id=sha1 -o other.so a.c && "
	    "objcopy --only-keep-debug other.so full.debug");
	assert_false(has_hidden());
}

/* What would hold up whoever opens it. */
static void test_pipe(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	run("objcopy --add-gnu-debuglink=full.debug lib.so && rm full.debug && mkfifo full.debug");
	assert_false(has_hidden());
}

/* A link that names the stripped file itself. */
static void test_itself(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	run("objcopy --add-gnu-debuglink=full.debug lib.so && ln -sf lib.so full.debug && "
	    "mkdir .debug && objcopy --only-keep-debug full.so .debug/full.debug");
	assert_true(has_hidden());
}

static void test_mini(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	run("objcopy -S --remove-section=.comment --keep-symbol=hidden_work full.debug mini && "
	    "xz mini && objcopy --add-section .gnu_debugdata=mini.xz lib.so && rm full.debug");
	assert_true(has_hidden());
}

static void test_damaged_mini(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	run("head -c 3000 /dev/urandom >mini.xz && "
	    "objcopy --add-section .gnu_debugdata=mini.xz lib.so && rm full.debug");
	open_library();
	assert_int_equal(mini_debug__open(elf_file__handle(module.elf)), -EINVAL);
	close_library();
	assert_false(has_hidden());
}

/* More than any symbol table: 400 MB of nothing, packed. */
static void test_huge_mini(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	run("head -c 400000000 /dev/zero | xz -0 >mini.xz && "
	    "objcopy --add-section .gnu_debugdata=mini.xz lib.so && rm full.debug");
	open_library();
	assert_int_equal(mini_debug__open(elf_file__handle(module.elf)), -EFBIG);
	close_library();
	assert_false(has_hidden());
}

/* Address of the function by the DWARF, 0 if it does not know it. */
static uint64_t dwarf_address(Dwarf *dwarf, const char *name)
{
	Dwarf_Off next, offset = 0;
	size_t header;

	while (!dwarf_nextcu(dwarf, offset, &next, &header, NULL, NULL, NULL)) {
		Dwarf_Die unit, die;
		Dwarf_Addr low;

		assert_non_null(dwarf_offdie(dwarf, offset + header, &unit));
		if (!dwarf_child(&unit, &die))
			do
				if (dwarf_diename(&die) && !strcmp(dwarf_diename(&die), name) &&
				    !dwarf_lowpc(&die, &low))
					return low;
			while (!dwarf_siblingof(&die, &die));
		offset = next;
	}
	return 0;
}

static void test_dwarf(void **state)
{
	struct symbol symbol;

	(void)state;
	unsetenv("DEBUGINFOD_URLS");
	build("-Wl,--build-id=sha1");
	open_library();
	assert_null(module__dwarf(&module));
	assert_null(module__dwarf(&module));
	close_library();
	run("objcopy --add-gnu-debuglink=full.debug lib.so");
	open_library();
	assert_non_null(module__local_dwarf(&module));
	assert_ptr_equal(module__dwarf(&module), module__local_dwarf(&module));
	assert_true(find("hidden_work", &symbol));
	assert_int_equal(dwarf_address(module__dwarf(&module), "hidden_work"), symbol.address);
	close_library();
	run("cp full.so lib.so");
	open_library();
	assert_null(module__symbol_file(&module));
	assert_true(find("hidden_work", &symbol));
	assert_int_equal(dwarf_address(module__dwarf(&module), "hidden_work"), symbol.address);
	close_library();
}

/* Asking a server that is not there leaves things as they were, the environment included. */
static void test_no_server(void **state)
{
	(void)state;
	build("-Wl,--build-id=sha1");
	run("rm full.debug");
	setenv("DEBUGINFOD_URLS", "http://127.0.0.1:9", 1);
	setenv("DEBUGINFOD_CACHE_PATH", path_of("cache"), 1);
	open_library();
	assert_null(module__local_dwarf(&module));
	assert_false(module__fetch_debug_file(&module));
	assert_null(module__dwarf(&module));
	assert_string_equal(getenv("DEBUGINFOD_URLS"), "http://127.0.0.1:9");
	unsetenv("DEBUGINFOD_URLS");
	close_library();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_link),	    in_folder(test_name),	  in_folder(test_checksum),
		in_folder(test_wrong_file), in_folder(test_pipe),	  in_folder(test_itself),
		in_folder(test_mini),	    in_folder(test_damaged_mini), in_folder(test_huge_mini),
		in_folder(test_dwarf),	    in_folder(test_no_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
