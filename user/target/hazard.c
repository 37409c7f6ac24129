// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "hazard.h"

#include <stdio.h>
#include <string.h>

#include "elf_file.h"
#include "proc_file.h"

struct evidence {
	const char *name; /* of a module up to ".so", or of a symbol */
	const char *means;
};

static const struct evidence libraries[] = {
	{ "libstdc++", "C++ exceptions unwind its stack" },
	{ "libc++", "C++ exceptions unwind its stack" },
	{ "libc++abi", "C++ exceptions unwind its stack" },
	{ "libgcc_s", "it has an unwinder loaded" },
	{ "libunwind", "it has an unwinder loaded" },
	{ "libboost_context", "it switches stacks" },
	{ "libboost_fiber", "it switches stacks" },
};

/*
 * Defined or imported by anything but the C library itself. Not _Unwind_RaiseException: every
 * static C program has it in from the C library, and nobody who raises does without a personality
 * below.
 */
static const struct evidence symbols[] = {
	{ "__gxx_personality_v0", "C++ exceptions unwind its stack" },
	{ "__cxa_throw", "C++ exceptions unwind its stack" },
	{ "rust_eh_personality", "Rust panics unwind its stack" },
	{ "rust_begin_unwind", "Rust panics unwind its stack" },
	{ "pthread_cancel", "cancelled threads unwind their stack" },
	{ "pthread_exit", "exiting threads unwind their stack" },
	{ "thrd_exit", "exiting threads unwind their stack" },
	{ "swapcontext", "it switches stacks" },
	{ "makecontext", "it switches stacks" },
	{ "jump_fcontext", "it switches stacks" },
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Only where the kernel side cannot hold back the probe of a single return. */
static const struct evidence signal_stack = { "sigaltstack",
					      "its signal handlers run on stacks of their own" };

static bool symbol_is(const struct symbol *symbol, const struct evidence *evidence)
{
	size_t len = strcspn(symbol->name, "@");

	return strlen(evidence->name) == len && !strncmp(evidence->name, symbol->name, len);
}

static const struct evidence *symbol_evidence(struct module *module, bool sessions)
{
	struct symbol_iter iter = { .elf = module->elf };
	struct symbol symbol;

	while (symbol_iter__next(&iter, &symbol)) {
		for (size_t i = 0; i < COUNT(symbols); i++)
			if (symbol_is(&symbol, &symbols[i]))
				return &symbols[i];
		if (!sessions && symbol_is(&symbol, &signal_stack))
			return &signal_stack;
	}
	return NULL;
}

static const struct evidence *library_evidence(const struct module *module)
{
	for (size_t i = 0; i < COUNT(libraries); i++)
		if (module__is_named(module, libraries[i].name))
			return &libraries[i];
	return NULL;
}

static bool is_c_library(const struct module *module)
{
	static const char *const names[] = { "libc", "libpthread", "ld-linux-x86-64", "libm" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (module__is_named(module, names[i]))
			return true;
	return false;
}

static bool module_is_hazardous(struct module *module, bool sessions, char *reason, size_t size)
{
	const struct evidence *evidence = library_evidence(module);

	if (evidence) {
		snprintf(reason, size, "%s is mapped: %s", module->name, evidence->means);
		return true;
	}
	if (elf_file__has_section(module->elf, ".go.buildinfo")) {
		snprintf(reason, size, "%s is a Go program: its stacks move", module->name);
		return true;
	}
	if (is_c_library(module))
		return false;
	/*
	 * Stripped and static, a C++ program still has these. With symbols, its personality tells
	 * better: the C library brings a few tables into every static program.
	 */
	if (!elf_file__has_section(module->elf, ".symtab") &&
	    elf_file__has_section(module->elf, ".gcc_except_table")) {
		snprintf(reason, size, "%s has exception tables: it unwinds its stack",
			 module->name);
		return true;
	}
	evidence = symbol_evidence(module, sessions);
	if (evidence) {
		snprintf(reason, size, "%s uses %s: %s", module->name, evidence->name,
			 evidence->means);
		return true;
	}
	return false;
}

bool process__returns_are_hazardous(const struct target *target, const struct process *process,
				    bool sessions, char *reason, size_t size)
{
	long seccomp = proc_status_number(process->pid, "Seccomp");

	if (seccomp > 0) {
		snprintf(reason, size,
			 "its seccomp %s may kill it for the system call that ends a return probe",
			 seccomp == 1 ? "strict mode" : "filter");
		return true;
	}
	for (size_t i = 0; i < target->module_count; i++)
		if (process__maps(process, target->modules[i]) &&
		    module_is_hazardous(target->modules[i], sessions, reason, size))
			return true;
	return false;
}
