// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "evidence.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf_file.h"
#include "proc_file.h"

enum trait { TRAIT_NONE, TRAIT_UNWINDS, TRAIT_SWITCHES, TRAIT_SIGNAL_STACK };

struct clue {
	const char *name;	 /* of a module up to ".so", or of a symbol */
	enum trait trait;	 /* of a program that defines or imports it */
	enum maap_evidence site; /* to be watched where it is defined; 0: not */
};

static const struct clue libraries[] = {
	{ "libstdc++", TRAIT_UNWINDS, 0 },	 { "libc++", TRAIT_UNWINDS, 0 },
	{ "libc++abi", TRAIT_UNWINDS, 0 },	 { "libgcc_s", TRAIT_UNWINDS, 0 },
	{ "libunwind", TRAIT_UNWINDS, 0 },	 { "libboost_context", TRAIT_SWITCHES, 0 },
	{ "libboost_fiber", TRAIT_SWITCHES, 0 },
};

/*
 * Not _Unwind_RaiseException: every static C program has it in from the C library, and nobody who
 * raises does without a personality below.
 */
static const struct clue symbols[] = {
	{ "__gxx_personality_v0", TRAIT_UNWINDS, 0 },
	{ "__cxa_throw", TRAIT_UNWINDS, 0 },
	{ "__cxa_begin_catch", TRAIT_NONE, MAAP_EVIDENCE_CATCH },
	{ "__cxa_get_exception_ptr", TRAIT_NONE, MAAP_EVIDENCE_CATCH },
	{ "_Unwind_ForcedUnwind", TRAIT_NONE, MAAP_EVIDENCE_FORCED },
	{ "_Unwind_RaiseException", TRAIT_NONE, MAAP_EVIDENCE_RAISE },
	{ "_Unwind_Resume_or_Rethrow", TRAIT_NONE, MAAP_EVIDENCE_RETHROW },
	{ "rust_eh_personality", TRAIT_UNWINDS, 0 },
	{ "rust_begin_unwind", TRAIT_UNWINDS, MAAP_EVIDENCE_RUST_PANIC },
	{ "pthread_cancel", TRAIT_UNWINDS, 0 },
	{ "pthread_exit", TRAIT_UNWINDS, MAAP_EVIDENCE_FORCED },
	{ "thrd_exit", TRAIT_UNWINDS, MAAP_EVIDENCE_FORCED },
	/* By this the C library comes at the unwinder, which is mapped only then. */
	{ "__libc_unwind_link_get", TRAIT_NONE, MAAP_EVIDENCE_FORCED },
	/* The first that is called when a thread's function is over. */
	{ "__call_tls_dtors", TRAIT_NONE, MAAP_EVIDENCE_THREAD_END },
	{ "backtrace", TRAIT_UNWINDS, 0 },
	{ "swapcontext", TRAIT_SWITCHES, MAAP_EVIDENCE_SWAP },
	{ "setcontext", TRAIT_SWITCHES, MAAP_EVIDENCE_SETCONTEXT },
	{ "makecontext", TRAIT_SWITCHES, 0 },
	{ "jump_fcontext", TRAIT_SWITCHES, MAAP_EVIDENCE_JUMP },
	{ "ontop_fcontext", TRAIT_SWITCHES, MAAP_EVIDENCE_JUMP },
	{ "bthread_jump_fcontext", TRAIT_SWITCHES, MAAP_EVIDENCE_JUMP_FROM },
	{ "sigaltstack", TRAIT_SIGNAL_STACK, 0 },
	{ "_dl_debug_state", TRAIT_NONE, MAAP_EVIDENCE_MAPPING },
	{ "runtime.goexit1", TRAIT_NONE, MAAP_EVIDENCE_GOEXIT },
	{ "runtime.execute", TRAIT_NONE, MAAP_EVIDENCE_EXECUTE },
	{ "runtime.gopanic", TRAIT_NONE, MAAP_EVIDENCE_GO_PANIC },
	{ "runtime.recovery", TRAIT_NONE, MAAP_EVIDENCE_GO_RECOVER },
	/* The GNU C library's own names for it, which only its static programs show. */
	{ "__libc_longjmp", TRAIT_NONE, MAAP_EVIDENCE_LONGJMP },
	{ "__libc_siglongjmp", TRAIT_NONE, MAAP_EVIDENCE_LONGJMP },
};

/* In the GNU C library alone: others keep the stack pointer otherwise in a jmp_buf. */
static const struct clue jumps[] = {
	{ "longjmp", TRAIT_NONE, MAAP_EVIDENCE_LONGJMP },
	{ "_longjmp", TRAIT_NONE, MAAP_EVIDENCE_LONGJMP },
	{ "siglongjmp", TRAIT_NONE, MAAP_EVIDENCE_LONGJMP },
	{ "__longjmp_chk", TRAIT_NONE, MAAP_EVIDENCE_LONGJMP },
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* What a module shows, the same in every process. */
struct module_traits {
	bool unwinds;
	bool switches;
	bool signal_stack;
	bool go;
	char reason[192];	 /* of the first two */
	char signal_reason[128]; /* of the third */
	struct runtime_site *sites;
	size_t site_count;
};

static const char *meaning(const char *name, enum trait trait)
{
	if (trait == TRAIT_SWITCHES)
		return "it switches stacks";
	if (trait == TRAIT_SIGNAL_STACK)
		return "its signal handlers run on stacks of their own";
	if (strstr(name, "stdc++") || strstr(name, "c++") || strstr(name, "gxx") ||
	    strstr(name, "cxa"))
		return "C++ exceptions unwind its stack";
	if (strstr(name, "rust"))
		return "Rust panics unwind its stack";
	if (!strcmp(name, "backtrace"))
		return "it walks its stack";
	if (strstr(name, "pthread") || strstr(name, "thrd"))
		return "ending threads unwind their stack";
	return "it has an unwinder loaded";
}

static bool is_c_library(const struct module *module)
{
	static const char *const names[] = { "libc", "libpthread", "ld-linux-x86-64", "libm" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (module__is_named(module, names[i]))
			return true;
	return false;
}

static bool name_is(const char *symbol, const char *wanted)
{
	size_t len = strlen(wanted);

	return !strncmp(symbol, wanted, len) && (!symbol[len] || symbol[len] == '@');
}

static const struct clue *find_clue(const struct clue *clues, size_t count, const char *symbol)
{
	for (size_t i = 0; i < count; i++)
		if (*symbol == *clues[i].name && name_is(symbol, clues[i].name))
			return &clues[i];
	return NULL;
}

/*
 * Rust's handlers, mangled: the function that the landing pad of catch_unwind() calls, up to 1.7x
 * and since; and what it calls, which the handler around main() calls by itself.
 */
static const struct clue *rust_clue_of(const char *symbol)
{
	static const struct clue handlers[] = {
		{ "3std9panicking3try7cleanup", TRAIT_NONE, MAAP_EVIDENCE_CATCH },
		{ "3std9panicking12catch_unwind7cleanup", TRAIT_NONE, MAAP_EVIDENCE_CATCH },
		{ "__rust_panic_cleanup", TRAIT_NONE, MAAP_EVIDENCE_CATCH },
		{ "17rust_begin_unwind", TRAIT_NONE, MAAP_EVIDENCE_RUST_PANIC },
		{ "std9panicking20rust_panic_with_hook", TRAIT_NONE,
		  MAAP_EVIDENCE_RUST_PANIC },
		{ "std9panicking15panic_with_hook", TRAIT_NONE, MAAP_EVIDENCE_RUST_PANIC },
	};

	for (size_t i = 0; i < COUNT(handlers); i++)
		if (strstr(symbol, handlers[i].name))
			return &handlers[i];
	return NULL;
}

static const struct clue *clue_of(const struct symbol *symbol, bool gnu_c_library)
{
	const struct clue *clue = find_clue(symbols, COUNT(symbols), symbol->name);

	if (!clue && gnu_c_library)
		clue = find_clue(jumps, COUNT(jumps), symbol->name);
	if (!clue && *symbol->name == '_')
		clue = rust_clue_of(symbol->name);
	return clue;
}

static int add_site(struct module_traits *traits, struct module *module,
		    const struct symbol *symbol, enum maap_evidence kind)
{
	struct runtime_site *grown;

	for (size_t i = 0; i < traits->site_count; i++)
		if (traits->sites[i].address == symbol->address)
			return 0;
	grown = reallocarray(traits->sites, traits->site_count + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	traits->sites = grown;
	grown[traits->site_count] = (struct runtime_site){
		.module = module,
		.name = strdup(symbol->name),
		.address = symbol->address,
		.kind = kind,
	};
	return grown[traits->site_count++].name ? 0 : -ENOMEM;
}

static void note_trait(struct module_traits *traits, const struct module *module, const char *verb,
		       const char *name, enum trait trait)
{
	char *reason = trait == TRAIT_SIGNAL_STACK ? traits->signal_reason : traits->reason;
	size_t size = trait == TRAIT_SIGNAL_STACK ? sizeof(traits->signal_reason)
						  : sizeof(traits->reason);

	if (!*reason)
		snprintf(reason, size, "%s %s%s: %s", module->name, verb, *verb == 'u' ? name : "",
			 meaning(name, trait));
	traits->unwinds |= trait == TRAIT_UNWINDS;
	traits->switches |= trait == TRAIT_SWITCHES;
	traits->signal_stack |= trait == TRAIT_SIGNAL_STACK;
}

static int scan_symbols(struct module_traits *traits, struct module *module)
{
	bool c_library = is_c_library(module);
	bool gnu = module->soname && !strcmp(module->soname, "libc.so.6");
	struct symbol_iter iter = { .elf = module->elf };
	struct symbol symbol;
	uint64_t r_debug = 0;
	int err = 0;

	while (!err && symbol_iter__next(&iter, &symbol)) {
		const struct clue *clue = clue_of(&symbol, gnu);

		if (symbol.kind == SYMBOL_OTHER && name_is(symbol.name, "_r_debug"))
			r_debug = symbol.address;

		if (!clue)
			continue;
		if (clue->trait && !c_library)
			note_trait(traits, module, "uses ", clue->name, clue->trait);
		if (clue->site && (symbol.kind == SYMBOL_FUNCTION || symbol.kind == SYMBOL_UNTYPED))
			err = add_site(traits, module, &symbol, clue->site);
	}
	for (size_t i = 0; i < traits->site_count; i++)
		traits->sites[i].r_debug = r_debug;
	return err;
}

static int find_traits(struct module_traits *traits, struct module *module)
{
	for (size_t i = 0; i < COUNT(libraries); i++)
		if (module__is_named(module, libraries[i].name))
			note_trait(traits, module, "is mapped", libraries[i].name,
				   libraries[i].trait);
	traits->go = module->go != NULL;
	if (traits->go) {
		traits->switches = true;
		snprintf(traits->reason, sizeof(traits->reason),
			 "%s is a Go program: its stacks move", module->name);
	}
	/*
	 * Stripped and static, a C++ program still has these. With symbols, its personality tells
	 * better: the C library brings a few tables into every static program.
	 */
	if (!traits->unwinds && !is_c_library(module) &&
	    !elf_file__has_section(module->elf, ".symtab") &&
	    elf_file__has_section(module->elf, ".gcc_except_table")) {
		traits->unwinds = true;
		snprintf(traits->reason, sizeof(traits->reason),
			 "%s has exception tables: it unwinds its stack", module->name);
	}
	return scan_symbols(traits, module);
}

void module_traits__free(struct module_traits *traits)
{
	if (!traits)
		return;
	for (size_t i = 0; i < traits->site_count; i++)
		free(traits->sites[i].name);
	free(traits->sites);
	free(traits);
}

static const struct module_traits *module__traits(struct module *module)
{
	if (!module->traits) {
		struct module_traits *traits = calloc(1, sizeof(*traits));

		if (!traits || find_traits(traits, module)) {
			module_traits__free(traits);
			return NULL;
		}
		module->traits = traits;
	}
	return module->traits;
}

static void add_reason(struct exit_evidence *evidence, const char *reason)
{
	if (!*evidence->reason)
		snprintf(evidence->reason, sizeof(evidence->reason), "%s", reason);
}

static int add_sites(struct evidence *evidence, const struct runtime_site *sites, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct runtime_site *grown;
		size_t at = 0;

		while (at < evidence->site_count &&
		       (evidence->sites[at].module != sites[i].module ||
			evidence->sites[at].address != sites[i].address))
			at++;
		if (at < evidence->site_count)
			continue;
		grown = reallocarray(evidence->sites, at + 1, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		evidence->sites = grown;
		grown[evidence->site_count++] = sites[i];
	}
	return 0;
}

static int add_module(struct evidence *evidence, struct module *module, bool sessions)
{
	const struct module_traits *traits = module__traits(module);

	if (!traits)
		return -ENOMEM;
	if (traits->unwinds || traits->switches)
		add_reason(&evidence->exit, traits->reason);
	if (traits->signal_stack && !sessions) {
		add_reason(&evidence->exit, traits->signal_reason);
		evidence->exit.forbids = true;
	}
	evidence->exit.unwinds |= traits->unwinds;
	evidence->exit.switches |= traits->switches;
	evidence->strands |= traits->switches;
	evidence->fibers |= traits->switches && !traits->go;
	return add_sites(evidence, traits->sites, traits->site_count);
}

int evidence__join(struct evidence *evidence, const struct evidence *more)
{
	if (*more->exit.reason)
		add_reason(&evidence->exit, more->exit.reason);
	evidence->exit.unwinds |= more->exit.unwinds;
	evidence->exit.switches |= more->exit.switches;
	evidence->exit.forbids |= more->exit.forbids;
	evidence->strands |= more->strands;
	evidence->fibers |= more->fibers;
	return add_sites(evidence, more->sites, more->site_count);
}

int evidence__gather(const struct target *target, const struct process *process, bool sessions,
		     struct evidence *evidence)
{
	long seccomp = proc_status_number(process->pid, "Seccomp");
	int err = 0;

	*evidence = (struct evidence){ 0 };
	if (seccomp > 0) {
		evidence->exit.forbids = true;
		snprintf(evidence->exit.reason, sizeof(evidence->exit.reason),
			 "its seccomp %s may kill it for the system call that ends a return probe",
			 seccomp == 1 ? "strict mode" : "filter");
	}
	for (size_t i = 0; i < target->module_count && !err; i++)
		if (process__maps(process, target->modules[i]))
			err = add_module(evidence, target->modules[i], sessions);
	if (err) {
		evidence__free(evidence);
		return err;
	}
	/* What may be mapped later counts where returns cannot be left alone from that moment on.
	 */
	if (!sessions && !evidence->exit.unwinds) {
		add_reason(&evidence->exit,
			   "the kernel would arm returns for what is mapped later too");
		evidence->exit.unwinds = true;
	}
	return 0;
}

void evidence__free(struct evidence *evidence)
{
	/* The names are the modules'. */
	free(evidence->sites);
	*evidence = (struct evidence){ 0 };
}
