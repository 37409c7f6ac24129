/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Functions of a library stopped at their entry and their return, in this process, by breakpoints:
 * their registers and stack, and what they say themselves (see fixtures/places.h).
 */
#ifndef MAAP_TESTS_STOPPED_H
#define MAAP_TESTS_STOPPED_H

#include "support.h"

#include <dlfcn.h>
#include <gelf.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "../../user/dwarf/signature.h"

#define MAX_FUNCTIONS 64
#define MAX_SEEN      16
#define STACK_BYTES   512
#define SEEN_BYTES    64

struct seen {
	const void *address; /* where the function itself has it */
	unsigned long count;
	unsigned char bytes[SEEN_BYTES];
};

struct stopped {
	char symbol[256];
	uint64_t address; /* in the file */
	unsigned char *entry, *back;
	unsigned char entry_byte, back_byte;
	bool called, returned;
	uint64_t registers[REGISTERS], result_registers[REGISTERS];
	unsigned char stack[STACK_BYTES];
	struct seen seen[MAX_SEEN], result;
	size_t seen_count;
	unsigned char referred[SEEN_BYTES]; /* what rax leads to at return, if to the stack */
};

static struct stopped functions[MAX_FUNCTIONS];
static size_t function_count;
static struct stopped *current;

/* Not memcpy(): it would look for red zones in stacks that have none. */
__attribute__((no_sanitize("address"))) static void copy(unsigned char *to,
							 const unsigned char *from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		((volatile unsigned char *)to)[i] = from[i];
}

static void keep_registers(uint64_t *to, const greg_t *from)
{
	/* <sys/ucontext.h>'s names for these clash with ours: gregs[] holds r8 to r15 first. */
	static const int order[REGISTERS] = {
		13, 12, 14, 11, 9, 8, 10, 15, 0, 1, 2, 3, 4, 5, 6, 7
	};

	for (int i = 0; i < REGISTERS; i++)
		to[i] = from[order[i]];
}

static struct stopped *at_entry(const unsigned char *pc)
{
	for (size_t i = 0; i < function_count; i++)
		if (functions[i].entry == pc && !functions[i].called)
			return &functions[i];
	return NULL;
}

static struct stopped *at_return(const unsigned char *pc)
{
	for (size_t i = 0; i < function_count; i++)
		if (functions[i].back == pc && functions[i].called && !functions[i].returned)
			return &functions[i];
	return NULL;
}

__attribute__((no_sanitize("address"))) static void on_entry(struct stopped *function,
							     const greg_t *registers)
{
	const unsigned char *stack;

	function->called = true;
	keep_registers(function->registers, registers);
	stack = (const unsigned char *)function->registers[GPR_RSP];
	copy(function->stack, stack, STACK_BYTES);
	function->back = *(unsigned char *const *)stack;
	function->back_byte = *function->back;
	*function->back = 0xcc;
	*function->entry = function->entry_byte;
	current = function;
}

__attribute__((no_sanitize("address"))) static void keep_referred(struct stopped *function)
{
	uint64_t rax = function->result_registers[GPR_RAX];
	uint64_t rsp = function->result_registers[GPR_RSP];

	if (rax >= rsp && rax < rsp + 65536)
		copy(function->referred, (const unsigned char *)rax, SEEN_BYTES);
}

static void on_trap(int signal_number, siginfo_t *info, void *context)
{
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	unsigned char *pc = (unsigned char *)registers[16] - 1; /* rip, behind the int3 */
	struct stopped *function = at_entry(pc);

	(void)signal_number;
	(void)info;
	if (function) {
		on_entry(function, registers);
	} else {
		function = at_return(pc);
		if (!function)
			abort();
		function->returned = true;
		keep_registers(function->result_registers, registers);
		*pc = function->back_byte;
		keep_referred(function);
	}
	registers[16]--;
}

static void keep_seen(struct seen *seen, const void *bytes, unsigned long count)
{
	seen->address = bytes;
	seen->count = count;
	copy(seen->bytes, bytes, count < SEEN_BYTES ? count : SEEN_BYTES);
}

static void see(const void *bytes, unsigned long count)
{
	if (current && current->seen_count < MAX_SEEN)
		keep_seen(&current->seen[current->seen_count++], bytes, count);
}

static void see_result(const void *bytes, unsigned long count)
{
	if (current)
		keep_seen(&current->result, bytes, count);
}

static void add_function(const char *symbol, uint64_t address, uint64_t bias)
{
	struct stopped *function;

	for (size_t i = 0; i < function_count; i++)
		if (functions[i].address == address)
			return;
	assert_true(function_count < MAX_FUNCTIONS);
	function = &functions[function_count++];
	snprintf(function->symbol, sizeof(function->symbol), "%s", symbol);
	function->address = address;
	function->entry = (unsigned char *)(bias + address);
	function->entry_byte = *function->entry;
}

static void find_functions(Elf *elf, uint64_t bias)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	function_count = 0;
	memset(functions, 0, sizeof(functions));
	while ((scn = elf_nextscn(elf, scn))) {
		Elf_Data *data;

		assert_non_null(gelf_getshdr(scn, &header));
		if (header.sh_type != SHT_SYMTAB)
			continue;
		data = elf_getdata(scn, NULL);
		for (int i = 0; gelf_getsym(data, i, &symbol); i++) {
			const char *name = elf_strptr(elf, header.sh_link, symbol.st_name);

			if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_value &&
			    strstr(name, "take_") && !strstr(name, ".cold"))
				add_function(name, symbol.st_value, bias);
		}
	}
	assert_true(function_count > 0);
}

static void make_writable(void *pc)
{
	uintptr_t page = (uintptr_t)pc & ~(uintptr_t)4095;

	assert_int_equal(mprotect((void *)page, 2 * 4096, PROT_READ | PROT_WRITE | PROT_EXEC), 0);
}

static void run_stopped(void *library)
{
	struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO }, old;
	void (*run)(void);

	*(void **)&run = dlsym(library, "run");
	assert_non_null(run);
	*(void (**)(const void *, unsigned long))dlsym(library, "see") = see;
	*(void (**)(const void *, unsigned long))dlsym(library, "see_result") = see_result;
	make_writable((void *)run);
	for (uintptr_t at = 4096; at <= 4 * 4096; at += 4096)
		make_writable((char *)run + at);
	sigaction(SIGTRAP, &action, &old);
	for (size_t i = 0; i < function_count; i++) {
		make_writable(functions[i].entry);
		*functions[i].entry = 0xcc;
	}
	run();
	sigaction(SIGTRAP, &old, NULL);
}

#endif
