// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Sizes, cold parts and frames in a small library that the assembler makes here: two files with a
 * static function of the same name each, with and without symbols.
 */
#include "../../user/probe/plan.h"
#include "../../user/target/elf_file.h"
#include "../../user/target/process.h"
#include "../../user/target/debug_files.h"
#include "support.h"

#include <fcntl.h>

/* Both halves have `parse` and `parse.cold`, told apart by the jumps between them alone. */
static const char twin[] = "	.text\n"
			   "	.type parse, @function\n"
			   "parse:	.cfi_startproc\n"
			   "	cmp $1, %edi\n"
			   "	jbe parse.cold\n"
			   "back:	mov %edi, %eax\n"
			   "	ret\n"
			   "	.cfi_endproc\n"
			   "	.size parse, .-parse\n"
			   "	.section .text.unlikely, \"ax\"\n"
			   "	.type parse.cold, @function\n"
			   "parse.cold: .cfi_startproc\n"
			   "	test %esi, %esi\n"
			   "	je back\n"
			   "	ret\n"
			   "	.cfi_endproc\n"
			   "	.size parse.cold, .-parse.cold\n";

static const char others[] = "	.text\n"
			     "	.globl framed, only, unsized, bare, lone, gone, enters, table\n"
			     "	.type framed, @function\n"
			     "	.type only, @function\n"
			     "	.type unsized, @function\n"
			     "	.type bare, @function\n"
			     "	.type lone, @function\n"
			     "	.type gone, @function\n"
			     "	.type enters, @function\n"
			     /* Jumps to its cold part with the frame in place. */
			     "	.p2align 4\n"
			     "framed: .cfi_startproc\n"
			     "	push %rbx\n"
			     "	.cfi_def_cfa_offset 16\n"
			     "	test %edi, %edi\n"
			     "	jne framed.cold\n"
			     "	pop %rbx\n"
			     "	.cfi_def_cfa_offset 8\n"
			     "	ret\n"
			     "	.cfi_endproc\n"
			     "	.size framed, .-framed\n"
			     /* Its cold part is entered by exceptions only. */
			     "	.p2align 4\n"
			     "only:	.cfi_startproc\n"
			     "	xor %eax, %eax\n"
			     "	ret\n"
			     "	.cfi_endproc\n"
			     "	.size only, .-only\n"
			     /* The way into an empty part is never gone. */
			     "	.p2align 4\n"
			     "gone:	.cfi_startproc\n"
			     "	test %edi, %edi\n"
			     "	je gone.cold\n"
			     "	ret\n"
			     "	.cfi_endproc\n"
			     "	.size gone, .-gone\n"
			     /* Leaves by what never returns. */
			     "	.p2align 4\n"
			     "enters: .cfi_startproc\n"
			     "	cmp $9, %edi\n"
			     "	ja enters.cold\n"
			     "	ret\n"
			     "	.cfi_endproc\n"
			     "	.size enters, .-enters\n"
			     "	.p2align 4\n"
			     "unsized: .cfi_startproc\n"
			     "	xor %eax, %eax\n"
			     "	ret\n"
			     "	.cfi_endproc\n"
			     "	.p2align 4\n"
			     "bare:	mov %edi, %eax\n"
			     "	ret\n"
			     "lone:	ret\n"
			     "	.section .text.unlikely, \"ax\"\n"
			     "	.p2align 4\n"
			     "	.type framed.cold, @function\n"
			     "framed.cold: .cfi_startproc\n"
			     "	.cfi_def_cfa_offset 16\n"
			     "	pop %rbx\n"
			     "	.cfi_def_cfa_offset 8\n"
			     "	ret\n"
			     "	.cfi_endproc\n"
			     "	.size framed.cold, .-framed.cold\n"
			     "	.type only.cold, @function\n"
			     "only.cold: .cfi_startproc\n"
			     "	ret\n"
			     "	.cfi_endproc\n"
			     "	.size only.cold, .-only.cold\n"
			     "	.type gone.cold, @function\n"
			     "gone.cold:\n"
			     "	.size gone.cold, 0\n"
			     "	.p2align 4\n"
			     "	.type enters.cold, @function\n"
			     "enters.cold: .cfi_startproc\n"
			     "	push %rax\n"
			     "	.cfi_def_cfa_offset 16\n"
			     "	call *%rsi\n"
			     "	ud2\n"
			     "	.cfi_endproc\n"
			     "	.size enters.cold, .-enters.cold\n"
			     "	.section .data.rel.ro, \"aw\"\n"
			     "table:	.quad back2\n"
			     "	.text\n"
			     "back2:	ret\n";

static struct module module;
static struct code_map *map;

static void run(const char *command)
{
	char line[4096 + 256];

	snprintf(line, sizeof(line), "cd '%s' && %s", folder, command);
	if (system(line))
		fail_msg("%s", line);
}

static void open_library(bool stripped)
{
	write_file("a.s", twin);
	write_file("b.s", twin);
	write_file("c.s", others);
	run("gcc -shared -nostdlib -o lib.so a.s b.s c.s");
	if (stripped)
		run("strip lib.so");
	module.path = (char *)path_of("lib.so");
	module.name = "lib.so";
	module.fd = open(module.path, O_RDONLY | O_CLOEXEC);
	assert_true(module.fd >= 0);
	assert_int_equal(elf_file__open(module.fd, module.path, &module.elf), 0);
	assert_int_equal(code_map__open(&module, &map), 0);
}

static void close_library(void)
{
	code_map__free(map);
	debug_files__free(module.debug);
	module.debug = NULL;
	elf_file__close(module.elf);
	close(module.fd);
}

/* The address of the nth symbol of that name. */
static uint64_t address_of(const char *name, int nth)
{
	struct symbol_iter iter = { .elf = module.elf };
	struct symbol symbol;

	while (symbol_iter__next(&iter, &symbol))
		if (!strcmp(symbol.name, name) && !nth--)
			return symbol.address;
	fail_msg("no %s", name);
	return 0;
}

static uint64_t size_of(const char *name)
{
	struct code_range range;
	uint64_t address = address_of(name, 0);

	assert_true(code_map__function_at(map, address, &range));
	assert_int_equal(range.start, address);
	return range.end - range.start;
}

static void test_sizes(void **state)
{
	struct code_range range;

	(void)state;
	open_library(false);
	assert_int_equal(size_of("parse"), 12);	 /* its symbol */
	assert_int_equal(size_of("unsized"), 3); /* its FDE */
	assert_int_equal(size_of("bare"), 3);	 /* the next symbol */
	assert_false(code_map__function_at(map, 0x10, &range));
	close_library();
}

static void test_frames(void **state)
{
	uint64_t framed;

	(void)state;
	open_library(false);
	framed = address_of("framed", 0);
	assert_int_equal(code_map__frame_at(map, framed), FRAME_GONE);
	assert_int_equal(code_map__frame_at(map, framed + 1), FRAME_THERE);
	assert_int_equal(code_map__frame_at(map, framed + 10), FRAME_GONE);
	assert_int_equal(code_map__frame_at(map, address_of("bare", 0)), FRAME_UNKNOWN);
	close_library();
}

static struct probe_plan plan_of(const char *name, int nth)
{
	static struct function function;
	struct probe_plan plan;

	function = (struct function){ .name = (char *)name, .address = address_of(name, nth) };
	assert_int_equal(probe_plan__make(map, &function, true, &plan), 0);
	return plan;
}

static uint64_t file_offset(uint64_t address)
{
	uint64_t offset = 0;

	assert_true(elf_file__offset_of(module.elf, address, true, &offset));
	return offset;
}

/* Each has the ret of its own cold part for an exit. */
static void test_two_functions_of_one_name(void **state)
{
	struct cold_part parts[4];

	(void)state;
	open_library(false);
	assert_int_equal(code_map__cold_parts(map, address_of("parse", 0), parts, 4), 2);
	assert_false(parts[0].sure);
	for (int nth = 0; nth < 2; nth++) {
		struct probe_plan plan = plan_of("parse", nth);
		uint64_t own = file_offset(address_of("parse.cold", nth) + 8);

		assert_int_equal(plan.exit_count, 2);
		assert_true(plan.exits[0].offset == own || plan.exits[1].offset == own);
		assert_true(plan.leaf);
		assert_null(plan.exits_unseen);
		probe_plan__free(&plan);
	}
	close_library();
}

static void test_cold_parts_by_name(void **state)
{
	struct probe_plan plan;

	(void)state;
	open_library(false);
	plan = plan_of("only", 0);
	assert_int_equal(plan.exit_count, 2);
	probe_plan__free(&plan);
	plan = plan_of("gone", 0);
	assert_int_equal(plan.exit_count, 1);
	assert_true(plan.leaf);
	probe_plan__free(&plan);
	close_library();
}

static void test_cold_parts_without_names(void **state)
{
	struct probe_plan plan;

	(void)state;
	open_library(true);
	plan = plan_of("framed", 0);
	assert_int_equal(plan.exit_count, 2);
	assert_int_equal(plan.return_count, 2);
	assert_null(plan.exits_unseen);
	probe_plan__free(&plan);
	plan = plan_of("enters", 0);
	assert_int_equal(plan.exit_count, 1);
	assert_false(plan.leaf);
	probe_plan__free(&plan);
	close_library();
}

static void test_pointers(void **state)
{
	uint64_t value;

	(void)state;
	open_library(false);
	assert_true(code_map__read_pointer(map, address_of("table", 0), &value));
	assert_int_equal(value, address_of("back2", 0));
	close_library();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_folder(test_sizes),
		in_folder(test_frames),
		in_folder(test_two_functions_of_one_name),
		in_folder(test_cold_parts_by_name),
		in_folder(test_cold_parts_without_names),
		in_folder(test_pointers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
